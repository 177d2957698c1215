import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { fetchCommit, UnfetchedCommit } from './git-fetch.ts';
import { commitOf, entriesOf, treeOf } from './git.ts';

/** A repository with two commits on a branch that is no head any more, as a force push leaves them. */
async function origin(): Promise<{ readonly folder: string; readonly from: string; readonly commit: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-fetch-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const from = join(folder, 'origin');
  await mkdir(from);
  const git = async (...args: readonly string[]): Promise<string> =>
    (await promisify(execFile)('git', ['-C', from, '-c', 'user.name=a', '-c', 'user.email=a@a.example', '-c', 'commit.gpgsign=false', ...args])).stdout.trim();
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  for (const text of ['one', 'two']) {
    await writeFile(join(from, 'file'), text);
    await git('add', 'file');
    await git('commit', '--quiet', '--message', text);
  }
  return { folder, from, commit: await git('rev-parse', 'HEAD~1') };
}

it('has one commit, as it is stored, without a work tree', async () => {
  const { folder, from, commit } = await origin();
  const to = join(folder, 'bare');
  await fetchCommit(from, commit, to, 'file');
  const repository = { kind: 'bare', gitDir: to } as const;
  expect(await commitOf(repository, commit)).toEqual({ kind: 'answered', value: commit });
  const tree = await treeOf(repository, commit);
  if (tree.kind !== 'answered') throw new Error('no tree');
  expect(await entriesOf(repository, tree.value)).toMatchObject({ kind: 'answered', value: [{ mode: '100644', bytes: 3 }] });
  expect(await readdir(to)).not.toContain('file');
});

it('says which commit is not there', async () => {
  const { folder, from } = await origin();
  await expect(fetchCommit(from, 'd'.repeat(40), join(folder, 'bare'), 'file')).rejects.toThrow(UnfetchedCommit);
});

it('speaks no other protocol than it is let', async () => {
  const { folder, from, commit } = await origin();
  await expect(fetchCommit(from, commit, join(folder, 'bare'), 'https')).rejects.toThrow(UnfetchedCommit);
});
