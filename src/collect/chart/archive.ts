import { gunzipSync } from 'node:zlib';
import type { ReadEntry } from 'tar';

/** One file of a `.tgz`, by its path in there. */
export type ArchivedFile = { readonly path: string; readonly bytes: Buffer };

export type Archive = { readonly kind: 'read'; readonly files: readonly ArchivedFile[] } | { readonly kind: 'unread'; readonly because: string };

/** Unpacked. The largest charts that people vendor have 3 MiB, most of it CRDs. */
const mostBytes = 32 * 1024 * 1024;
const mostFiles = 5_000;

/** Looks through a packed chart before Helm does: a chart has plain files in one folder, and nothing else. */
export async function readArchive(bytes: Uint8Array): Promise<Archive> {
  let unpacked: Buffer;
  try {
    unpacked = gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return unread(tooLarge ? `unpacked it has more than ${mostBytes / 1024 / 1024} MiB` : 'it is no gzip archive');
  }
  return await filesIn(unpacked);
}

const unread = (because: string): Archive => ({ kind: 'unread', because });

async function filesIn(unpacked: Buffer): Promise<Archive> {
  // Only few submissions have an archive, and all would wait for this to load.
  const { Parser } = await import('tar');
  const files: ArchivedFile[] = [];
  let because: string | undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onReadEntry = (entry: ReadEntry): void => {
    because ??= whyNot(entry) ?? (files.length >= mostFiles ? `it holds more than ${mostFiles} files` : undefined);
    if (because === undefined && !isFolder(entry)) keep(entry, files);
    else entry.resume();
  };
  const parser = new Parser({ strict: true, onReadEntry });
  parser.on('error', () => {
    because ??= 'it is no tar archive, or cut off';
    resolve();
  });
  parser.on('end', resolve);
  parser.end(unpacked);
  await promise;
  return because !== undefined ? unread(because) : files.length === 0 ? unread('it holds no files') : { kind: 'read', files };
}

function keep(entry: ReadEntry, files: ArchivedFile[]): void {
  const chunks: Buffer[] = [];
  entry.on('data', (chunk: Buffer) => chunks.push(chunk));
  entry.on('end', () => files.push({ path: entry.path.replace(/^(?:\.\/)+/, ''), bytes: Buffer.concat(chunks) }));
}

const isFolder = ({ type }: ReadEntry): boolean => type === 'Directory' || type === 'GNUDumpDir';

function whyNot(entry: ReadEntry): string | undefined {
  const { path, type } = entry;
  const shown = JSON.stringify(path.slice(0, 100).toWellFormed());
  if (type === 'SymbolicLink' || type === 'Link') return `it holds the link ${shown}`;
  if (!isFolder(entry) && !['File', 'OldFile', 'ContiguousFile'].includes(type)) return `it holds ${shown}, which is no plain file`;
  const leads = path === '' || path.startsWith('/') || path.includes('\\') || /^[a-z]:/i.test(path) || path.split('/').includes('..');
  return leads ? `it holds the path ${shown}, which leads out of it` : undefined;
}
