import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcessesIn } from './left-processes.ts';

/** A folder of ours that is gone when it is disposed of. */
export type TemporaryFolder = AsyncDisposable & { readonly path: string };

/** Named for the process that made it, so that what a killed run left can be told from what is at work. */
export async function temporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), `docc-${purpose}-${process.pid}-`));
  // What can't be removed now is left for `removeLeftFolders`: it is no reason to lose what was found out in it.
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }).catch(() => undefined) };
}

const ours = /^docc-[a-z-]+-(\d+)-\w{6}$/;

/** Removes what processes that have ended left, and ends what they started in it. Others' folders, and what only looks like one, stay. */
export async function removeLeftFolders(): Promise<void> {
  const dead = (await readdir(tmpdir())).filter((name) => isOfTheDead(name)).map((name) => join(tmpdir(), name));
  const left: string[] = [];
  for (const path of dead) if (await isOwnFolder(path)) left.push(path);
  await endProcessesIn(left);
  for (const path of left) await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

function isOfTheDead(name: string): boolean {
  const [, pid] = ours.exec(name) ?? [];
  return pid !== undefined && !isAlive(Number(pid));
}

async function isOwnFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

/** Whether a process of this machine with that id runs, whoever it belongs to. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
