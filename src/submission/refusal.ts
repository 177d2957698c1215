import { printed } from './path.ts';
import type { Refusal, RefusalCode } from './submission.ts';

export const limits = {
  pathBytes: 1_024,
  foldersDeep: 32,
  files: 5_000,
  bytes: 50 * 1024 * 1024,
  /** Of `refused`; the others are counted. */
  listed: 100,
} as const;

/** A refusal with the path's own bytes, which it is sorted and digested by. */
export type Refused = { readonly raw: Buffer; readonly refusal: Refusal };

const keepOut = 'Keep what tools generate or download out with .gitignore (`git rm -r --cached` what is committed)';

const fixes: Readonly<Record<RefusalCode, string>> = {
  symlink: 'Put a copy of what it points at in its place, and commit that.',
  submodule: 'Commit its files themselves: remove its .git and its entry in .gitmodules, `git rm --cached` it, and add it again.',
  'lfs-pointer': 'Take it out of Git LFS (`git lfs untrack`) and add it again, so that the repository holds the file itself.',
  'case-clash': 'Rename or remove one of the two: many file systems cannot hold both.',
  'not-a-file': 'Remove it: only files and folders are read.',
  'not-utf8': 'Rename it with UTF-8 characters.',
  'unsafe-path': 'Rename it: no part of a path may be empty, `.`, `..` or `.git`.',
  'path-too-long': `Shorten it to at most ${limits.pathBytes} bytes and ${limits.foldersDeep} folders.`,
  'too-many-files': `${keepOut}, until at most ${limits.files} files are left.`,
  'too-many-bytes': `${keepOut}, until the files together hold at most ${limits.bytes / 1024 / 1024} MiB.`,
  unreadable: 'Let whoever grades read it, have nothing write to it meanwhile, and grade again.',
};

export function refuse(raw: Buffer, code: RefusalCode, observed: string): Refused {
  return { raw, refusal: { code, path: shortened(printed(raw)), observed, fix: fixes[code] } };
}

const shortened = (path: string): string => (path.length > limits.pathBytes ? `${path.slice(0, 200)}…` : path);
