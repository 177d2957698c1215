import { hash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Descriptor } from './blobs.ts';

export type Member = {
  readonly name: string;
  /** As the header's type flag: `0` a file, `5` a folder, `2` a symlink, `1` a hard link. */
  readonly type?: string;
  readonly mode?: number;
  readonly bytes?: Uint8Array | string;
  readonly target?: string;
  readonly owner?: number;
  readonly modified?: number;
  /** What the header says in place of the true size. */
  readonly size?: number;
};

/** A tar archive with exactly those members, honest or not. */
export const tarOf = (members: readonly Member[]): Buffer => Buffer.concat([...members.map(memberBytes), Buffer.alloc(1024)]);

function memberBytes({ name, type = '0', mode = 0o644, bytes = '', target = '', owner = 0, modified = 0, size }: Member): Buffer {
  const body = Buffer.from(bytes);
  const header = Buffer.alloc(512);
  const put = (text: string, at: number, length: number): void => void header.write(text.slice(0, length), at, 'utf8');
  const octal = (value: number, at: number, length: number): void => put(`${value.toString(8).padStart(length - 1, '0')}\0`, at, length);
  put(name, 0, 100);
  octal(mode, 100, 8);
  octal(owner, 108, 8);
  octal(owner, 116, 8);
  octal(size ?? body.length, 124, 12);
  octal(modified, 136, 12);
  put(' '.repeat(8), 148, 8);
  put(type, 156, 1);
  put(target, 157, 100);
  put('ustar\x0000', 257, 8);
  octal(header.reduce((sum, byte) => sum + byte, 0), 148, 7);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

/** A pax header that renames the member after it, or says other things of it. */
export const pax = (records: Readonly<Record<string, string>>): Member => ({ name: 'PaxHeaders/x', type: 'x', bytes: Object.entries(records).map(([key, value]) => paxRecord(key, value)).join('') });

function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = (digits: number): number => Buffer.byteLength(rest) + digits;
  const digits = String(length(String(length(1)).length)).length;
  return `${length(digits)}${rest}`;
}

export type Layer = { readonly mediaType: string; readonly bytes: Buffer };

export const plain = (members: readonly Member[]): Layer => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar', bytes: tarOf(members) });
export const gzipped = (members: readonly Member[]): Layer => ({ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', bytes: gzipSync(tarOf(members)) });

export type WrittenLayout = { readonly folder: string; readonly manifest: string; readonly layers: readonly Descriptor[] };

/** An OCI image layout with those layers, in a folder that is gone when the test ends. */
export async function writtenLayout(layers: readonly Layer[], config: object = {}): Promise<WrittenLayout> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-layout-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  const put = async (mediaType: string, bytes: Buffer): Promise<Descriptor> => {
    const name = hash('sha256', bytes);
    await writeFile(join(folder, 'blobs', 'sha256', name), bytes);
    return { mediaType, digest: `sha256:${name}`, size: bytes.length };
  };
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const written = await Promise.all(layers.map(({ mediaType, bytes }) => put(mediaType, bytes)));
  const configured = await put('application/vnd.oci.image.config.v1+json', json({ os: 'linux', architecture: 'amd64', ...config }));
  const manifest = await put('application/vnd.oci.image.manifest.v1+json', json({ schemaVersion: 2, config: configured, layers: written }));
  await writeFile(join(folder, 'index.json'), json({ schemaVersion: 2, manifests: [manifest] }));
  return { folder, manifest: manifest.digest, layers: written };
}
