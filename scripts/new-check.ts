import { join } from 'node:path';
import { findGraders, graderFolders } from '../src/catalogue/find.ts';
import { home } from '../src/cli/version.ts';
import { checkSkeleton } from './skeleton.ts';
import { idOf, told, Unusable, writeSkeleton } from './skeleton-folders.ts';

/** `npm run new-check -- <grader> <id>`: a complete check in the folder `graders/<grader>/checks` of `root`; its tests fail until it is filled in. */
export async function newCheck([grader, word]: readonly string[], root: string): Promise<string> {
  const usage = 'npm run new-check -- <grader> <id>';
  if (grader === undefined) throw new Unusable(`usage: ${usage}`);
  const id = idOf(word, usage);
  const folders = await graderFolders(join(root, 'graders'));
  if (!folders.includes(grader)) throw new Unusable(`there is no grader ${grader}: choose one of ${folders.join(', ')}, or npm run new-grader -- ${grader}`);
  const [found] = await findGraders(join(root, 'graders'), new Set([grader]));
  const skeleton = checkSkeleton(grader, id, found?.roots.slice(0, 1) ?? []);
  await writeSkeleton(root, skeleton);
  return `${Object.keys(skeleton).join('\n')}

Now, in this order:
  1. fill in what says FILL IN, until this is green:  npx vitest run graders/${grader}/checks/${id}.test.ts
  2. one mistake in the reference, until this is:     npx vitest run test/mutants.test.ts -t ${id}
  3. delete its row from \`planned\` in the challenge, if it has one
  4. npm run generate, then npm test
`;
}

if (process.argv[1] === import.meta.filename) await told(() => newCheck(process.argv.slice(2), home));
