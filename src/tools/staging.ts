import { chmod, mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SubmissionFile } from '../submission/submission.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary.ts';

/** A copy of files in a folder of ours, for a program that reads folders: no links in it, nothing of the machine beside it. */
export type Staged = TemporaryFolder;

export type StagedFile = Pick<SubmissionFile, 'path' | 'bytes' | 'executable'>;

/** `modified`: the time that every file gets, in seconds; without it, now. Removed when it is disposed of. */
export async function stage(files: readonly StagedFile[], modified?: number): Promise<Staged> {
  const folder = await temporaryFolder('stage');
  try {
    const folders = new Set(files.map((file) => dirname(join(folder.path, file.path))));
    for (const each of folders) await mkdir(each, { recursive: true });
    for (const file of files) await put(join(folder.path, file.path), file, modified);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
  return folder;
}

/** Modes are set after writing: a umask must not decide what gets into an image. */
async function put(path: string, { bytes, executable }: StagedFile, modified: number | undefined): Promise<void> {
  await writeFile(path, bytes, { flag: 'wx' });
  await chmod(path, executable ? 0o755 : 0o644);
  if (modified !== undefined) await utimes(path, modified, modified);
}
