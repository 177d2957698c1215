import { appendFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArchiveEntry, budgetOf, type LayerEnd, readLayer } from './archive.ts';
import { BrokenLayout } from './blobs.ts';
import { gzipped, type Layer, pax, plain, tarOf, type WrittenLayout, writtenLayout } from './layout.fixture.ts';
import { limits, type ReadingLimits } from './limits.ts';

type Seen = { readonly end: LayerEnd; readonly entries: readonly ArchiveEntry[]; readonly texts: Readonly<Record<string, string>> };

async function seen(layout: WrittenLayout, most: ReadingLimits = limits): Promise<Seen> {
  const entries: ArchiveEntry[] = [];
  const texts: Record<string, string> = {};
  const [layer] = layout.layers;
  if (layer === undefined) throw new Error('the layout has a layer');
  const end = await readLayer(layout, layer, { budget: budgetOf(most), most }, (entry) => {
    entries.push(entry);
    texts[entry.name] = '';
    return { add: (chunk) => void (texts[entry.name] += chunk.toString('utf8')), end: () => undefined };
  });
  return { end, entries, texts };
}

const seenIn = async (layer: Layer, most?: ReadingLimits): Promise<Seen> => seen(await writtenLayout([layer]), most);

const members = [
  { name: './etc/', type: '5', mode: 0o755 },
  { name: 'etc/passwd', bytes: 'root:x:0:0', modified: 1_577_836_800, owner: 7 },
  { name: 'bin/su', bytes: 'x'.repeat(3_000), mode: 0o4755 },
  { name: 'bin/sh', type: '2', target: 'busybox' },
  { name: 'bin/ash', type: '1', target: 'bin/busybox' },
  { name: 'dev/null', type: '3' },
  { name: 'run/pipe', type: '6' },
] as const;

