import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild } from '../../../src/collect/image/build/section.ts';
import { imageLayout, type ImageLayoutFacts } from '../../../src/collect/image/layout/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { mebibytes, onImage, unread, withoutFiles } from '../built-image.ts';
import { andMore, few } from '../few.ts';
import { inFinalStage } from '../image-lines.ts';

/** What a minimal base brings: certificates, time zones, users. Debian's alone has 70 MiB. */
const most = 15 * 1024 * 1024;

export default check({
  id: 'image-minimal',
  title: 'The image holds the server and little else',
  needs: { build: imageBuild, layout: imageLayout, dockerfile },
  after: ['image-builds'],
  weight: 1,
  level: 'mid',
  skills: ['docker.multi-stage'],
  why: 'Every node pulls every byte before a pod starts, and every file that nobody needs is one more to scan, patch and break into.',
  docs: 'https://docs.docker.com/build/building/multi-stage/',
  judge: ({ build, layout, dockerfile }) => {
    const unwanted = [...layout.compilers, ...layout.sources];
    const program = programBytes(layout);
    const rest = Math.max(layout.bytes, pulled(layout)) - program;
    if (unwanted.length === 0 && rest <= most) return unread(layout) ?? pass(`${mebibytes(rest)} over the program's ${mebibytes(program)}`);
    return fail({
      expected: 'no compiler, no sources, and at most 15 MiB over the program',
      observed: unwanted.length > 0 ? `the image holds ${list(few(unwanted).map(({ path }) => code(path)))}${andMore(unwanted)}` : tooMuch(layout, rest),
      at: inFinalStage(dockerfile),
      fix: `End the Dockerfile with a stage that takes only the program:${block(lastStage, 'dockerfile')}`,
      reproduce: unwanted.length > 0 ? withoutFiles(build, few(unwanted)) : onImage(build, `test "$(docker image inspect --format '{{.Size}}' "$image")" -le ${most + program}`),
    });
  },
});

const lastStage = 'FROM gcr.io/distroless/static-debian12:nonroot\nCOPY --from=build /out/server /server\nENTRYPOINT ["/server"]';

const programBytes = ({ program }: ImageLayoutFacts): number => (program.kind === 'elf' ? program.bytes : 0);

/** What a later step removes is pulled all the same. */
const pulled = ({ layers }: ImageLayoutFacts): number => layers.reduce((sum, { bytes }) => sum + bytes, 0);

function tooMuch(layout: ImageLayoutFacts, rest: number): string {
  const others = layout.largest.filter(({ path }) => !('path' in layout.program) || path !== layout.program.path);
  const named = others.length === 0 ? '' : `, ${list(others.slice(0, 3).map(({ path }) => code(path)))} the largest of it`;
  return `the image has ${mebibytes(rest)} over the program's ${mebibytes(programBytes(layout))}${named}`;
}
