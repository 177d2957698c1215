import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import type { Fault } from '../evidence/observation.ts';
import { outputEnds, wholeOutput } from './program-output.ts';

// Over node:child_process and not execa: importing execa 10.2 took 80 to 110 ms (Node 24, with and without the compile
// cache) where node:child_process takes 4, and a whole grading of source has 400.

/** What is asked of a program. There is no shell, and its environment is `env` and nothing else. */
export type ProgramCall = {
  /** A path, or a name looked for in `env.PATH`. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array | string;
  readonly timeoutMs: number;
  /** For stdout and for stderr each: past it the program is ended. */
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal;
  /** Sees stderr as it comes, of programs that tell there how far they are. */
  readonly onStderr?: (chunk: Buffer) => void;
};

/** How a program ended. `stderr` is its start and end, 8 KiB each, without control characters. */
export type ProgramResult =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly timeoutMs: number; readonly stderr: string }
  | { readonly kind: 'killed'; readonly by: NodeJS.Signals | 'abort'; readonly stderr: string }
  | { readonly kind: 'output-too-large'; readonly maxOutputBytes: number; readonly stderr: string }
  | { readonly kind: 'not-found'; readonly program: string }
  | { readonly kind: 'failed-to-start'; readonly program: string; readonly cause: Error };

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type Reason = 'timed-out' | 'abort' | 'output-too-large';
type Ending =
  | { readonly of: 'start'; readonly error: Error }
  | { readonly of: 'exit'; readonly code: number | null; readonly by: NodeJS.Signals | null }
  | { readonly of: 'neglect' };

/** Between SIGTERM and SIGKILL, and between SIGKILL and giving a process up that even that doesn't end. */
const graceMs = 1_500;
/** For what a program leaves behind holding its pipes, once it has itself ended. */
const pipeGraceMs = 500;

/**
 * Runs a program to its end, or to its limits: then it and all it started are ended (SIGTERM, after 1.5 s SIGKILL).
 * Never rejects: whatever becomes of the program is in the result. It is in a process group of its own, which a terminal's
 * Ctrl-C doesn't reach: abort `signal` then.
 */
export async function runProgram(call: ProgramCall): Promise<ProgramResult> {
  if (call.signal?.aborted === true) return { kind: 'killed', by: 'abort', stderr: '' };
  try {
    // Detached makes it the leader of a process group, so that what it starts can be ended with it.
    const child = spawn(call.program, call.args, {
      cwd: call.cwd,
      env: { ...call.env },
      stdio: 'pipe',
      detached: true,
    });
    return await watch(child, call);
  } catch (cause) {
    return notStarted(call, cause instanceof Error ? cause : new Error(String(cause)));
  }
}

async function watch(child: Child, call: ProgramCall): Promise<ProgramResult> {
  let reason: Reason | undefined;
  const { ending, end } = endingOf(child);
  const stop = (why: Reason): void => {
    reason ??= why;
    end();
  };
  const aborted = (): void => stop('abort');
  const overflowed = (): void => stop('output-too-large');
  const stdout = wholeOutput(call.maxOutputBytes, overflowed);
  const stderr = outputEnds(call.maxOutputBytes, overflowed);
  child.stdout.on('data', stdout.add);
  child.stderr.on('data', stderr.add);
  if (call.onStderr !== undefined) child.stderr.on('data', call.onStderr);
  const timer = setTimeout(() => stop('timed-out'), call.timeoutMs);
  call.signal?.addEventListener('abort', aborted, { once: true });
  child.stdin.on('error', () => undefined); // a program may end without reading: its exit code says enough
  child.stdin.end(call.stdin ?? '');
  const ended = await ending;
  clearTimeout(timer);
  call.signal?.removeEventListener('abort', aborted);
  if (ended.of === 'start') return notStarted(call, ended.error);
  return reason === undefined ? ownEnd(ended, stdout.kept(), stderr.kept()) : ourEnd(reason, call, stderr.kept());
}

