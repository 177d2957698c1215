import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** docc's own folder: the one that holds package.json, from source and from a build alike. */
export const home = await rootAbove(dirname(fileURLToPath(import.meta.url)));

async function rootAbove(folder: string): Promise<string> {
  const isRoot = await readFile(join(folder, 'challenges', 'docc.yml')).then(() => true, () => false);
  if (isRoot || dirname(folder) === folder) return folder;
  return await rootAbove(dirname(folder));
}

export type Version = { readonly version: string; readonly commit?: string };

/** Which docc this is: the release, and the commit, in a checkout as in an action, which a runner keeps in a folder named after what it is pinned to. */
export async function ownVersion(): Promise<Version> {
  const { version } = z.looseObject({ version: z.string() }).parse(JSON.parse(await readFile(join(home, 'package.json'), 'utf8')));
  const commit = (await checkedOut(join(home, '.git'))) ?? pinnedIn(home);
  return commit === undefined ? { version } : { version, commit };
}

export const pinnedIn = (folder: string): string | undefined => /^[0-9a-f]{40}$/.exec(basename(folder))?.[0];

/** Read from git's files: starting git for it would cost as much as reading a submission. */
async function checkedOut(git: string): Promise<string | undefined> {
  const head = await text(join(git, 'HEAD'));
  const ref = head?.match(/^ref: (refs\/[\w./-]+)$/)?.[1];
  const commit = ref === undefined ? head : ((await text(join(git, ref))) ?? packed(await text(join(git, 'packed-refs')), ref));
  return commit?.match(/^[0-9a-f]{40}$/)?.[0];
}

const text = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (content) => content.trim(),
    () => undefined,
  );

const packed = (refs: string | undefined, ref: string): string | undefined =>
  refs
    ?.split('\n')
    .find((line) => line.endsWith(` ${ref}`))
    ?.slice(0, 40);
