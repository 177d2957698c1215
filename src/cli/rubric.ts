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

export async function rubricOf({ challenge, digest, roots }: LoadedChallenge, findGraders: FindGraders): Promise<Rubric> {
  const wanted = new Set(challenge.objectives.map(({ grader }) => grader));
  const graders = (await Promise.all(roots.map((root) => findGraders(root, wanted)))).flat();
  return assembleRubric(challenge, digest, graders);
}

export async function challengeIds(): Promise<readonly string[]> {
  const files = await readdir(join(home, 'challenges'));
  return files
    .filter((name) => name.endsWith('.yml'))
    .map((name) => name.slice(0, -'.yml'.length))
    .sort();
}
