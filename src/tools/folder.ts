import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Shelf } from '../evidence/store.ts';
import { isMachineTrouble } from './machine-trouble.ts';

/** A place that must not be written to: a link that a candidate may have laid, a file where a folder should be, a cache by a relative path. */
export class UnusableFolder extends Error {
  override name = 'UnusableFolder';
}

/** Makes `path` a folder of ours. A link there is refused: it could lead what we write anywhere. */
export async function ownFolder(path: string): Promise<string> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) {
    throw new UnusableFolder(`${path} is ${found.isSymbolicLink() ? 'a symbolic link' : 'not a folder'}: remove it, or name another with --out`);
  }
  try {
    await makeFolder(path);
  } catch (cause) {
    if (isMachineTrouble(cause)) throw cause;
    throw new UnusableFolder(`no folder can be made at ${path}: name another with --out`, { cause });
  }
  return path;
}

/** With all above it. Not mkdir's own `recursive`: under /proc, where nothing can be made, Node.js 24 tries for ever. */
export async function makeFolder(path: string): Promise<void> {
  const trouble = await troubleMaking(path);
  if (trouble === undefined) return;
  if (trouble.code !== 'ENOENT' || dirname(path) === path) throw trouble;
  await makeFolder(dirname(path));
  const again = await troubleMaking(path);
  if (again !== undefined) throw again;
}

/** None where it is there already, or where another process made it in the meantime. */
const troubleMaking = async (path: string): Promise<NodeJS.ErrnoException | undefined> =>
  await mkdir(path).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => (error.code === 'EEXIST' ? undefined : error),
  );

/** Whole or not at all: written beside its place, then moved there. */
export async function writeWhole(path: string, bytes: string): Promise<void> {
  const beside = `${path}.${process.pid}.part`;
  await rm(beside, { force: true });
  try {
    await writeFile(beside, bytes, { flag: 'wx' });
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    if (!(await isFolder(path))) throw cause;
    throw new UnusableFolder(`${path} is a folder where a file of docc's goes: remove it, or name another place with --out`, { cause });
  }
}

const isFolder = async (path: string): Promise<boolean> => (await lstat(path).catch(() => undefined))?.isDirectory() === true;

/** A bundle's files in a folder of the machine. */
export function folderShelf(path: string): Shelf {
  return {
    read: (name, limit) => readAtMost(join(path, name), limit + 1),
    write: async (name, bytes) => {
      await ownFolder(path);
      await writeWhole(join(path, name), bytes);
    },
    clear: () => clearSections(path),
  };
}

const sectionFile = /^[a-z][a-z0-9-]*\.json(?:\.\d+\.part)?$/;

/** What a bundle leaves, and nothing else: `--out .` in a folder that has an `evidence` of its own must not empty it. */
async function clearSections(path: string): Promise<void> {
  if (!(await isFolder(path))) return rm(path, { force: true });
  const left = (await readdir(path, { withFileTypes: true })).filter((entry) => !entry.isDirectory() && sectionFile.test(entry.name));
  await Promise.all(left.map(({ name }) => rm(join(path, name), { force: true })));
}

/** Never follows a link, never waits on a FIFO, never reads more than it is let. */
async function readAtMost(path: string, most: number): Promise<Uint8Array | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(missing);
  if (file === undefined) return undefined;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return undefined;
    const buffer = Buffer.alloc(Math.min(stat.size, most));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'ELOOP') return undefined;
  throw error;
}
