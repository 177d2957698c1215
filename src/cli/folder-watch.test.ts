import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../tools/temporary.ts';
import { watchFolder } from './folder-watch.ts';

it('tells of every save by way of another name, in folders that were there, that came, and that came again', async () => {
  await using folder = await temporaryFolder('watch');
  const [inner, later] = [join(folder.path, 'a', 'b'), join(folder.path, 'later', 'x')];
  await mkdir(inner, { recursive: true });
  await writeFile(join(inner, 'file'), '');
  let wake = (): void => undefined;
  using _ = watchFolder({ folder: folder.path, isTheirs: (path) => !path.includes('.git'), changed: () => wake() }, process.platform);
  const change = async (make: () => Promise<unknown>): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    await make();
    await promise;
  };
  const save = async (into: string, text: string): Promise<void> => {
    await writeFile(join(into, '.git-new'), text);
    await rename(join(into, '.git-new'), join(into, 'file'));
  };
  for (let turn = 0; turn < 20; turn += 1) await change(() => save(inner, String(turn)));
  for (let turn = 0; turn < 2; turn += 1) {
    await change(() => mkdir(later, { recursive: true }));
    await change(() => save(later, String(turn)));
    await change(() => rm(join(folder.path, 'later'), { recursive: true }));
  }
  let told = 0;
  wake = () => (told += 1);
  await mkdir(join(folder.path, '.git'));
  await writeFile(join(folder.path, '.git', 'index'), '');
  expect(told).toBe(0);
});
