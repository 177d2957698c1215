import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { home } from '../src/cli/version.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import type { Figure } from './figure.ts';
import { median, reference, timed } from './timed.ts';

const saves = 11;
const bound = 0.3;

/** A save that is missed shall end the measure, not hang it. */
const patienceMs = 30_000;

/** From the save of a Dockerfile to the line that tells what it changed, beside hadolint's own time on the same file. */
export async function watching(): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder('bench');
  const fork = join(folder.path, 'fork');
  await cp(reference, fork, { recursive: true });
  const watch = spawn(process.execPath, [join(home, 'bin', 'docc.mjs'), 'watch', fork, '--out', join(folder.path, 'out')], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(watch, 'exit');
  try {
    await heard(watch, 'stderr', /watching/);
    const path = join(fork, 'assets', 'sample', 'Dockerfile');
    const text = await readFile(path, 'utf8');
    const turns: { readonly docc: number; readonly hadolint: number }[] = [];
    for (let save = 0; save <= saves; save += 1) turns.push(await turn(watch, path, `${text}# save ${save}\n`));
    // The first one is read by code that has not run yet.
    return [figureOf(median(turns.slice(1).map((each) => each.docc)), median(turns.slice(1).map((each) => each.hadolint)))];
  } finally {
    watch.kill('SIGINT');
    await ended;
  }
}

async function turn(watch: ChildProcess, path: string, text: string) {
  const told = heard(watch, 'stdout', /No check changed/);
  await writeFile(`${path}.new`, text);
  const start = process.hrtime.bigint();
  await rename(`${path}.new`, path);
  await told;
  const docc = Number(process.hrtime.bigint() - start) / 1e9;
  return { docc, hadolint: timed('hadolint', ['--no-color', '--format', 'json', '-'], { input: Buffer.from(text) }).seconds };
}

async function heard(watch: ChildProcess, stream: 'stdout' | 'stderr', words: RegExp): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = '';
  const listen = (chunk: Buffer): void => {
    said += chunk.toString();
    if (words.test(said)) resolve();
  };
  const ended = (): void => reject(new Error(`docc watch ended without saying ${words.source}: ${said.slice(-2_000)}`));
  watch[stream]?.on('data', listen);
  watch.once('exit', ended);
  const timer = setTimeout(() => reject(new Error(`docc watch has not said ${words.source} in ${patienceMs / 1000} s: ${said.slice(-2_000)}`)), patienceMs);
  await promise.finally(() => {
    clearTimeout(timer);
    watch[stream]?.off('data', listen);
    watch.off('exit', ended);
  });
}

const figureOf = (docc: number, hadolint: number): Figure => ({
  what: 'a changed Dockerfile under `docc watch`, save to told',
  measured: `${docc.toFixed(3)} s`,
  against: `hadolint alone ${hadolint.toFixed(3)} s`,
  ratio: `${(docc / hadolint).toFixed(1)} ×`,
  bound: `${bound} s over hadolint`,
  held: docc - hadolint <= bound,
});
