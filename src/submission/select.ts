import { isUtf8 } from 'node:buffer';
import type { Chosen, Entry, Found } from './entry.ts';
import { caseKey, isUnsafe } from './path.ts';
import { limits, refuse, type Refused } from './refusal.ts';
import type { RefusalCode } from './submission.ts';

export type Selection<Handle> = { readonly chosen: readonly Chosen<Handle>[]; readonly refused: readonly Refused[] };

type Trouble = { readonly code: RefusalCode; readonly observed: string };
type Taken = { files: number; bytes: number; readonly names: Names };

/** What of a source will be read, in order of the paths' code points; and why the rest won't be. */
export function select<Handle>(entries: readonly Entry<Handle>[]): Selection<Handle> {
  const chosen: Chosen<Handle>[] = [];
  const refused: Refused[] = [];
  const taken: Taken = { files: 0, bytes: 0, names: { files: new Map(), folders: new Map() } };
  // UTF-8 bytes are in the order of the code points.
  for (const entry of entries.toSorted((a, b) => Buffer.compare(a.raw, b.raw))) {
    const judged = isOutput(entry.raw) ? undefined : judge(entry, taken);
    if (judged === undefined) continue;
    if ('code' in judged) refused.push(refuse(entry.raw, judged.code, judged.observed));
    else chosen.push(judged);
  }
  return { chosen, refused };
}

/** docc's own output folder, where a grade of this very folder left its report. */
const isOutput = (raw: Buffer): boolean => /^\.docc(?:\/|$)/.test(raw.toString('latin1', 0, 6));

function judge<Handle>({ raw, look }: Entry<Handle>, taken: Taken): Chosen<Handle> | Trouble | undefined {
  if (isUnsafe(raw)) return { code: 'unsafe-path', observed: 'a path with a part that is empty, `.`, `..` or `.git`' };
  const found = look();
  if (found === undefined) return undefined;
  const trouble = nameTrouble(raw) ?? kindTrouble(found) ?? clash(raw, taken.names);
  if (trouble !== undefined || found.kind !== 'file') return trouble;
  const { bytes, executable, handle } = found;
  return excess(bytes, taken) ?? { raw, path: raw.toString('utf8'), bytes, executable, handle };
}

function nameTrouble(raw: Buffer): Trouble | undefined {
  if (!isUtf8(raw)) return { code: 'not-utf8', observed: 'a name that is not UTF-8' };
  const folders = raw.filter((byte) => byte === 0x2f).length;
  if (raw.length <= limits.pathBytes && folders <= limits.foldersDeep) return undefined;
  return { code: 'path-too-long', observed: `a path of ${raw.length} bytes, ${folders} folders deep` };
}

function kindTrouble(found: Found<unknown>): Trouble | undefined {
  switch (found.kind) {
    case 'file':
      return undefined;
    case 'symlink':
      return { code: 'symlink', observed: 'a symbolic link' };
    case 'submodule':
      return { code: 'submodule', observed: 'another repository: a submodule, or a folder with a .git of its own' };
    case 'special':
      return { code: 'not-a-file', observed: found.what };
    case 'unreadable':
      return { code: 'unreadable', observed: found.because };
  }
}

/** The first path of each key: a folder may be named again, by other files in it, but a file may not. */
type Names = { readonly files: Map<string, string>; readonly folders: Map<string, string> };

function clash(raw: Buffer, names: Names): Trouble | undefined {
  const path = raw.toString('utf8');
  const parents = foldersOf(path);
  const key = caseKey(path);
  const fileAbove = parents.map((folder) => names.files.get(caseKey(folder))).find((file) => file !== undefined);
  const other = names.files.get(key) ?? names.folders.get(key) ?? fileAbove;
  if (other !== undefined) {
    return { code: 'case-clash', observed: `the same name as ${other} where case and Unicode form do not count` };
  }
  names.files.set(key, path);
  for (const folder of parents) names.folders.set(caseKey(folder), folder);
  return undefined;
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function excess(bytes: number, taken: Taken): Trouble | undefined {
  if (taken.files === limits.files) return { code: 'too-many-files', observed: `a file past the first ${limits.files}` };
  if (taken.bytes + bytes > limits.bytes) {
    return { code: 'too-many-bytes', observed: `${bytes} bytes, past what is left of ${limits.bytes} for all files together` };
  }
  taken.files += 1;
  taken.bytes += bytes;
  return undefined;
}
