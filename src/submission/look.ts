import { lstatSync, opendirSync, type Stats } from 'node:fs';
import { isMachineTrouble } from '../tools/machine-trouble.ts';
import type { Found } from './entry.ts';
import { codeOf, type Seen } from './file.ts';
import { below, bytesOf, parentOf, placeIn } from './path.ts';

/** Looks at paths of a folder. What stands behind a linked folder is not there. */
export function lookIn(root: string): (raw: Buffer) => Found<Seen> | undefined {
  const isFolder = realFolders(root);
  return (raw) => {
    try {
      if (!isFolder(parentOf(raw))) return undefined;
      const stats = statOf(placeIn(root, raw));
      return stats === undefined ? undefined : foundAs(stats, placeIn(root, raw));
    } catch (error) {
      if (isMachineTrouble(error)) throw error;
      return { kind: 'unreadable', because: `a path that could not be looked at (${codeOf(error)})` };
    }
  };
}

/** Tells folders from links to folders, each path asked once. */
export function realFolders(root: string): (raw: Buffer) => boolean {
  const known = new Map<string, boolean>([['', true]]);
  const isFolder = (raw: Buffer): boolean => {
    const key = bytesOf(raw);
    const answer = known.get(key) ?? (isFolder(parentOf(raw)) && statOf(placeIn(root, raw))?.isDirectory() === true);
    known.set(key, answer);
    return answer;
  };
  return isFolder;
}

/** Of the path itself, were it a link. */
export const statOf = (place: Buffer): Stats | undefined => lstatSync(place, { throwIfNoEntry: false });

function foundAs(stats: Stats, place: Buffer): Found<Seen> | undefined {
  if (stats.isSymbolicLink()) return { kind: 'symlink' };
  if (stats.isDirectory()) return isSubmodule(place) ? { kind: 'submodule' } : undefined;
  if (!stats.isFile()) return { kind: 'special', what: specialName(stats) };
  const { dev, ino, size, mode } = stats;
  // Only the owner's bit: the others follow the umask of whoever checked the files out.
  return { kind: 'file', bytes: size, executable: (mode & 0o100) !== 0, handle: { dev, ino, size } };
}

function specialName(stats: Stats): string {
  if (stats.isFIFO()) return 'a FIFO';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** A folder where git has a file's or a submodule's entry: a submodule not checked out is empty. */
function isSubmodule(place: Buffer): boolean {
  if (statOf(below(place, Buffer.from('.git'))) !== undefined) return true;
  using folder = opendirSync(place);
  return folder.readSync() === null;
}