/** The child's end, by itself or by `end`: never later than the graces, whatever the child left running or ignores. */
function endingOf(child: Child): { readonly ending: Promise<Ending>; readonly end: () => void } {
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const timers: NodeJS.Timeout[] = [];
  const later = (ms: number, act: () => void): void => void timers.push(setTimeout(act, ms));
  const letGo = (ending: Ending): void => {
    killGroup(child, 'SIGKILL');
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    resolve(ending);
  };
  let stopped = false;
  const end = (): void => {
    if (stopped) return;
    stopped = true;
    killGroup(child, 'SIGTERM');
    later(graceMs, () => killGroup(child, 'SIGKILL'));
    later(2 * graceMs, () => letGo({ of: 'neglect' }));
  };
  child.once('error', (error) => resolve({ of: 'start', error }));
  child.once('exit', (code, by) => {
    later(pipeGraceMs, () => killGroup(child, 'SIGKILL'));
    later(pipeGraceMs + graceMs, () => letGo({ of: 'exit', code, by }));
  });
  child.once('close', (code, by) => (stopped ? letGo : resolve)({ of: 'exit', code, by }));
  return { ending: promise.finally(() => timers.forEach(clearTimeout)), end };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: all of the group has ended already. EPERM: it is another user's, and is given up after the grace.
  }
}

function ownEnd(ended: Exclude<Ending, { of: 'start' }>, stdout: Buffer, stderr: string): ProgramResult {
  if (ended.of === 'exit' && ended.code !== null) return { kind: 'exited', code: ended.code, stdout, stderr };
  return { kind: 'killed', by: ended.of === 'exit' && ended.by !== null ? ended.by : 'SIGKILL', stderr };
}

function ourEnd(reason: Reason, call: ProgramCall, stderr: string): ProgramResult {
  if (reason === 'timed-out') return { kind: 'timed-out', timeoutMs: call.timeoutMs, stderr };
  if (reason === 'abort') return { kind: 'killed', by: 'abort', stderr };
  return { kind: 'output-too-large', maxOutputBytes: call.maxOutputBytes, stderr };
}

/** ENOENT also means an absent working folder, or a script or binary whose interpreter is absent. */
function notStarted({ program, cwd }: ProgramCall, cause: Error): ProgramResult {
  const absent = 'code' in cause && cause.code === 'ENOENT';
  if (!absent) return { kind: 'failed-to-start', program, cause };
  const because = (message: string): ProgramResult => ({
    kind: 'failed-to-start',
    program,
    cause: new Error(message, { cause }),
  });
  if (!existsSync(cwd)) return because(`its working folder ${cwd} does not exist`);
  if (program.includes('/') && existsSync(program)) return because('its interpreter or loader does not exist');
  return { kind: 'not-found', program };
}

/** Why a program didn't end with exit code 0, for a report; undefined when it did. `name` is what people call it. */
export function failureOf(name: string, result: ProgramResult): Fault | undefined {
  if (result.kind === 'exited' && result.code === 0) return undefined;
  const said = 'stderr' in result ? lastWords(result.stderr) : '';
  return { message: `${name} ${whatBecame(result)}${said}`, repair: repairOf(name, result) };
}

function whatBecame(result: ProgramResult): string {
  switch (result.kind) {
    case 'exited':
      return `ended with exit code ${result.code}`;
    case 'timed-out':
      return `was ended after ${result.timeoutMs / 1000} s`;
    case 'killed':
      return `was ended by ${result.by}`;
    case 'output-too-large':
      return `was ended when it had written more than ${result.maxOutputBytes} bytes`;
    case 'not-found':
      return `was not found as ${result.program}`;
    case 'failed-to-start':
      return `could not be started as ${result.program}: ${result.cause.message}`;
  }
}

function repairOf(name: string, result: ProgramResult): string {
  switch (result.kind) {
    case 'exited':
      return `See what ${name} complains of, mend it, and grade again.`;
    case 'timed-out':
      return 'Grade again when this machine has less to do.';
    case 'killed':
      return result.by === 'SIGKILL'
        ? 'Give this machine more memory (the kernel ends what has no room), and grade again.'
        : 'Grade again, and let it run to its end.';
    case 'output-too-large':
      return `Run ${name} by hand to see what it writes; none of it was used.`;
    case 'not-found':
      return `Install ${name}, or correct the path that names it.`;
    case 'failed-to-start':
      return `Install ${name} for this operating system and processor, with leave to run it.`;
  }
}

function lastWords(stderr: string): string {
  const line = stderr.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.slice(0, 300)}`;
}
