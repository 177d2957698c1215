import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runProgram } from './program.ts';

type Running = { readonly pid: number; readonly args: string };

/**
 * Ends what still runs with one of these folders among its arguments. A build whose docc was killed goes on with its step, on a builder that
 * others build with too, for as long as that likes: `RUN yes` for ever.
 */
export async function endProcessesIn(folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  const left = (await running()).filter(({ pid, args }) => pid !== process.pid && folders.some((folder) => args.includes(`${folder}/`)));
  await Promise.all(left.map(({ pid }) => end(pid)));
}

const [graceMs, lookMs] = [1_500, 50];

async function end(pid: number): Promise<void> {
  const until = performance.now() + graceMs;
  for (let there = isTold(pid, 'SIGTERM'); there && performance.now() < until; there = isTold(pid, 0)) await setTimeout(lookMs);
  isTold(pid, 'SIGKILL');
}

/** False of a process that has ended, or is somebody else's. */
function isTold(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

const running = async (): Promise<readonly Running[]> => (process.platform === 'linux' ? await inProc() : await byPs());

/** Linux tells without a program, and images of Node.js often have no `ps`. */
async function inProc(): Promise<readonly Running[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return await Promise.all(pids.map(async (pid) => ({ pid: Number(pid), args: await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '') })));
}

/** Every process with all of its arguments, however wide. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ps.html */
export async function byPs(): Promise<readonly Running[]> {
  const call = { program: 'ps', args: ['-A', '-ww', '-o', 'pid=,args='], cwd: '/', env: { PATH: '/bin:/usr/bin' }, timeoutMs: 5_000, maxOutputBytes: 16 * 1024 * 1024 };
  const result = await runProgram(call);
  if (result.kind !== 'exited') return [];
  return [...result.stdout.toString('utf8').matchAll(/^ *(\d+) (.*)$/gm)].map(([, pid, args = '']) => ({ pid: Number(pid), args }));
}
