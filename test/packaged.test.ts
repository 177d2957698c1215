import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findGraders, graderFolders } from '../src/catalogue/find.ts';
import { graders } from '../src/catalogue/registry.ts';
import { home } from '../src/cli/version.ts';
import { build } from '../scripts/build.ts';

const run = promisify(execFile);
const listed = async (entry: string): Promise<unknown> => JSON.parse((await run(process.execPath, [entry, 'list', 'checks', '--json'])).stdout);

// Inside the project, so that the compiled files find the same libraries.
let dist = '';
beforeAll(async () => {
  dist = await mkdtemp(join(home, 'node_modules', '.docc-packaged-'));
  await build(dist);
});
afterAll(() => rm(dist, { recursive: true, force: true }));

it('the generated registry holds the graders and checks that the folders do', async () => {
  const root = join(home, 'graders');
  const folders = new Set(await graderFolders(root));
  expect(folders.size).toBeGreaterThan(0);
  expect(graders).toEqual(await findGraders(root, folders));
});

it('the compiled package lists the same checks as the source', async () => {
  expect(await listed(join(dist, 'src', 'cli', 'packaged.js'))).toEqual(await listed(join(home, 'bin', 'docc.mjs')));
});

it('the compiled package gives the same grade as the source', async () => {
  const graded = async (entry: string): Promise<unknown> => {
    const args = [entry, 'grade', join(home, 'test', 'submissions', 'reference'), '--tier', 'source', '--quiet', '--format', 'json', '--out', join(dist, 'out')];
    const { timeline: _timeline, measured: _measured, ...rest } = JSON.parse((await run(process.execPath, args)).stdout);
    return rest;
  };
  expect(await graded(join(dist, 'src', 'cli', 'packaged.js'))).toEqual(await graded(join(home, 'bin', 'docc.mjs')));
});
