import { spawnSync } from 'node:child_process';
import { mkdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isAlive, removeLeftFolders, temporaryFolder } from './temporary.ts';

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);
/** The id of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

it('a temporary folder is there until it is disposed of', async () => {
  let path = '';
  {
    await using folder = await temporaryFolder('test');
    ({ path } = folder);
    expect(await exists(path)).toBe(true);
  }
  expect(await exists(path)).toBe(false);
});

it('what ended processes left is removed, and nothing else', async () => {
  await using mine = await temporaryFolder('test');
  const made = async (name: string): Promise<string> => {
    const path = join(tmpdir(), name);
    await mkdir(join(path, 'inside'), { recursive: true });
    onTestFinished(() => rm(path, { recursive: true, force: true }));
    return path;
  };
  const dead = deadPid();
  const left = await made(`docc-test-${dead}-abcdef`);
  const others = await Promise.all([`docc-test-${dead}`, `docc-test-abc-abcdef`, `other-test-${dead}-abcdef`].map(made));
  const link = join(tmpdir(), `docc-test-${dead}-linked`);
  await symlink(mine.path, link);
  onTestFinished(() => rm(link, { force: true }));
  await removeLeftFolders();
  expect(await exists(left)).toBe(false);
  expect(await Promise.all([mine.path, link, ...others].map(exists))).toEqual([true, true, true, true, true]);
});

it('tells processes that run from those that have ended', () => {
  expect([isAlive(process.pid), isAlive(1), isAlive(deadPid())]).toEqual([true, true, false]);
});
