import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { scratch } from '../../submission/scratch.fixture.ts';
import { readArchive } from './archive.ts';
import { tar } from './tar.fixture.ts';

const name = fc.stringMatching(/^[a-z][a-z0-9._-]{0,60}$/);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));

test('what is packed is read, long names too', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.record({ path, content: fc.string() }), { minLength: 1, maxLength: 8, selector: (each) => each.path }), async (files) => {
      const archive = await readArchive(gzipSync(tar(files)));
      expect(archive.kind === 'read' && archive.files.map((file) => ({ path: file.path, content: file.bytes.toString('utf8') }))).toEqual(
        files.map((file) => ({ path: file.path, content: Buffer.from(file.content).toString('utf8') })),
      );
    }),
  );
});

test.each(['ustar', 'pax', 'gnu'])('what tar packs as %s is read', async (format) => {
  using folder = scratch();
  const long = `common/${'long/'.repeat(25)}${'x'.repeat(90)}.yaml`;
  folder.write({ 'common/Chart.yaml': 'name: common\n', [long]: 'a: 1\n' });
  const packed = spawnSync('tar', [`--format=${format}`, '-czf', '-', 'common'], { cwd: folder.path });
  const archive = await readArchive(packed.stdout);
  const paths = archive.kind === 'read' ? archive.files.map((file) => file.path).toSorted() : archive;
  // ustar can't hold the long one, and says so.
  expect(paths).toEqual(packed.status === 0 ? ['common/Chart.yaml', long] : ['common/Chart.yaml']);
});

describe('what is not read', () => {
  it.each([
    ['a path to above', { path: 'a/../../b' }, 'leads out'],
    ['an absolute path', { path: '/etc/passwd' }, 'leads out'],
    ['a path of Windows', { path: String.raw`a\..\b` }, 'leads out'],
    ['a symbolic link', { path: 'a/b', type: '2', link: '../x' }, 'the link'],
    ['a hard link', { path: 'a/b', type: '1', link: 'a/c' }, 'the link'],
    ['a device', { path: 'a/b', type: '3' }, 'no plain file'],
  ])('is %s', async (_, entry, because) => {
    expect(await readArchive(gzipSync(tar([{ path: 'a/Chart.yaml', content: 'name: a\n' }, entry])))).toEqual({ kind: 'unread', because: expect.stringContaining(because) });
  });

  it('is a bomb, a thing cut off, a thing of another kind', async () => {
    const good = tar([{ path: 'a/Chart.yaml', content: 'name: a\n' }]);
    expect(await readArchive(gzipSync(Buffer.alloc(33 * 1024 * 1024)))).toMatchObject({ because: 'unpacked it has more than 32 MiB' });
    expect(await readArchive(gzipSync(good.subarray(0, 515)))).toMatchObject({ because: 'it is no tar archive, or cut off' });
    expect(await readArchive(gzipSync(tar([{ path: 'a/', type: '5' }])))).toMatchObject({ because: 'it holds no files' });
    expect(await readArchive(good)).toMatchObject({ because: 'it is no gzip archive' });
  });

  it('breaks nothing, whatever it is', async () => {
    const entry = tar([{ path: 'a/Chart.yaml', content: 'name: a\n' }]);
    await fc.assert(
      fc.asyncProperty(fc.nat(entry.length - 1), fc.uint8Array({ minLength: 1, maxLength: 20 }), async (at, noise) => {
        const bytes = Buffer.from(entry);
        bytes.set(noise.subarray(0, bytes.length - at), at);
        expect(['read', 'unread']).toContain((await readArchive(gzipSync(bytes))).kind);
      }),
    );
  });
});
