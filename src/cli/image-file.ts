import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { openLayout } from '../collect/image/layout/blobs.ts';
import type { ImageLayout } from '../collect/cluster.ts';
import { jsonOf } from '../tools/json.ts';
import { unpackedLayout } from '../tools/image-archive.ts';
import { temporaryFolder } from '../tools/temporary.ts';
import { WrongUse } from './exit.ts';

const index = z.object({ manifests: z.tuple([z.object({ digest: z.string() })]) });

/** `file`, or `file@sha256:…` where only that image will do. */
const asked = /^(?<file>.+?)(?:@(?<digest>sha256:[0-9a-f]{64}))?$/s;

/** An image that was built before, for the cluster tier to deploy. Throws `WrongUse` where it is none, or another than is named. */
export async function openImageFile(given: string, cwd: (path: string) => string): Promise<ImageLayout & AsyncDisposable> {
  const { file = given, digest } = asked.exec(given)?.groups ?? {};
  const folder = await temporaryFolder('given-image');
  try {
    await unpackedLayout(cwd(file), folder.path);
    const [{ digest: manifest }] = index.parse(jsonOf(await readFile(join(folder.path, 'index.json')))).manifests;
    if (digest !== undefined && digest !== manifest) throw new Error(`it holds ${manifest}, and ${digest} is asked for`);
    await openLayout(folder.path, manifest);
    return { layout: folder.path, manifest, [Symbol.asyncDispose]: async () => await folder[Symbol.asyncDispose]() };
  } catch (cause) {
    await folder[Symbol.asyncDispose]();
    throw new WrongUse(`--image ${file}: ${cause instanceof Error ? cause.message : String(cause)}; give an OCI archive of one image, as --save-image writes it`, { cause });
  }
}
