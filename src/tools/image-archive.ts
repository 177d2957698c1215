import { create, extract, type ReadEntry } from 'tar';
import { buildLimits } from './docker-build.ts';

/** Packs an OCI image layout as the archive that containerd imports. */
export async function packedLayout(layout: string, file: string): Promise<string> {
  await create({ cwd: layout, file, portable: true }, ['.']);
  return file;
}

/** What a layout is made of: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
const ofALayout = /^(?:\.\/)?(?:oci-layout|index\.json|blobs\/sha256\/[0-9a-f]{64})$/;

/** An archive that is no image, or a larger one than docc builds. */
export class UnusableArchive extends Error {
  override name = 'UnusableArchive';
}

/** Unpacks the layout in an archive, and nothing else that it holds. Whoever packed it may have been led by a candidate. */
export async function unpackedLayout(file: string, folder: string): Promise<void> {
  let bytes = 0;
  const isTaken = (path: string, entry: ReadEntry): boolean => {
    if (entry.type !== 'File' || !ofALayout.test(path)) return false;
    bytes += entry.size;
    return bytes <= buildLimits.imageBytes;
  };
  try {
    // Of an entry read from an archive tar's types say that it may be a Stats too, which only `create` gives.
    await extract({ cwd: folder, file, strict: true, noChmod: true, filter: (path, entry) => 'header' in entry && isTaken(path, entry) });
  } catch (cause) {
    throw new UnusableArchive(`${file} can't be read as an archive: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (bytes > buildLimits.imageBytes) throw new UnusableArchive(`${file} unpacks to more than ${buildLimits.imageBytes / 1024 ** 3} GiB`);
}
