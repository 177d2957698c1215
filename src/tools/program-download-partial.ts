import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from './folder.ts';
import { isAlive } from './temporary.ts';

/**
 * What has come so far of a file, in a file that no other process writes to. Named for its checksum, so that what a killed
 * process left can be gone on with, whatever address it came from; nothing looks for programs here.
 */
export type PartialFile = AsyncDisposable & {
  readonly path: string;
  readonly size: () => number;
  readonly append: (chunk: Uint8Array) => Promise<void>;
  /** Begins anew, in an empty file. */
  readonly restart: () => Promise<void>;
  readonly sha256: () => Promise<string>;
  /** It is of no more use to anybody. Without this it stays, for the next attempt. */
  readonly discard: () => Promise<void>;
};

const named = /^([0-9a-f]{64})(?:\.(\d+))?\.([0-9a-f]{12})\.part$/;

const weekMs = 7 * 24 * 60 * 60_000;

/** Takes over the most that a process which has ended left of this file, or begins one. `folder` is docc's own and is made. */
export async function partialFile(folder: string, sha256: string): Promise<PartialFile> {
  await makeFolder(folder);
  const random = randomBytes(6).toString('hex');
  const path = join(folder, `${sha256}.${process.pid}.${random}.part`);
  await adopt(folder, sha256, path);
  // A new file where nothing was adopted; never through a link.
  const file = await open(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
  return opened(file, path, join(folder, `${sha256}.${random}.part`), (await file.stat()).size);
}

type Left = { readonly name: string; readonly sha256: string; readonly bytes: number; readonly modifiedMs: number };

/** By renaming, which one process alone can do to one file. What is older than a week goes. */
async function adopt(folder: string, sha256: string, to: string): Promise<void> {
  const left = (await Promise.all((await readdir(folder)).map((name) => leftIn(folder, name)))).flat();
  const old = left.filter(({ modifiedMs }) => Date.now() - modifiedMs > weekMs);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
  const ours = left.filter((each) => each.sha256 === sha256 && each.bytes > 0 && !old.includes(each)).sort((one, other) => other.bytes - one.bytes);
  for (const { name } of ours) {
    if (await rename(join(folder, name), to).then(() => true, () => false)) return;
  }
}

/** A part that nobody writes to any more. */
async function leftIn(folder: string, name: string): Promise<readonly Left[]> {
  const [, sha256, pid] = named.exec(name) ?? [];
  if (sha256 === undefined || (pid !== undefined && isAlive(Number(pid)))) return [];
  const found = await lstat(join(folder, name)).catch(() => undefined);
  return found?.isFile() === true ? [{ name, sha256, bytes: found.size, modifiedMs: found.mtimeMs }] : [];
}

function opened(file: FileHandle, path: string, released: string, begun: number): PartialFile {
  let size = begun;
  let discarded = false;
  return {
    path,
    size: () => size,
    append: async (chunk) => {
      for (let written = 0; written < chunk.length; ) {
        const { bytesWritten } = await file.write(chunk, written, chunk.length - written, size);
        written += bytesWritten;
        size += bytesWritten;
      }
    },
    restart: async () => {
      await file.truncate(0);
      size = 0;
    },
    sha256: () => sumOf(file, size),
    discard: async () => {
      discarded = true;
      await rm(path, { force: true });
    },
    [Symbol.asyncDispose]: async () => {
      await file.close();
      // Without a process in its name the next attempt may take it, one of this process too.
      if (!discarded) await (size === 0 ? rm(path, { force: true }) : rename(path, released)).catch(() => undefined);
    },
  };
}

const chunkBytes = 1024 * 1024;

async function sumOf(file: FileHandle, size: number): Promise<string> {
  const sum = createHash('sha256');
  const chunk = Buffer.alloc(chunkBytes);
  for (let read = 0; read < size; ) {
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, read);
    if (bytesRead === 0) break;
    sum.update(chunk.subarray(0, bytesRead));
    read += bytesRead;
  }
  return sum.digest('hex');
}
