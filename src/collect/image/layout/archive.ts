import { createHash } from 'node:crypto';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { BrokenLayout, type Descriptor, openBlob } from './blobs.ts';
import { limits, type ReadingLimits } from './limits.ts';

/** One member of a layer, as the archive has it: nothing of it is believed yet. */
export type ArchiveEntry = {
  /** As written, with `./`, `..` and all. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'symlink' | 'hard-link' | 'device' | 'unknown';
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly bytes: number;
  /** Of links. */
  readonly target: string;
  readonly owner: string;
  /** Seconds. */
  readonly modified: number;
};

/** What takes a file's bytes as they come; chunks are not reused. */
export type Sink = { readonly add: (chunk: Buffer) => void; readonly end: () => void };

/** Sees each entry; answers with what takes its bytes, if anything does. */
export type Visit = (entry: ArchiveEntry) => Sink | undefined;

export type LayerEnd =
  | { readonly kind: 'whole' }
  /** A limit, or what is no archive: what comes after in this layer is unknown. */
  | { readonly kind: 'broken-off'; readonly message: string };

/** What is left of what may be read; one for all layers of an image. */
export type Budget = { readonly entry: () => string | undefined; readonly bytes: (unpacked: number) => string | undefined };

export function budgetOf(most: ReadingLimits = limits): Budget {
  const spending = (all: number, what: string) => {
    let spent = 0;
    return (more: number): string | undefined => {
      spent += more;
      return spent > all ? `more than ${all} ${what}, which is all that docc reads` : undefined;
    };
  };
  const entries = spending(most.entries, 'files');
  return { entry: () => entries(1), bytes: spending(most.unpackedBytes, 'bytes unpacked') };
}

/** Ends reading before the archive does. */
class BrokenOff extends Error {
  override name = 'BrokenOff';
}

type Layers = { readonly folder: string };
type Read = { readonly budget: Budget; readonly most?: ReadingLimits };

/**
 * Streams a layer past `visit`; writes nothing. Throws {@link BrokenLayout} where the blob is not what its digest and size say,
 * which is known once all of it has been read.
 */
export async function readLayer({ folder }: Layers, layer: Descriptor, { budget, most = limits }: Read, visit: Visit): Promise<LayerEnd> {
  const unpack = unpackerFor(layer.mediaType);
  if (unpack === 'unknown') return { kind: 'broken-off', message: `a layer of the media type ${layer.mediaType.slice(0, 100)}, which docc doesn't read` };
  const [seen, archive] = [digester(), archiveReader(budget, visit)];
  await using file = await openBlob(folder, layer);
  const packed = file.createReadStream({ highWaterMark: chunkBytes, autoClose: false });
  try {
    const unpacked = guarded(layer.size, { budget, most }, archive);
    await (unpack === undefined ? pipeline(packed, seen.pass, unpacked) : pipeline(packed, seen.pass, unpack, unpacked));
  } catch (error) {
    const end = endBy(error);
    // What a full disk cut short is no candidate's archive.
    if (!(await isWhole(folder, layer))) throw notAsSaid(layer);
    return end;
  }
  if (!seen.is(layer)) throw notAsSaid(layer);
  return { kind: 'whole' };
}

const notAsSaid = ({ digest }: Descriptor): BrokenLayout => new BrokenLayout(`${digest} is not what its digest and size say`);

async function isWhole(folder: string, layer: Descriptor): Promise<boolean> {
  await using file = await openBlob(folder, layer);
  const seen = digester();
  await pipeline(file.createReadStream({ autoClose: false }), seen.pass, nowhere);
  return seen.is(layer);
}

async function nowhere(source: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of source) void chunk;
}

/** What unpacking complains of is the archive's; anything else is ours. */
function endBy(error: unknown): LayerEnd {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const foreseen = error instanceof Error && (error instanceof BrokenOff || /^Z(?:STD)?_/.test(code));
  if (!foreseen) throw error;
  return { kind: 'broken-off', message: error.message.slice(0, 200) };
}

const chunkBytes = 256 * 1024;

/**
 * With room for some chunks it unpacks the next while one is read; with less than one, the usual, they take turns: a tenth slower.
 * Each chunk waits for this thread before the next is begun, so they are large: with a quarter of it another tenth goes.
 */
const unpackedChunkBytes = 1024 * 1024;
const unpacking = { chunkSize: unpackedChunkBytes, highWaterMark: 4 * unpackedChunkBytes };

