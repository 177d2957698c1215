import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type LoadedChallenge, loadChallenge } from '../catalogue/challenge.ts';
import { assembleRubric, type Rubric } from '../grade/rubric.ts';
import { home } from './version.ts';
import type { FindGraders } from './world.ts';

/** `--challenge`: an id of docc's own challenges, or the path of a challenge file. */
export function challengePath(challenge: string, cwd: string): string {
  return /^[a-z0-9-]+$/.test(challenge) ? join(home, 'challenges', `${challenge}.yml`) : resolve(cwd, challenge);
}

export const loadRubric = async (path: string, findGraders: FindGraders): Promise<Rubric> =>
  await rubricOf(await loadChallenge(path), findGraders);

/** With `only`, of these objectives: the graders of others aren't loaded. */
export async function rubricOf({ challenge, digest, roots }: LoadedChallenge, findGraders: FindGraders, only?: ReadonlySet<string>): Promise<Rubric> {
  const asked = challenge.objectives.filter(({ id }) => only?.has(id) !== false);
  const wanted = new Set(asked.map(({ grader }) => grader));
  const graders = (await Promise.all(roots.map((root) => findGraders(root, wanted)))).flat();
  return assembleRubric(challenge, digest, graders, only);
}

export async function challengeIds(): Promise<readonly string[]> {
  const files = await readdir(join(home, 'challenges'));
  return files
    .filter((name) => name.endsWith('.yml'))
    .map((name) => name.slice(0, -'.yml'.length))
    .sort();
}
