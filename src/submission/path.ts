import { isUtf8 } from 'node:buffer';

/** A path for people: bytes that are not UTF-8 as `\xNN`. */
export function printed(raw: Buffer): string {
  if (isUtf8(raw)) return raw.toString('utf8');
  let text = '';
  for (let at = 0; at < raw.length; ) {
    const character = characterAt(raw, at);
    text += character?.toString('utf8') ?? `\\x${raw.toString('hex', at, at + 1)}`;
    at += character?.length ?? 1;
  }
  return text;
}

function characterAt(raw: Buffer, at: number): Buffer | undefined {
  return [1, 2, 3, 4].map((length) => raw.subarray(at, at + length)).find((bytes) => isUtf8(bytes));
}

/**
 * Whether a path could lead out of the submission, or into a `.git`. git itself refuses to add such names; an index or
 * tree made by hand holds them all the same.
 */
export function isUnsafe(raw: Buffer): boolean {
  const parts = bytesOf(raw).split('/');
  return parts.some((part) => part === '' || part === '.' || part === '..' || part.toLowerCase() === '.git');
}

/** Two paths with one key are one path where case or Unicode form does not count. The same in every locale. */
export const caseKey = (path: string): string => path.normalize('NFC').toLowerCase().normalize('NFC');

const slash = 0x2f;

/** Of `a/b/c`, `a/b`; of `a`, nothing. */
export const parentOf = (raw: Buffer): Buffer => raw.subarray(0, Math.max(0, raw.lastIndexOf(slash)));

export const below = (folder: Buffer, name: Buffer): Buffer =>
  folder.length === 0 ? name : Buffer.concat([folder, Buffer.of(slash), name]);

/** The place of a path on this machine, for node:fs. */
export const placeIn = (root: string, raw: Buffer): Buffer => Buffer.concat([Buffer.from(`${root}/`), raw]);

/** Byte for byte, as a key of sets and maps. */
export const bytesOf = (raw: Buffer): string => raw.toString('latin1');
