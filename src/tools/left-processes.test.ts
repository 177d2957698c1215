import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { byPs, endProcessesIn } from './left-processes.ts';

/** A process with that argument, which waits for a minute. */
async function waiting(argument: string, first = '', called = 'docker') {
  const child = spawn(process.execPath, ['-e', `${first}; console.log(1); setTimeout(() => undefined, 60_000)`, '--', argument], { argv0: called, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

it('ends what was started with the folder of a run that is no more, and nothing else', async () => {
  const folder = '/tmp/docc-build-1-abcdef';
  const left = await waiting(`--output=type=oci,dest=${folder}/layout`);
  const others = await Promise.all([`${folder}x/layout`, folder, '/tmp/docc-build-2-abcdef/layout'].map((argument) => waiting(argument)));
  const editor = await waiting(`${folder}/layout`, '', 'vi');
  const ended = once(left, 'exit');
  await endProcessesIn([]);
  expect(left.exitCode).toBeNull();
  await endProcessesIn([folder]);
  expect((await ended)[1]).toBe('SIGTERM');
  expect([...others, editor].map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([null, null, null, null]);
});

it('ends what is deaf to being told, after a moment', async () => {
  const folder = '/tmp/docc-build-3-abcdef';
  const deaf = await waiting(`${folder}/layout`, "process.on('SIGTERM', () => undefined)");
  const ended = once(deaf, 'exit');
  await endProcessesIn([folder]);
  expect((await ended)[1]).toBe('SIGKILL');
});

it('reads what ps tells of every process', async () => {
  const marked = await waiting(`${'long '.repeat(400)}--the-last-of-it`);
  expect((await byPs()).find(({ pid }) => pid === marked.pid)?.args).toMatch(/--the-last-of-it$/);
});