/** https://github.com/opencontainers/image-spec/blob/main/layer.md, and Docker's older name for the same. */
function unpackerFor(mediaType: string): Transform | 'unknown' | undefined {
  const known = /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1|docker\.image\.rootfs(?:\.foreign)?\.diff)\.tar(?:[+.](\w+))?$/.exec(mediaType);
  if (known === null) return 'unknown';
  const [, packing] = known;
  if (packing === undefined) return undefined;
  if (packing === 'gzip') return createGunzip(unpacking);
  return packing === 'zstd' ? createZstdDecompress(unpacking) : 'unknown';
}

type Digester = { readonly pass: (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>; readonly is: (layer: Descriptor) => boolean };

function digester(): Digester {
  const sum = createHash('sha256');
  let size = 0;
  async function* pass(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      size += chunk.length;
      sum.update(chunk);
      yield chunk;
    }
  }
  return { pass, is: (layer) => size === layer.size && `sha256:${sum.digest('hex')}` === layer.digest };
}

type Archive = { readonly write: (chunk: Buffer) => void; readonly end: () => void };

const guarded = (packedBytes: number, { budget, most }: Required<Read>, archive: Archive) =>
  async function (source: AsyncIterable<Buffer>): Promise<void> {
    let unpackedBytes = 0;
    for await (const chunk of source) {
      const isFirst = unpackedBytes === 0;
      unpackedBytes += chunk.length;
      if (isFirst && packedTwice(chunk)) throw new BrokenOff('an archive that is packed twice');
      stopAt(budget.bytes(chunk.length));
      if (unpackedBytes > most.ratioFrom && unpackedBytes > packedBytes * most.ratio) throw new BrokenOff(`a layer that unpacks to more than ${most.ratio} times its size`);
      archive.write(chunk);
    }
    archive.end();
  };

/** The parser would unpack it by itself, past every limit. */
const packedTwice = (chunk: Buffer): boolean => ['1f8b', '28b52ffd'].some((mark) => chunk.subarray(0, 4).toString('hex').startsWith(mark));

function stopAt(message: string | undefined): void {
  if (message !== undefined) throw new BrokenOff(message);
}

function archiveReader(budget: Budget, visit: Visit): Archive {
  let stop: Error | undefined;
  const halt = (error: Error): void => void (stop ??= error);
  const parser = new Parser({
    // A member that is none would have the parser look for the next one in a file's bytes.
    onwarn: (_code, message) => halt(new BrokenOff(`no tar archive: ${messageOf(message)}`)),
    onReadEntry: (entry) => {
      if (stop === undefined) see(entry, budget, visit, halt);
      entry.resume();
    },
  });
  parser.on('ignoredEntry', (entry: ReadEntry) => {
    if (stop !== undefined) return;
    const overflow = budget.entry();
    if (overflow !== undefined) halt(new BrokenOff(overflow));
    else if (entry.meta) halt(new BrokenOff('a name or attributes of more than 1 MiB'));
    else visit(entryOf(entry, 'unknown'));
  });
  const stopped = (): void => {
    if (stop !== undefined) throw stop;
  };
  return {
    write: (chunk) => {
      parsing(() => parser.write(chunk));
      stopped();
    },
    end: () => {
      parsing(() => parser.end());
      stopped();
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The parser throws on sizes that no file has. */
function parsing(step: () => unknown): void {
  try {
    step();
  } catch (cause) {
    throw new BrokenOff(`no tar archive: ${messageOf(cause)}`, { cause });
  }
}

function see(entry: ReadEntry, budget: Budget, visit: Visit, halt: (error: Error) => void): void {
  const overflow = budget.entry();
  if (overflow !== undefined) return halt(new BrokenOff(overflow));
  const sink = visit(entryOf(entry, kinds[entry.type] ?? 'unknown'));
  if (sink === undefined) return;
  entry.on('data', sink.add);
  entry.on('end', sink.end);
}

const kinds: Partial<Readonly<Record<ReadEntry['type'], ArchiveEntry['kind']>>> = {
  File: 'file',
  OldFile: 'file',
  ContiguousFile: 'file',
  Directory: 'folder',
  GNUDumpDir: 'folder',
  SymbolicLink: 'symlink',
  Link: 'hard-link',
  CharacterDevice: 'device',
  BlockDevice: 'device',
  FIFO: 'device',
};

const entryOf = ({ path, mode = 0, size, linkpath = '', uid = 0, gid = 0, mtime }: ReadEntry, kind: ArchiveEntry['kind']): ArchiveEntry => ({
  name: path,
  kind,
  mode: mode & 0o7777,
  bytes: kind === 'file' ? size : 0,
  target: linkpath,
  owner: `${uid}:${gid}`,
  modified: Math.floor((mtime?.getTime() ?? 0) / 1000),
});
