import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArchiveEntry } from './archive.ts';
import { lookUp, type Merged, mergedImage, type Placed, walk } from './merged.ts';

const entry = (name: string, more: Partial<ArchiveEntry> = {}): ArchiveEntry => ({ name, kind: 'file', mode: 0o644, bytes: 1, target: '', owner: '0:0', modified: 0, ...more });
const folder = (name: string): ArchiveEntry => entry(name, { kind: 'folder', bytes: 0 });
const symlink = (name: string, target: string): ArchiveEntry => entry(name, { kind: 'symlink', bytes: 0, target });
const hardLink = (name: string, target: string): ArchiveEntry => entry(name, { kind: 'hard-link', bytes: 0, target });

function merged(...layers: readonly (readonly ArchiveEntry[])[]): Merged & { readonly placed: readonly Placed[] } {
  const image = mergedImage();
  const placed = layers.flatMap((entries, layer) => entries.map((each) => image.put(each, layer)));
  return { ...image, placed };
}

const paths = ({ root }: Merged): readonly string[] => [...walk(root)].map(({ path }) => path);
const found = ({ root }: Merged, path: string): string | undefined => {
  const seen = lookUp(root, path.split('/'));
  return seen && `/${seen.place.join('/')}`;
};

describe('layers over one another', () => {
  it('add, replace and keep', () => {
    const image = merged([entry('a'), entry('d/one')], [entry('d/two'), entry('a', { bytes: 5 })]);
    expect(paths(image)).toEqual(['/a', '/d/one', '/d/two']);
    expect(lookUp(image.root, ['a'])?.node).toMatchObject({ bytes: 5, layer: 1 });
  });

  it('take away by whiteouts', () => expect(paths(merged([entry('a'), entry('d/one'), entry('d/e/two')], [entry('.wh.a'), entry('d/.wh.e')]))).toEqual(['/d/one']));

  it('hide all that was in a folder', () => expect(paths(merged([entry('d/one'), entry('d/e/two')], [folder('d/'), entry('d/.wh..wh..opq'), entry('d/new')]))).toEqual(['/d/new']));

  it.each([[[entry('.wh.d'), folder('d/'), entry('d/new')]], [[folder('d/'), entry('d/new'), entry('.wh.d')]], [[entry('d/new'), entry('d/.wh..wh..opq')]]])(
    'hide lower layers alone, whichever comes first',
    (upper) => expect(paths(merged([entry('d/old')], upper))).toEqual(['/d/new']),
  );

  it('leave out what only keeps books', () => expect(paths(merged([entry('.wh..wh.plnk/3.4'), entry('.wh..wh.aufs'), entry('a')]))).toEqual(['/a']));

  it('put a file in the place of a folder, and a folder in that of a file', () => {
    expect(paths(merged([entry('x/inside')], [entry('x')]))).toEqual(['/x']);
    expect(paths(merged([entry('x')], [folder('x'), entry('x/inside')]))).toEqual(['/x/inside']);
  });

  it('follow a folder that a lower layer made a link', () => {
    const image = merged([folder('usr/lib'), symlink('lib', 'usr/lib')], [entry('lib/new.so')]);
    expect(paths(image)).toEqual(['/lib', '/usr/lib/new.so']);
    expect(image.placed.at(-1)).toEqual({ kind: 'placed', path: 'usr/lib/new.so' });
  });
});

describe('links', () => {
  const image = merged([
    entry('bin/busybox', { bytes: 900 }),
    symlink('bin/sh', 'busybox'),
    symlink('usr/bin', '../bin'),
    symlink('out', '../../../../bin/busybox'),
    symlink('absolute', '/usr/bin/sh'),
    symlink('loop', 'loop'),
    symlink('nowhere', 'gone'),
    hardLink('bin/ash', 'bin/busybox'),
    hardLink('bin/ash2', '/bin/ash'),
  ]);

  it.each([
    ['bin/sh', '/bin/busybox'],
    ['usr/bin/sh', '/bin/busybox'],
    ['out', '/bin/busybox'],
    ['absolute', '/bin/busybox'],
    ['bin/../../../bin/sh', '/bin/busybox'],
    ['loop', undefined],
    ['nowhere', undefined],
    ['bin/sh/more', undefined],
    ['usr/bin', '/bin'],
    ['', '/'],
  ])('%s lead to %s, never out of the image', (path, end) => expect(found(image, path)).toBe(end));

  it('that are hard are the file, counted once', () => {
    expect(lookUp(image.root, ['bin', 'ash'])?.node).toMatchObject({ bytes: 900, linked: true, source: 'bin/busybox' });
    expect(lookUp(image.root, ['bin', 'ash2'])?.node).toMatchObject({ bytes: 900, linked: true });
  });
});

describe('what no image needs is told and left out', () => {
  it.each([
    ['../etc/passwd', entry('../etc/passwd')],
    ['a/../../b', entry('a/../../b')],
    ['a zero byte', entry('a\0b')],
    ['a name without end', entry('a'.repeat(5_000))],
    ['a link without end', symlink('link', 'a/'.repeat(4_000))],
    ['a hard link out', hardLink('x', '../x')],
    ['a hard link to nothing', hardLink('x', 'gone')],
    ['a hard link to a folder', hardLink('x', '')],
    ['a sparse file', entry('x', { kind: 'unknown' })],
    ['a file in place of the root', entry('./')],
  ])('%s', (_, odd) => {
    const image = merged([odd]);
    expect(image.placed).toEqual([{ kind: 'odd', message: expect.any(String) }]);
    expect(paths(image)).toEqual([]);
  });

  it('a file below a file', () => expect(merged([entry('a'), entry('a/b')]).placed[1]).toMatchObject({ kind: 'odd' }));
  it('a file below a link to nowhere', () => expect(merged([symlink('a', 'gone'), entry('a/b')]).placed[1]).toMatchObject({ kind: 'odd' }));
  it('absolute names are the image’s own', () => expect(paths(merged([entry('/etc/passwd'), entry('././b')]))).toEqual(['/b', '/etc/passwd']));
});

describe('for any layers', () => {
  const name = fc.array(fc.constantFrom('a', 'b', 'c', '..', '.', '', '.wh.a', '.wh..wh..opq', 'é'), { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
  const kind = fc.constantFrom<ArchiveEntry['kind']>('file', 'folder', 'symlink', 'hard-link', 'device', 'unknown');
  const any = fc.record({ name, kind, target: name }).map((each) => entry(each.name, each));
  const layers = fc.array(fc.array(any, { maxLength: 12 }), { maxLength: 4 });

  it('nothing lies outside the root, and no name is one of a whiteout', () =>
    fc.assert(
      fc.property(layers, (each) => {
        for (const path of paths(merged(...each))) {
          expect(path.startsWith('/')).toBe(true);
          expect(path.split('/').slice(1).some((part) => part === '' || part === '.' || part === '..' || part.startsWith('.wh.'))).toBe(false);
        }
      }),
    ));

  it('what is placed is found where it was placed, until something else is', () =>
    fc.assert(
      fc.property(layers, any, (each, last) => {
        const image = merged(...each);
        const put = image.put({ ...last, kind: 'file' }, each.length);
        if (put.kind === 'placed') expect(found(image, put.path)).toBe(`/${put.path}`);
      }),
    ));

  it('whiteouts of everything leave nothing', () =>
    fc.assert(
      fc.property(layers, (each) => { expect(paths(merged(...each, [entry('.wh..wh..opq')]))).toEqual([]); }),
    ));
});
