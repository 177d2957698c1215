import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SubmissionFile } from '../submission/submission.ts';

/** A copy of files in a folder of ours, for a program that reads folders: no links in it, nothing of the machine beside it. */
export type Staged = AsyncDisposable & { readonly path: string };

export type StagedFile = Pick<SubmissionFile, 'path' | 'bytes' | 'executable'>;

/** `modified`: the time that every file gets, in seconds; without it, now. Removed when it is disposed of. */
export async function stage(files: readonly StagedFile[], modified?: number): Promise<Staged> {
  const path = await mkdtemp(join(tmpdir(), 'docc-stage-'));
  const dispose = (): Promise<void> => rm(path, { recursive: true, force: true });
  try {
    const folders = new Set(files.map((file) => dirname(join(path, file.path))));
    for (const folder of folders) await mkdir(folder, { recursive: true });
    for (const file of files) await put(join(path, file.path), file, modified);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { path, [Symbol.asyncDispose]: dispose };
}

/** Modes are set after writing: a umask must not decide what gets into an image. */
async function put(path: string, { bytes, executable }: StagedFile, modified: number | undefined): Promise<void> {
  await writeFile(path, bytes, { flag: 'wx' });
  await chmod(path, executable ? 0o755 : 0o644);
  if (modified !== undefined) await utimes(path, modified, modified);
}
