import { tree, type TreeFacts } from '../../../src/collect/tree/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { shellPath } from '../../../src/grade/shell-word.ts';

export default check({
  id: 'given-server-unchanged',
  title: 'The given server is built as it was given',
  needs: { tree },
  after: ['dockerfile-parses'],
  weight: 1,
  level: 'junior',
  skills: ['docker.context'],
  why: 'Whoever packages a program changes what surrounds it: an image of a patched server hides what the real one needs.',
  docs: 'https://12factor.net/config',
  judge: ({ tree }, settings) => {
    const lost = settings.given.filter(({ path }) => path.endsWith('.go')).flatMap((given) => lossOf(given, tree));
    const [first, ...others] = lost;
    if (first === undefined) return pass('every given Go file has its given bytes');
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

function restore({ path }: Loss): string {
  const word = shellPath(path);
  return `\n\`\`\`sh\ngit checkout "$(git log --diff-filter=A --format=%H -- ${word} | tail -n 1)" -- ${word}\n\`\`\``;
}
