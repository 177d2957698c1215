import { posix } from 'node:path';
import type { SubmissionFile } from '../../submission/submission.ts';
import { withoutMarks } from '../manifests/unknowns.ts';

/** A submission's files by path. */
export type Files = ReadonlyMap<string, SubmissionFile>;

export const filesByPath = (files: readonly SubmissionFile[]): Files => new Map(files.map((file) => [file.path, file]));

/** A file as text, without a byte-order mark and without marks of the candidate's own; undefined where there is none. */
export function textAt(files: Files, path: string): string | undefined {
  const bytes = files.get(path)?.bytes;
  return bytes === undefined ? undefined : withoutMarks(new TextDecoder().decode(bytes));
}

export function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at === -1 ? '.' : path.slice(0, at);
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Within a folder, `.` being the submission's own. */
export const inFolder = (folder: string, path: string): string => (folder === '.' ? path : `${folder}/${path}`);

export const isIn = (folder: string, path: string): boolean => folder === '.' || path === folder || path.startsWith(`${folder}/`);

/** What a relative path means in a folder of the submission; undefined where it is absolute or leads out of it. */
export function resolved(folder: string, relative: string): string | undefined {
  if (relative === '' || posix.isAbsolute(relative) || relative.includes('\0')) return undefined;
  const path = posix.join(folder, relative).replace(/\/+$/, '');
  return path === '..' || path.startsWith('../') ? undefined : path === '' ? '.' : path;
}

/** What tools put there. */
export const isForeign = (path: string): boolean => /(?:^|\/)(?:\.terraform|node_modules|vendor)\//.test(path);
