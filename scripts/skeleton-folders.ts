import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Skeleton } from './skeleton.ts';

/** A word on the command line that doesn't do; the message says what does. */
export class Unusable extends Error {
  override name = 'Unusable';
}

/** Ids are names of files, and are never used again. */
export function idOf(word: string | undefined, usage: string): string {
  if (word === undefined) throw new Unusable(`usage: ${usage}`);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)+$/.test(word)) throw new Unusable(`${word} is no id: small letters, digits and hyphens, at least two words, such as image-labelled`);
  return word;
}

/** Writes every file, or none where one of them is there already. */
export async function writeSkeleton(home: string, skeleton: Skeleton): Promise<void> {
  const paths = Object.keys(skeleton);
  const there = await Promise.all(paths.map((path) => access(join(home, path)).then(() => [path], () => [])));
  const [taken] = there.flat();
  if (taken !== undefined) throw new Unusable(`${taken} is there already: choose another id`);
  for (const [path, text] of Object.entries(skeleton)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text, { flag: 'wx' });
  }
}

/** Runs a script's main part: what the caller did wrong is told on a line, with exit code 2. */
export async function told(main: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(await main());
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
