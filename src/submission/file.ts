import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { isMachineTrouble } from '../tools/machine-trouble.ts';
import type { Content } from './entry.ts';

/** What a file was when it was listed. */
export type Seen = { readonly dev: number; readonly ino: number; readonly size: number };

const unreadable = (because: string): Content => ({ kind: 'unreadable', because });

/**
 * Reads a file that is still the one seen, whole, and never more than it held then. Opening it follows no link and
 * waits on no FIFO.
 *
 * Synchronous: 5,000 files of 1 KB took 70 ms so, and 320 ms through 32 parallel file handles of node:fs/promises.
 */
export function readSeen(path: Buffer, seen: Seen): Content {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    if (!isSame(fstatSync(file), seen)) return unreadable('a file that was replaced or changed while it was read');
    return contentOf(file, seen.size);
  } catch (error) {
    if (isMachineTrouble(error)) throw error;
    return unreadable(`a file that could not be read (${codeOf(error)})`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const isSame = (now: Stats, seen: Seen): boolean =>
  now.isFile() && now.dev === seen.dev && now.ino === seen.ino && now.size === seen.size;

/** Some file systems (/proc among them) give a size that is not the content's: one byte more is asked for to tell. */
function contentOf(file: number, size: number): Content {
  const buffer = Buffer.alloc(size + 1);
  let length = 0;
  for (let got = -1; got !== 0 && length < buffer.length; length += got) {
    got = readSync(file, buffer, length, buffer.length - length, null);
  }
  if (length !== size) return unreadable(`a file whose content is not the ${size} bytes that its folder tells`);
  return { kind: 'read', bytes: buffer.subarray(0, size) };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
