import { createHash } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { jsonIn } from './json.ts';

/** A blob of an OCI image layout. */
export type OciBlob = {
  readonly digest: string;
  readonly bytes: number;
  /** Its bytes in order, in parts of that size but the last. Rejects with UnusableImage where they are not what the digest says. */
  readonly parts: (partSize: number) => AsyncIterable<Buffer>;
};

/** An image in a layout on this machine. The folder may come from a job that ran a candidate's program: nothing in it is believed but by its digest. */
export type OciImage = { readonly digest: string; readonly mediaType: string; readonly manifest: string; readonly blobs: readonly OciBlob[] };

/** The layout is not the image that was asked for. */
export class UnusableImage extends Error {
  override name = 'UnusableImage';
}

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const descriptor = z.object({ mediaType: z.string(), digest, size: z.int().nonnegative() });
const imageManifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.enum(['application/vnd.oci.image.manifest.v1+json', 'application/vnd.docker.distribution.manifest.v2+json']).default('application/vnd.oci.image.manifest.v1+json'),
  config: descriptor,
  layers: z.array(descriptor).max(127),
});

/** ECR takes no manifest above 4 MiB. */
const longestManifest = 4 * 1024 * 1024;

/** The image of that digest, and no other. Rejects with UnusableImage. */
export async function openOciImage(layout: string, wanted: string): Promise<OciImage> {
  if (!digest.safeParse(wanted).success) throw new UnusableImage(`${wanted} is no digest: give sha256: and 64 hexadecimal digits`);
  const manifest = await manifestIn(pathOf(layout, wanted), wanted);
  const read = imageManifest.safeParse(jsonIn(manifest));
  if (!read.success) throw new UnusableImage(`the manifest ${wanted} is no image manifest: ${read.error.issues[0]?.message ?? ''}`, { cause: read.error });
  const { config, layers, mediaType } = read.data;
  const unlike = [...new Map([config, ...layers].map((each) => [each.digest, each])).values()];
  return { digest: wanted, mediaType, manifest, blobs: unlike.map(({ digest, size }) => ({ digest, bytes: size, parts: (partSize) => partsOf(layout, { digest, size }, partSize) })) };
}

const pathOf = (layout: string, digest: string): string => join(layout, 'blobs', 'sha256', digest.slice('sha256:'.length));

async function manifestIn(path: string, wanted: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new UnusableImage(`the layout has no manifest ${wanted}: the job that built the image brought another, or none`);
  if (found.size > longestManifest) throw new UnusableImage(`the manifest ${wanted} has ${found.size} bytes; a registry takes ${longestManifest}`);
  const text = await readFile(path, 'utf8');
  if (`sha256:${createHash('sha256').update(text).digest('hex')}` !== wanted) throw new UnusableImage(`the manifest in the layout is not ${wanted}`);
  return text;
}

async function* partsOf(layout: string, { digest, size }: { readonly digest: string; readonly size: number }, partSize: number): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  await using file = await open(pathOf(layout, digest)).catch((error: unknown) => {
    throw new UnusableImage(`the layout has no blob ${digest}`, { cause: error });
  });
  let sent = 0;
  while (sent < size) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(partSize, size - sent)), 0, Math.min(partSize, size - sent), sent);
    if (bytesRead === 0) break;
    sent += bytesRead;
    hash.update(buffer.subarray(0, bytesRead));
    // Before the last part goes: what is not the blob is never whole in the registry.
    if (sent === size && `sha256:${hash.copy().digest('hex')}` !== digest) throw new UnusableImage(`the bytes of blob ${digest} are others`);
    yield buffer.subarray(0, bytesRead);
  }
  if (sent !== size) throw new UnusableImage(`blob ${digest} has ${sent} bytes, and its manifest says ${size}`);
}