describe('a layer', () => {
  it.each([
    ['plain', plain(members)],
    ['gzip', gzipped(members)],
    ['zstd', { mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd', bytes: zstdCompressSync(tarOf(members)) }],
    ["Docker's gzip", { mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip', bytes: gzipSync(tarOf(members)) }],
  ])('of %s is read member by member', async (_, layer) => {
    const { end, entries, texts } = await seenIn(layer);
    expect(end).toEqual({ kind: 'whole' });
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([
      ['./etc/', 'folder'],
      ['etc/passwd', 'file'],
      ['bin/su', 'file'],
      ['bin/sh', 'symlink'],
      ['bin/ash', 'hard-link'],
      ['dev/null', 'device'],
      ['run/pipe', 'device'],
    ]);
    expect(entries[1]).toMatchObject({ bytes: 10, owner: '7:7', modified: 1_577_836_800, mode: 0o644 });
    expect(entries[2]).toMatchObject({ bytes: 3_000, mode: 0o4755 });
    expect(texts['etc/passwd']).toBe('root:x:0:0');
  });

  it('has names longer than a header holds', async () => {
    const long = `${'folder/'.repeat(60)}file`;
    const { entries } = await seenIn(plain([pax({ path: long }), { name: 'short', bytes: 'a' }, { name: '././@LongLink', type: 'L', bytes: `${long}2\0` }, { name: 'short', bytes: 'b' }]));
    expect(entries.map(({ name }) => name)).toEqual([long, `${long}2`]);
  });

  it('of a media type that nobody knows is left alone', async () => {
    const { end } = await seenIn({ mediaType: 'application/vnd.example.layer', bytes: tarOf(members) });
    expect(end).toEqual({ kind: 'broken-off', message: "a layer of the media type application/vnd.example.layer, which docc doesn't read" });
  });
});

describe('a blob that is not what its digest says is our trouble', () => {
  const blobOf = ({ folder, layers: [layer] }: WrittenLayout): string => join(folder, 'blobs', 'sha256', layer?.digest.slice('sha256:'.length) ?? '');

  it.each([
    ['longer', (path: string) => appendFile(path, 'x')],
    ['cut short', (path: string) => truncate(path, 100)],
    ['another', (path: string) => writeFile(path, gzipSync(tarOf([{ name: 'other' }])))],
    ['empty', (path: string) => truncate(path, 0)],
  ])('%s', async (_, change) => {
    const layout = await writtenLayout([gzipped(members)]);
    await change(blobOf(layout));
    await expect(seen(layout)).rejects.toThrow(BrokenLayout);
  });

  it('and so is one that is not there', async () => {
    const layout = await writtenLayout([gzipped(members)]);
    const gone = { ...layout, layers: layout.layers.map((layer) => ({ ...layer, digest: `sha256:${'0'.repeat(64)}` })) };
    await expect(seen(gone)).rejects.toThrow("can't be opened");
  });
});

describe('reading breaks off', () => {
  /** GNU's map goes on in blocks that the size does not count. */
  const sparseWithMap = (): Layer => {
    const [header, map, rest] = [tarOf([{ name: 'sparse', type: 'S' }]).subarray(0, 512), Buffer.alloc(512, '7'), tarOf([{ name: 'after' }])];
    return { ...plain([]), bytes: Buffer.concat([header, map, rest]) };
  };
  const zeros = (bytes: number): Layer => gzipped([{ name: 'zeros', bytes: new Uint8Array(bytes) }, { name: 'after' }]);

  it.each([
    ['at more files than it reads', plain(Array.from({ length: 30 }, (_, index) => ({ name: `file-${index}` }))), { entries: 20 }, 'more than 20 files'],
    ['at more bytes than it reads', zeros(100_000), { unpackedBytes: 50_000 }, 'more than 50000 bytes unpacked'],
    ['at a bomb', zeros(3_000_000), { ratio: 100, ratioFrom: 1_000_000 }, 'more than 100 times its size'],
    ['at an archive packed twice', { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', bytes: gzipSync(gzipSync(tarOf(members))) }, {}, 'packed twice'],
    ['at what is no archive', { ...plain([]), bytes: Buffer.from('no archive at all, '.repeat(100)) }, {}, 'no tar archive'],
    ['at gzip that ends early', { ...gzipped([]), bytes: gzipSync(tarOf(members)).subarray(0, 60) }, {}, 'unexpected end of file'],
    ['at a sparse file with a map of its own', sparseWithMap(), {}, 'no tar archive'],
    ['at attributes without end', plain([{ name: 'x', type: 'x', bytes: 'a'.repeat(2 * 1024 ** 2) }, { name: 'file' }]), {}, 'of more than 1 MiB'],
  ])('%s', async (_, layer, most, message) => {
    const { end } = await seenIn(layer, { ...limits, ...most });
    expect(end).toEqual({ kind: 'broken-off', message: expect.stringContaining(message) });
  });

  it('tells a sparse file, which it does not read', async () => {
    const { entries } = await seenIn(plain([{ name: 'sparse', type: 'S', bytes: 'data' }, { name: 'after' }]));
    expect(entries.map(({ name, kind }) => [name, kind])).toEqual([['sparse', 'unknown'], ['after', 'file']]);
  });
});

it('whatever the bytes, reading ends and throws nothing of its own', async () => {
  const honest = tarOf([pax({ path: 'a/long/name' }), { name: 'x', bytes: 'text' }, ...members]);
  const change = fc.record({ at: fc.nat(honest.length - 1), byte: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      const bytes = Buffer.from(honest);
      for (const { at, byte } of changes) bytes[at] = byte;
      const { end } = await seenIn({ ...plain([]), bytes });
      expect(['whole', 'broken-off']).toContain(end.kind);
    }),
    { numRuns: 150 },
  );
});

it('sizes that no file has end the reading', async () => {
  const header = tarOf([{ name: 'negative' }]).subarray(0, 512);
  header.fill(0xff, 124, 136); // base 256, below zero
  header.write(' '.repeat(8), 148);
  header.write(`${header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0`, 148);
  const { end } = await seenIn({ ...plain([]), bytes: Buffer.concat([header, Buffer.alloc(4096, 1)]) });
  expect(end.kind).toBe('broken-off');
});
