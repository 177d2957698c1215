import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { home } from '../../src/cli/version.ts';
import { report as reportSchema } from '../../src/grade/report.ts';
import { scratch } from '../../src/submission/scratch.fixture.ts';
import { canaryIn, foundIn, listening, textsBelow } from './canary.ts';
import { laidIn } from './submissions.ts';
import './tried.ts';
import { countOf, hostileGit, waysOut } from './ways-out.ts';

type Ran = { readonly code: unknown; readonly out: string; readonly err: string };

const docc = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(home, 'bin', 'docc.mjs'), ...args], { env, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => resolve({ code: error?.code ?? 0, out, err }));
  });

it('of all that a submission can name nothing is called, opened or run, and no secret of the machine is told', async ({ task }) => {
  const made = scratch();
  onTestFinished(() => made[Symbol.dispose]());
  await using listener = await listening();
  const canary = await canaryIn(made.at('home'), listener.address);
  const ways = { listener: listener.address, secret: canary.file, mark: made.at('pwned') };
  const changes = waysOut(ways);
  laidIn(made.at('submission'), changes);
  made.git('submission', 'init', '-q');
  made.git('submission', 'add', '-A', '-f');
  made.git('submission', 'commit', '-qm', 'ways out');
  for (const [name, value] of hostileGit(ways)) made.git('submission', 'config', name, value);

  const ran = await docc(['grade', made.at('submission'), '--tier', 'source', '--out', made.at('out'), '--format', 'json'], { ...process.env, ...canary.env });
  const report = reportSchema.parse(JSON.parse(ran.out));
  expect(report.faults).toEqual([]);
  expect(listener.heard).toEqual([]);
  expect(existsSync(ways.mark)).toBe(false);
  const told = { ...(await textsBelow(made.at('out'))), stdout: ran.out, stderr: ran.err };
  expect(Object.keys(told).length).toBeGreaterThan(10);
  expect(foundIn(canary.word, told)).toEqual([]);

  // The controls: whoever calls is heard, and what is told is found.
  await fetch(`http://${listener.address}/`);
  expect(listener.heard).toHaveLength(1);
  expect(foundIn(canary.word, { there: Buffer.from(`x${canary.word}x`).toString('base64') })).toEqual(['there']);
  task.meta.tried = countOf(changes, ways) + hostileGit(ways).length;
  expect(task.meta.tried).toBeGreaterThan(80);
});
