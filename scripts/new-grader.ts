import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findGraders, graderFolders } from '../src/catalogue/find.ts';
import { home } from '../src/cli/version.ts';
import { graderSkeleton } from './skeleton.ts';
import { idOf, told, Unusable, writeSkeleton } from './skeleton-folders.ts';

/** `npm run new-grader -- <id>`: a grader with its root check in the folder `graders` of `root`; its tests fail until it is filled in. */
export async function newGrader([word]: readonly string[], root: string): Promise<string> {
  const id = idOf(word, 'npm run new-grader -- <id>');
  const graders = join(root, 'graders');
  const [model] = await graderFolders(graders);
  const [like] = model === undefined ? [] : await findGraders(graders, new Set([model]));
  if (like === undefined) throw new Unusable(`${graders} has no grader to take the action from`);
  const action = await readFile(join(graders, like.id, 'action.yml'), 'utf8');
  const skeleton = graderSkeleton(id, { id: like.id, title: like.title, action });
  await writeSkeleton(root, skeleton);
  return `${Object.keys(skeleton).join('\n')}

Now, in this order:
  1. fill in what says FILL IN, until this is green:  npx vitest run graders/${id}
  2. one mistake in the reference, until this is:     npx vitest run test/mutants.test.ts -t ${id}-declared
  3. more checks:                                     npm run new-check -- ${id} <id>
  4. an objective that asks for it, in a challenge:

  - id: ${id}
    title: ...
    points: 10
    grader: ${id}
    planned: []

  5. npm run generate, then npm test
`;
}

if (process.argv[1] === import.meta.filename) await told(() => newGrader(process.argv.slice(2), home));
