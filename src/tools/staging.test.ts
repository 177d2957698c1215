import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { stage } from './staging.ts';

const file = (path: string, text: string, executable = false) => ({ path, bytes: Buffer.from(text), executable });

it('lays files out with the modes and times that are asked for, and takes them away again', async () => {
  let path = '';
  {
    await using staged = await stage([file('a/b/run.sh', 'echo', true), file('a/data', 'text'), file('top', '')], 1_577_836_800);
    ({ path } = staged);
    expect(await readFile(join(path, 'a', 'data'), 'utf8')).toBe('text');
    const seen = await Promise.all(['a/b/run.sh', 'a/data', 'top'].map((name) => stat(join(path, name))));
    expect(seen.map(({ mode }) => (mode & 0o777).toString(8))).toEqual(['755', '644', '644']);
    expect(seen.map(({ mtimeMs }) => mtimeMs)).toEqual([1_577_836_800_000, 1_577_836_800_000, 1_577_836_800_000]);
  }
  await expect(readdir(path)).rejects.toThrow('ENOENT');
});

it('leaves nothing behind where a file can’t be laid out', async () => {
  await expect(stage([file('a', 'x'), file('a', 'y')])).rejects.toThrow('EEXIST');
});
