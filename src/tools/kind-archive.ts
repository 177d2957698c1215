import { join } from 'node:path';
import { create } from 'tar';

/** Packs an OCI image layout as the archive that containerd imports. */
export async function packedLayout(layout: string, folder: string): Promise<string> {
  const file = join(folder, 'image.tar');
  await create({ cwd: layout, file, portable: true }, ['.']);
  return file;
}
