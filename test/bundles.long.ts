import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { bundleActions } from '../scripts/build.ts';
import { home } from '../src/cli/version.ts';
import { bundle } from '../src/evidence/bundle.ts';
import { canonical } from '../src/evidence/canonical.ts';
import { readSubmission } from '../src/submission/read.ts';
import { folderShelf } from '../src/tools/folder.ts';
import { jsonIn } from '../src/tools/json.ts';
import { asCheckout } from './as-checkout.ts';
import { evidenceOn } from './collect.ts';

let [folder, dist] = ['', ''];
beforeAll(async () => {
  const checkout = await asCheckout();
  ({ path: folder, dist } = checkout);
  await bundleActions(dist);
  return async () => await checkout[Symbol.asyncDispose]();
});

/** Bytes of all that lies in a folder of dist/, or in all of it. */
async function sizeOf(...below: readonly string[]): Promise<number> {
  const sizes: number[] = [];
  for await (const path of glob('**/*.{js,json}', { cwd: join(dist, ...below) })) sizes.push((await stat(join(dist, ...below, path))).size);
  return sizes.reduce((sum, size) => sum + size, 0);
}

const megabyte = 1_000_000;

it('the client of GitHub, which intake and two more share, and the report have a megabyte each; all have twelve', async () => {
  expect(await sizeOf('asking')).toBeLessThanOrEqual(megabyte);
  expect(await sizeOf('intake')).toBeLessThanOrEqual(1_000);
  expect(await sizeOf('report')).toBeLessThanOrEqual(megabyte);
  expect(await sizeOf()).toBeLessThanOrEqual(12 * megabyte);
});

it('the bundled report action gives the same grade as its source', async () => {
  const commit = '1'.repeat(40);
  const received = '2026-11-01T00:00:00Z';
  await mkdir(join(folder, 'source'));
  await evidenceOn(folderShelf(join(folder, 'source')), await readSubmission({ kind: 'folder', path: join(home, 'test', 'submissions', 'reference') }));
  const collected = bundle.parse(jsonIn(await readFile(join(folder, 'source', 'bundle.json'), 'utf8')));
  await writeFile(join(folder, 'source', 'bundle.json'), canonical({ ...collected, asOf: received, submission: { ...collected.submission, commit } }));
  await using github = await silentGitHub();
  const inputs = { token: 'none', repository: 'hiring/template', 'pull-request': '7', commit, 'repository-id': '1', received, challenge: 'docc', app: 'github-actions', trust: 'graded', source: join(folder, 'source'), labels: 'false' };
  const graded = async (entry: string, out: string): Promise<readonly string[]> => {
    expect(await ran(entry, { ...inputs, out: join(folder, out) }, github.address)).toContain('reading pull request 7: GitHub answered 404');
    return await Promise.all(['report.json', 'predicate.json'].map(async (name) => await readFile(join(folder, out, name), 'utf8')));
  };
  expect(await graded(join(dist, 'report', 'index.js'), 'bundled')).toEqual(await graded(join(home, 'actions', 'report', 'main.ts'), 'interpreted'));
});

/** What it says, as a runner runs it. It ends in a failure, since nothing can be told: what it graded is written by then. */
async function ran(entry: string, inputs: Readonly<Record<string, string>>, address: string): Promise<string> {
  const named = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
  const action = spawn(process.execPath, [entry], { env: { ...process.env, ...named, GITHUB_API_URL: address, GITHUB_STEP_SUMMARY: await emptyFile() }, stdio: ['ignore', 'pipe', 'inherit'] });
  return await text(action.stdout);
}

async function emptyFile(): Promise<string> {
  const path = join(folder, 'summary.md');
  await writeFile(path, '');
  onTestFinished(() => rm(path, { force: true }));
  return path;
}

/** A GitHub on which the pull request changed no file, and that knows nothing else. */
async function silentGitHub(): Promise<AsyncDisposable & { readonly address: string }> {
  const server = createServer((request, response) => {
    const isFiles = request.url?.includes('/pulls/7/files') === true;
    response.writeHead(isFiles ? 200 : 404, { 'content-type': 'application/json' }).end(isFiles ? '[]' : '{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { address: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void (await once(server.close(), 'close')) };
}
