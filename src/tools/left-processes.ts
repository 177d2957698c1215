import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { runProgram } from './program.ts';

type Running = { readonly pid: number; readonly program: string; readonly args: string };

/** What docc starts that outlives it. Whoever reads in its folder, or was told of it, is not ended: an editor, the shell that docc is called from. */
const ours = new Set(['docker', 'docker-buildx', 'kind', 'trivy']);

/**
 * Ends programs of docc's that still run with one of these folders among their arguments. A build whose docc was killed goes on with its step,
 * on a builder that others build with too, for as long as that likes: `RUN yes` for ever.
 */
export async function endProcessesIn(folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  const left = (await running()).filter(({ program, args }) => ours.has(basename(program)) && folders.some((folder) => args.includes(`${folder}/`)));
  await Promise.all(left.map(({ pid }) => end(pid)));
}

const [graceMs, lookMs] = [1_500, 50];

async function end(pid: number): Promise<void> {
  const until = performance.now() + graceMs;
  for (let there = isTold(pid, 'SIGTERM'); there; there = isTold(pid, 0)) {
    if (performance.now() > until) return void isTold(pid, 'SIGKILL');
    await setTimeout(lookMs);
  }
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
  return await Promise.all(
    pids.map(async (pid) => {
      const [program = '', ...rest] = (await readFile(join('/proc', pid, 'cmdline'), 'utf8').catch(() => '')).split('\0');
      return { pid: Number(pid), program, args: rest.join(' ') };
    }),
  );
}

/** Every process with all of its arguments, however wide. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ps.html */
export async function byPs(): Promise<readonly Running[]> {
  const call = { program: 'ps', args: ['-A', '-ww', '-o', 'pid=,args='], cwd: '/', env: { PATH: '/bin:/usr/bin' }, timeoutMs: 5_000, maxOutputBytes: 16 * 1024 * 1024 };
  const result = await runProgram(call);
  if (result.kind !== 'exited') return [];
  return [...result.stdout.toString('utf8').matchAll(/^ *(\d+) (\S+) ?(.*)$/gm)].map(([, pid, program = '', args = '']) => ({ pid: Number(pid), program, args }));
}
