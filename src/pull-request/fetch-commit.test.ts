import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { tree } from '../collect/tree/section.ts';
import { observationOf } from '../evidence/evidence.ts';
import { openBundle } from '../evidence/store.ts';
import { folderShelf } from '../tools/folder.ts';
import { gitServer } from '../tools/git-server.fixture.ts';
import type { Outside } from './action.ts';
import { collectSource } from './collect.ts';
import { movedCommit } from './fetch-commit.ts';

const outside: Outside = { env: {}, group: () => undefined, say: () => undefined, annotate: () => undefined, summarise: async () => undefined };

it('what one job moved with a token another reads without one, and without a network', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'docc-moved-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const from = join(folder, 'octo', 'docc.git');
  await mkdir(from, { recursive: true });
  const git = async (...args: readonly string[]) => (await promisify(execFile)('git', ['-C', from, '-c', 'user.name=a', '-c', 'user.email=a@a.example', '-c', 'commit.gpgsign=false', ...args])).stdout.trim();
  await git('init', '--quiet');
  await git('config', 'uploadpack.allowFilter', 'true');
  await writeFile(join(from, 'main.tf'), 'terraform {}\n');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'My answer');
  const commit = await git('rev-parse', 'HEAD');
  await using server = await gitServer(folder, 'token-of-the-job');
  const { pack } = await movedCommit.run({ token: 'token-of-the-job', repository: 'octo/docc', commit, server: server.url, out: join(folder, 'moved') }, outside);
  const asked = server.asked.length;
  const given = { repository: 'octo/docc', commit, received: '2026-11-21T12:00:00.000Z', challenge: 'docc', server: server.url, pack, out: join(folder, 'source') };
  const { evidence } = await collectSource.run(given, outside);
  const read = await openBundle(folderShelf(evidence));
  expect(read.bundle.submission.commit).toBe(commit);
  expect(observationOf(read, tree)).toMatchObject({ status: 'observed', facts: { files: [{ path: 'main.tf' }] } });
  expect(server.asked).toHaveLength(asked);
}, 60_000);
