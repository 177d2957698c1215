import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { imageBuild, type ImageBuildFacts } from '../../../src/collect/image/build/section.ts';
import { imageLayout, type ImageProgram } from '../../../src/collect/image/layout/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { shellWord } from '../../../src/evidence/shell-word.ts';
import { onFiles } from '../built-image.ts';
import { startedAt } from '../image-lines.ts';

export default check({
  id: 'binary-static',
  title: 'The server is one static binary',
  needs: { build: imageBuild, layout: imageLayout, dockerfile },
  after: ['image-builds'],
  weight: 1,
  level: 'mid',
  skills: ['docker.hermetic-builds'],
  why: 'A program that needs a loader and libraries runs only on a base that has just those versions, and is patched when they are.',
  docs: 'https://pkg.go.dev/cmd/cgo',
  judge: ({ build, layout: { program }, dockerfile }) => {
    if (program.kind === 'elf' && program.linkage.kind === 'static') return pass(`${code(program.path)} needs no loader and no library`);
    return fail({
      expected: 'the image starts one program that needs no loader and no shared library',
      observed: whatIsStarted(program),
      at: startedAt(dockerfile),
      fix: `Compile without C, and start the program itself:${block('ENV CGO_ENABLED=0\nRUN go build -o /out/server .', 'dockerfile')}${block('ENTRYPOINT ["/server"]', 'dockerfile')}`,
      reproduce: reproduced(build, program),
    });
  },
});

/** A dynamic program names its loader by a path; a program in an image is looked for where the image's config says. */
function reproduced(build: ImageBuildFacts, program: ImageProgram): string {
  const path = program.kind === 'elf' ? shellWord(program.path) : `"$(docker inspect --format '{{.Path}}' "$made")"`;
  const look = `head -c 4 "$program" | grep -q ELF && ! grep -qaE '/lib(64)?/ld-' "$program"`;
  return onFiles(build, `program=$(mktemp) && path=${path} && docker cp -L "$made:$path" - | tar xO > "$program" && ${look}`);
}

function whatIsStarted(program: ImageProgram): string {
  switch (program.kind) {
    case 'elf':
      return `${code(program.path)} needs ${neededBy(program.linkage)}`;
    case 'script':
      return `it starts ${code(program.path)}, a script for ${code(program.interpreter)}`;
    case 'other':
      return `it starts ${code(program.path)}, which is no Linux program`;
    case 'missing':
      return `it starts ${code(program.path)}, which isn't in it`;
    case 'none':
      return 'it says nothing of what to start';
  }
}

function neededBy(linkage: Extract<ImageProgram, { kind: 'elf' }>['linkage']): string {
  if (linkage.kind === 'static') return 'nothing';
  const { interpreter, libraries } = linkage;
  const named = [...(interpreter === undefined ? [] : [`the loader ${code(interpreter)}`]), ...libraries.slice(0, 5).map(code)];
  return named.length === 0 ? 'a loader' : list(named);
}
