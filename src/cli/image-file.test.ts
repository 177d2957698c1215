import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { expect, it, onTestFinished } from 'vitest';
import { packedLayout } from '../tools/image-archive.ts';
import { WrongUse } from './exit.ts';
import { openImageFile } from './image-file.ts';

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-image-file-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

type Blob = { readonly digest: string; readonly size: number };

async function blob(layout: string, json: unknown): Promise<Blob> {
  const text = JSON.stringify(json);
  const hex = hash('sha256', text);
  await writeFile(join(layout, 'blobs', 'sha256', hex), text);
  return { digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
}

const mediaType = 'application/vnd.oci.image.manifest.v1+json';

/** A layout of one image without layers, as an archive. */
async function archive(change: (layout: string) => Promise<void> = async () => undefined) {
  const folder = await scratch();
  const layout = join(folder, 'layout');
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
  const config = await blob(layout, { os: 'linux' });
  const manifest = await blob(layout, { config: { mediaType, ...config }, layers: [] });
  await writeFile(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(join(layout, 'index.json'), JSON.stringify({ manifests: [{ mediaType, ...manifest }] }));
  await change(layout);
  return { folder, file: await packedLayout(layout, join(folder, 'image.tar')), manifest: manifest.digest };
}

const opened = (given: string) => openImageFile(given, (path) => path);

it('gives the layout and the digest of what was packed, and takes it away again', async () => {
  const { file, manifest } = await archive();
  for (const given of [file, `${file}@${manifest}`]) {
    const image = await opened(given);
    expect(image.manifest).toBe(manifest);
    expect((await readdir(image.layout)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    await image[Symbol.asyncDispose]();
    await expect(readdir(image.layout)).rejects.toThrow('ENOENT');
  }
});

it('refuses another image than the one that is named', async () => {
  const { file } = await archive();
  await expect(opened(`${file}@sha256:${'0'.repeat(64)}`)).rejects.toThrow(/it holds sha256:[0-9a-f]{64}, and sha256:0+ is asked for/);
});

it.each<readonly [string, (layout: string) => Promise<void>]>([
  ['no index', (layout) => rm(join(layout, 'index.json'))],
  ['two images', (layout) => writeFile(join(layout, 'index.json'), JSON.stringify({ manifests: [{ digest: 'a' }, { digest: 'b' }] }))],
  ['a manifest that is not what its digest says', async (layout) => {
    const [first = ''] = await readdir(join(layout, 'blobs', 'sha256'));
    for (const name of [first, ...(await readdir(join(layout, 'blobs', 'sha256')))]) await writeFile(join(layout, 'blobs', 'sha256', name), '{}');
  }],
])('refuses an archive with %s, and says what to give', async (_, change) => {
  const { file } = await archive(change);
  await expect(opened(file)).rejects.toThrow(WrongUse);
  await expect(opened(file)).rejects.toThrow('give an OCI archive of one image, as --save-image writes it');
});

it.each(['no such file', 'no archive'])('refuses %s', async (what) => {
  const folder = await scratch();
  const file = join(folder, 'image.tar');
  if (what === 'no archive') await writeFile(file, 'x'.repeat(2048));
  await expect(opened(file)).rejects.toThrow(WrongUse);
});

it('unpacks nothing but what a layout is made of, and follows no path out of its folder', async () => {
  const { folder, file } = await archive(async (layout) => {
    await writeFile(join(layout, 'stray'), 'x');
    await mkdir(join(layout, 'blobs', 'sha256', 'deeper'));
    await writeFile(join(layout, 'blobs', 'sha256', 'deeper', 'a'), 'x');
  });
  await using image = await opened(file);
  expect((await readdir(image.layout, { recursive: true })).filter((path) => /stray|deeper/.test(path))).toEqual([]);
  const climbing = join(folder, 'climbing.tar');
  await writeFile(join(folder, 'escaped'), 'x');
  await create({ cwd: join(folder, 'layout'), file: climbing, preservePaths: true }, ['../escaped']);
  await expect(opened(climbing)).rejects.toThrow(WrongUse);
});
