import { dockerfile, type DockerfileFacts } from '../../../src/collect/dockerfile/section.ts';
import { tree, type TreeFacts } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { appImage } from '../app-image.ts';
import { allBuiltOf, givenSources } from '../built-server.ts';
import { literally, searched } from '../external-images.ts';
import { imageFiles } from '../image-files.ts';
import { alterationOf } from '../server-alterations.ts';
import { startedProgram } from '../started-program.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/evidence/shell-word.ts';

export default check({
  id: 'given-server-unchanged',
  title: 'The given server is built as it was given',
  needs: { tree, dockerfile },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'junior',
  skills: ['docker.context'],
  why: 'Whoever packages a program changes what surrounds it: an image of a patched server hides what the real one needs.',
  docs: 'https://12factor.net/config',
  judge: ({ tree, dockerfile }, settings) => {
    const lost = settings.given.filter(({ path }) => path.endsWith('.go')).flatMap((given) => lossOf(given, tree));
    const [first, ...others] = lost;
    if (first === undefined) return alteredInBuild(dockerfile, tree, settings) ?? pass('every given Go file has its given bytes');
    return fail({
      expected: 'every given Go file with its given bytes, where it was or moved',
      observed: list(lost.map(({ path, how }) => `${code(path)} is ${how}`)),
      at: first.how === 'changed' ? { path: first.path } : undefined,
      alsoAt: others.filter(({ how }) => how === 'changed').map(({ path }) => ({ path })),
      fix: `Take each back from the commit that brought it, and set what you need by its environment or in files of your own:${lost.map(restore).join('')}`,
      reproduce: lost.map(({ path, sha256 }) => `tr -d '\\r' < ${shellPath(path)} | sha256sum | grep -q '^${sha256}'`).join(' && '),
    });
  },
});

type Given = Settings['given'][number];
type Loss = Given & { readonly how: 'changed' | 'missing' };

/** One that was moved counts where its name and bytes are the same. */
function lossOf(given: Given, { files }: TreeFacts): readonly Loss[] {
  const there = files.find(({ path }) => path === given.path);
  if (there !== undefined) return sameBytes(there, given) ? [] : [{ ...given, how: 'changed' }];
  const name = given.path.slice(given.path.lastIndexOf('/') + 1);
  const moved = files.some((file) => file.path.slice(file.path.lastIndexOf('/') + 1) === name && sameBytes(file, given));
  return moved ? [] : [{ ...given, how: 'missing' }];
}

const sameBytes = (file: TreeFacts['files'][number], { sha256 }: Given): boolean => file.sha256 === sha256 || file.sha256lf === sha256;

/** The repository's file is as given; what is compiled has to be that file. Undefined: it is, as far as files tell. */
function alteredInBuild(facts: DockerfileFacts, { files: tree }: TreeFacts, settings: Settings): Judgement | undefined {
  if (facts.app === undefined) return undefined;
  const { file, at } = appImage(facts);
  const files = imageFiles(facts);
  const started = startedProgram(files);
  const isGiven = (path: string): boolean => tree.some((each) => each.path === path && settings.given.some((given) => sameBytes(each, given)));
  const builds = allBuiltOf(files, started.kind === 'built' ? started.builds : [], givenSources(settings));
  const altered = builds.flatMap(({ build, of }) => (of.kind === 'server' ? (alterationOf(files, build, of, isGiven) ?? []) : []));
  const [first] = altered;
  if (first === undefined) return undefined;
  const { line, how, sign, certain } = first;
  if (!certain || altered.length < builds.length) return unresolved(`whether the server is built as given or of ${how}, files can't tell`, at(line));
  const instruction = file.stages.flatMap(({ instructions }) => instructions).findLast((each) => each.line === line);
  return fail({
    expected: 'the given Go files compiled as they were given',
    observed: `the server is built of ${how}`,
    at: at(line),
    fix: `Line ${line}: take ${code(sign ?? instruction?.text ?? how)} out, and set what you need by the environment of the server or in Go files of your own.`,
    reproduce: `! ${searched(file, literally(sign ?? instruction?.text ?? ''))}`,
  });
}

function restore({ path }: Loss): string {
  const word = shellPath(path);
  return `\n\`\`\`sh\ngit checkout "$(git log --diff-filter=A --format=%H -- ${word} | tail -n 1)" -- ${word}\n\`\`\``;
}
