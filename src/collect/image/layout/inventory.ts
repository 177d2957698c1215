import type { SubmissionFile } from '../../../submission/submission.ts';
import { shown } from './config.ts';
import { isGoSource, type Kind, programKind, submittedSources } from './kinds.ts';
import { limits } from './limits.ts';
import { type File, type Folder, lookUp, walk } from './merged.ts';
import type { ImageEntry, ImageLayoutFacts } from './section.ts';

type Inventory = Pick<ImageLayoutFacts, 'files' | 'bytes' | 'setuid' | 'largest' | Kind>;

const setuidOrSetgid = 0o6000;
const executable = 0o111;
const mostLargest = 10;

/** What a merged image holds, by path. A link to a program counts as one: `/bin/sh` is a shell wherever it leads. */
export function inventory(root: Folder, submitted: readonly Pick<SubmissionFile, 'path' | 'bytes'>[]): Inventory {
  const isSubmitted = submittedSources(submitted);
  const lists: Record<'setuid' | Kind, ImageEntry[]> = { setuid: [], shells: [], packageManagers: [], compilers: [], sources: [] };
  const largest: ImageEntry[] = [];
  let [files, bytes] = [0, 0];
  for (const { path, node } of walk(root)) {
    const found = node.kind === 'symlink' ? lookUp(root, path.split('/'))?.node : node;
    if (node.kind !== 'file') files += 1;
    if (found?.kind !== 'file') continue;
    const listed = node.kind === 'file' ? kindsOf(path, found, isSubmitted) : linkedKinds(path, found);
    for (const kind of listed) if (lists[kind].length < limits.listed) lists[kind].push(entryOf(path, found));
    if (node.kind !== 'file') continue;
    files += 1;
    if (found.linked) continue;
    bytes += found.bytes;
    keepLargest(largest, path, found);
  }
  return { files, bytes, ...lists, largest };
}

type Listed = 'setuid' | Kind;

function kindsOf(path: string, file: File, isSubmitted: (path: string, bytes: number) => boolean): readonly Listed[] {
  const program = linkedKinds(path, file);
  const setuid: readonly Listed[] = (file.mode & setuidOrSetgid) === 0 ? [] : ['setuid'];
  const sources: readonly Listed[] = isGoSource(path) || isSubmitted(path, file.bytes) ? ['sources'] : [];
  return [...setuid, ...program, ...sources];
}

function linkedKinds(path: string, { mode }: File): readonly Listed[] {
  const kind = (mode & executable) === 0 ? undefined : programKind(path);
  return kind === undefined ? [] : [kind];
}

const entryOf = (path: string, { bytes, mode, layer }: File): ImageEntry => ({ path: shown(path, limits.path), bytes, mode, layer });

function keepLargest(largest: ImageEntry[], path: string, file: File): void {
  if (largest.length === mostLargest && (largest.at(-1)?.bytes ?? 0) >= file.bytes) return;
  const place = largest.findIndex(({ bytes }) => bytes < file.bytes);
  largest.splice(place === -1 ? largest.length : place, 0, entryOf(path, file));
  largest.splice(mostLargest);
}
