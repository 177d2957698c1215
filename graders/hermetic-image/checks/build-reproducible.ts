import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild, type ImageBuildFacts } from '../../../src/collect/image/build/section.ts';
import { type Difference, imageRebuild } from '../../../src/collect/image/rebuild/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { block, code } from '../../../src/grade/markdown.ts';
import { buildCommand } from '../built-image.ts';
import { inFinalStage } from '../image-lines.ts';

export default check({
  id: 'build-reproducible',
  title: 'Two builds give the same image',
  needs: { build: imageBuild, rebuild: imageRebuild, dockerfile },
  after: ['image-builds'],
  weight: 2,
  level: 'lead',
  skills: ['docker.hermetic-builds'],
  why: 'Where two builds of a commit differ, nobody can prove that what runs was made of what was reviewed.',
  docs: 'https://docs.docker.com/build/ci/github-actions/reproducible-builds/',
  discuss: {
    topic: 'continuous-delivery',
    passed: 'Two clean builds of your image have one digest. What would that be worth on the day when a build server is broken into?',
    failed: 'Two builds of the same commit gave two images. How would you find out why?',
  },
  judge: ({ build, rebuild: { first, second, differences }, dockerfile }) => {
    if (first === second) return pass(`two clean builds both give ${code(first.slice(0, 19))}`);
    const [difference] = differences;
    return fail({
      expected: 'one manifest digest from two clean builds at different times',
      observed: difference === undefined ? 'two builds gave two digests' : whatDiffers(difference),
      at: inFinalStage(dockerfile),
      fix: `${difference === undefined ? '' : cure(difference)}Let nothing of the moment into the image: no \`date\`, random name or download in a \`RUN\`, labels with values that are given (\`ARG REVISION\`), and for Go${block(goBuild, 'dockerfile')}`,
      reproduce: reproduced(build),
    });
  },
});

const goBuild = 'RUN go build -trimpath -buildvcs=false -ldflags "-s -w -buildid=" -o /out/server .';

/** A builder of its own: Docker's does not rewrite times. */
function reproduced(build: ImageBuildFacts): string {
  const once = (digest: string): string =>
    buildCommand(build, '-q', '--builder="$builder"', '--no-cache', '--provenance=false', '--build-arg=SOURCE_DATE_EPOCH=0', '--output=type=oci,rewrite-timestamp=true,dest=/dev/null', `--metadata-file="$${digest}"`);
  const digestIn = (file: string): string => `"$(grep -o '"containerimage.digest": *"[^"]*"' "$${file}")"`;
  return `(builder=$(docker buildx create) && trap 'docker buildx rm "$builder"' EXIT && one=$(mktemp) && other=$(mktemp) && ${once('one')} && ${once('other')} && test ${digestIn('one')} = ${digestIn('other')})`;
}

/** Without what is another the next time: values, and names that only one of the images has. */
function whatDiffers(difference: Difference): string {
  switch (difference.kind) {
    case 'config':
      return `${code(difference.field)} of the image's config is another the second time`;
    case 'layers':
      return 'the two images have different numbers of layers';
    case 'file':
      return `${fileOf(difference)}${difference.createdBy === undefined ? '' : `, made by ${code(difference.createdBy)}`}`;
  }
}

const fileOf = ({ path, what, createdBy }: Extract<Difference, { kind: 'file' }>): string =>
  what === 'presence' && createdBy !== undefined ? 'a file is in one of the images only' : `${code(path)} differs in its ${what}`;

function cure(difference: Difference): string {
  switch (difference.kind) {
    case 'config':
      return `Give ${code(difference.field)} a value that doesn't change. `;
    case 'file':
      return `See what ${difference.createdBy === undefined ? `writes ${code(difference.path)}` : `${code(difference.createdBy)} puts there`}. `;
    case 'layers':
      return '';
  }
}
