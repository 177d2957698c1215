import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { home } from '../cli/version.ts';
import { deadline } from './deadline.ts';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** As a process that works: what nobody holds is collected. */
async function collected(until: () => boolean): Promise<void> {
  for (let times = 0; times < 500 && !until(); times += 1) {
    if (typeof collect === 'function') collect();
    await pause(10);
  }
}

it('ends though nobody listens, and all that nobody holds is collected', async () => {
  expect(collect).toBeTypeOf('function');
  const until = deadline(new AbortController().signal, 300);
  expect(until.aborted).toBe(false);
  await collected(() => until.aborted);
  expect(until.aborted).toBe(true);
  expect(until.reason).toMatchObject({ name: 'TimeoutError' });
});

it('ends with what it is part of', () => {
  const whole = new AbortController();
  using until = deadline(whole.signal, 60_000);
  whole.abort();
  expect(until.aborted).toBe(true);
});

it('never ends once it is disposed of', async () => {
  const until = deadline(new AbortController().signal, 20);
  until[Symbol.dispose]();
  await pause(60);
  expect(until.aborted).toBe(false);
});

it('is what the sources use in the place of a timeout among other signals', async () => {
  for await (const path of glob('src/**/*.ts', { cwd: home })) {
    if (path.includes('deadline')) continue;
    expect(await readFile(join(home, path), 'utf8'), path).not.toMatch(/AbortSignal\.any\(\[[^\]]*AbortSignal\.timeout/);
  }
});
