import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { bundleActions } from '../scripts/build.ts';
import { report } from '../src/pull-request/report.ts';
import { asCheckout } from '../test/as-checkout.ts';
import type { Figure } from './figure.ts';
import { median, timed } from './timed.ts';

const rounds = 11;
const bound = 0.4;

/** From the start of the report action's process to its first request of GitHub, by the bundle that its release has. */
export async function firstCall(): Promise<readonly Figure[]> {
  await using checkout = await asCheckout();
  await bundleActions(checkout.dist, (name) => ['report', 'registry', 'github-octokit'].includes(name));
  const entry = join(checkout.dist, 'report', 'index.js');
  await untilAsked(entry);
  const turns: { readonly report: number; readonly bare: number }[] = [];
  for (let round = 0; round < rounds; round += 1) turns.push({ report: await untilAsked(entry), bare: timed(process.execPath, ['-e', '0']).seconds });
  return [figureOf(median(turns.map((turn) => turn.report)), median(turns.map((turn) => turn.bare)))];
}

/** Seconds. The process is ended there: what it would do with an answer is no part of it. */
async function untilAsked(entry: string): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const start = process.hrtime.bigint();
  const action = spawn(process.execPath, [entry], { env: { ...process.env, ...inputs, GITHUB_API_URL: `http://127.0.0.1:${port}` }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(action, 'exit');
  const isAsked = await Promise.race([once(server, 'request').then(() => true), ended.then(() => false)]);
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  action.kill();
  await ended;
  server.close();
  if (!isAsked) throw new Error(`the report action ended before it asked anything: ${String(action.stdout.read())}`);
  return seconds;
}

const given: Readonly<Record<string, string>> = {
  token: 'none',
  repository: 'hiring/template',
  'pull-request': '7',
  commit: '0'.repeat(40),
  'repository-id': '1',
  received: '2026-11-01T00:00:00Z',
  challenge: 'docc',
  app: 'github-actions',
  trust: 'graded',
  source: 'none',
  labels: 'false',
  out: 'none',
};

/** As a runner gives them. */
const inputs = Object.fromEntries(Object.keys(report.inputs.shape).map((name) => [`INPUT_${name.toUpperCase()}`, given[name] ?? '']));

const figureOf = (seconds: number, bare: number): Figure => ({
  what: 'the report action, cold process to its first request of GitHub',
  measured: `${seconds.toFixed(3)} s`,
  against: `an empty Node.js process ${bare.toFixed(3)} s`,
  ratio: `${(seconds / bare).toFixed(1)} ×`,
  bound: `at most ${bound} s`,
  held: seconds <= bound,
});
