import { hash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonOf } from '../../../tools/json.ts';
import { limits } from './limits.ts';

/**
 * An OCI image layout, as a folder: https://github.com/opencontainers/image-spec/blob/main/image-layout.md. Whoever built the image
 * wrote it, and no candidate: what is wrong with it is our trouble.
 */
export class BrokenLayout extends Error {
  override name = 'BrokenLayout';
}

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'no sha256 digest');
const descriptor = z.object({ mediaType: z.string(), digest, size: z.int().nonnegative() });

const layoutIndex = z.object({ manifests: z.array(descriptor) });
const imageManifest = z.object({ config: descriptor, layers: z.array(descriptor).max(limits.layers) });

export type Descriptor = z.infer<typeof descriptor>;

export type Layout = {
  readonly folder: string;
  /** The digest of the manifest. */
  readonly manifest: string;
  /** As JSON: what reads it knows what it needs of it. */
  readonly config: unknown;
  readonly layers: readonly Descriptor[];
};

/** Index, manifest and config of the image with that manifest, each checked. Throws {@link BrokenLayout}. */
export async function openLayout(folder: string, manifest: string): Promise<Layout> {
  const index = parsed(layoutIndex, 'index.json', await readWhole(join(folder, 'index.json'), 'index.json'));
  const found = index.manifests.find((each) => each.digest === manifest);
  if (found === undefined) throw new BrokenLayout(`index.json names no manifest ${manifest}`);
  const { config, layers } = parsed(imageManifest, 'the manifest', await readBlob(folder, found));
  return { folder, manifest, config: jsonOf(await readBlob(folder, config)), layers };
}

/** Follows no link: a blob is a plain file. */
export async function openBlob(folder: string, { digest: name }: Descriptor): Promise<FileHandle> {
  return await openPlain(join(folder, 'blobs', 'sha256', name.slice('sha256:'.length)), name);
}

async function openPlain(path: string, name: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    throw new BrokenLayout(`${name} can't be opened`, { cause });
  }
}

async function readBlob(folder: string, of: Descriptor): Promise<Buffer> {
  if (of.size > limits.documentBytes) throw tooLarge(of.digest);
  await using file = await openBlob(folder, of);
  const bytes = await readAtMost(file, of.size + 1);
  if (bytes.length !== of.size || `sha256:${hash('sha256', bytes)}` !== of.digest) throw new BrokenLayout(`${of.digest} is not what its digest and size say`);
  return bytes;
}

async function readWhole(path: string, name: string): Promise<Buffer> {
  await using file = await openPlain(path, name);
  const bytes = await readAtMost(file, limits.documentBytes + 1);
  if (bytes.length > limits.documentBytes) throw tooLarge(name);
  return bytes;
}

async function readAtMost(file: FileHandle, most: number): Promise<Buffer> {
  const buffer = Buffer.alloc(most);
  const { bytesRead } = await file.read(buffer, 0, most, 0);
  return buffer.subarray(0, bytesRead);
}

const tooLarge = (name: string): BrokenLayout => new BrokenLayout(`${name} is larger than ${limits.documentBytes} bytes`);

function parsed<T>(schema: z.ZodType<T>, name: string, bytes: Buffer): T {
  const read = schema.safeParse(jsonOf(bytes));
  if (!read.success) throw new BrokenLayout(`${name} is not as the image specification says`, { cause: read.error });
  return read.data;
}
