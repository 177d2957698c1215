import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { appImage } from '../app-image.ts';
import { readBy } from '../external-images.ts';
import { mayCompile, outputOf } from '../go-build.ts';
import { block, code, list } from '../../../src/grade/markdown.ts';
import { shellWord } from '../../../src/evidence/shell-word.ts';
import { rootOf } from '../stages.ts';
import { finalStage, programName } from '../starter.ts';
import { toolchainOf } from '../toolchain.ts';

export default check({
  id: 'multi-stage',
  title: 'The toolchain stays out of the image',
  needs: { dockerfile },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'mid',
  skills: ['docker.multi-stage'],
  why: 'A compiler and a shell in the image are hundreds of megabytes to pull on every node, and the tools an intruder would bring.',
  docs: 'https://docs.docker.com/build/building/multi-stage/',
  judge: ({ dockerfile }, settings) => {
    const { file, final, at } = appImage(dockerfile);
    const toolchain = toolchainOf(file, final);
    const root = rootOf(file, final);
    if (toolchain !== undefined) {
      const compiling = file.stages.find(({ instructions }) => instructions.some(mayCompile));
      const called = compiling?.name;
      const path = (compiling && outputOf(compiling)) ?? `/${programName(settings)}`;
      const last = block(finalStage(settings, { stage: called ?? 'build', path }), 'dockerfile');
      return fail({
        expected: 'a final stage without a compiler, which copies only what another stage built',
        observed: `the image ${toolchain.what}`,
        at: at(toolchain.line),
        fix: `${called === undefined ? 'Name the stage that compiles `AS build`, and end' : 'End'} the file with a stage that takes only the program:${last}`,
        reproduce: readBy(file, `awk -v sign=${shellWord(toolchain.sign)} '${lastStageHolds}'`),
      });
    }
    if (root.kind === 'unresolved') return unresolved(`${code(root.text)} is decided by ${list(root.args)}, which has no default`, at(final.line));
    return pass(`the image is built on ${root.kind === 'image' ? code(root.text.replace(/@.*/, '')) : 'nothing'}`);
  },
});

/** Exits 1 while the last stage, or one that it is built on, has the sign. */
const lastStageHolds = [
  'toupper($1) == "FROM" { base = $2 ~ /^--/ ? $3 : $2; name = $NF; holds = held[base] }',
  '{ gsub(/[[:space:]]+/, " ") } !/^ ?#/ && index(" " $0 " ", " " sign " ") { holds = 1 }',
  '{ held[name] = holds } END { exit holds }',
].join(' ');
