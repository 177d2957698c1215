import { fileURLToPath } from 'node:url';
import type { Fault } from '../evidence/observation.ts';
import { failureOf, type ProgramResult, runProgram } from './program.ts';
import { temporaryFolder } from './temporary.ts';

/** How one run of hadolint ended. */
export type HadolintRun =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: Buffer; readonly stderr: string }
  /** A limit of ours ended it. */
  | { readonly kind: 'overwhelmed'; readonly how: string }
  | { readonly kind: 'broken'; readonly fault: Fault };

/** hadolint in one of its two forms. */
export type HadolintEngine = {
  /** The arguments that give it docc's rules. */
  readonly rules: readonly string[];
  readonly run: (args: readonly string[], stdin: string, signal: AbortSignal) => Promise<HadolintRun>;
};

/** What one run is let have. */
export const limits = { timeoutMs: 20_000, maxOutputBytes: 16 * 1024 * 1024 } as const;
/** It takes 35 MB for a Dockerfile of usual length. */
export const maxMemoryBytes = 512 * 1024 * 1024;

export const rulesFile = (): string => fileURLToPath(new URL('./hadolint.rules.yaml', import.meta.url));

/** The program at `path`: in an empty folder that is also its home, so that no configuration is found but ours. */
export function nativeHadolint(path: string): HadolintEngine {
  const run: HadolintEngine['run'] = async (args, stdin, signal) => {
    await using folder = await temporaryFolder('hadolint');
    // GHCRTS bounds its heap; a build without that option warns and goes on.
    const env = { HOME: folder.path, XDG_CONFIG_HOME: folder.path, LANG: 'C.UTF-8', GHCRTS: `-M${maxMemoryBytes}` };
    return endOf(await runProgram({ program: path, args, cwd: folder.path, env, stdin, signal, ...limits }));
  };
  return { rules: ['--config', rulesFile()], run };
}

function endOf(result: ProgramResult): HadolintRun {
  if (result.kind === 'timed-out') return overTime;
  if (result.kind === 'output-too-large') return overOutput;
  if (result.kind === 'exited') return exited(result.code, result.stdout, result.stderr);
  return { kind: 'broken', fault: failureOf('hadolint', result) ?? { message: 'hadolint did not run', repair: 'Grade again.' } };
}

/** What a Haskell program exits with when its heap is full. */
const heapExhausted = 251;

export const exited = (code: number, stdout: Buffer, stderr: string): HadolintRun =>
  code === heapExhausted ? overMemory : { kind: 'exited', code, stdout, stderr };

const overwhelmed = (how: string): HadolintRun => ({ kind: 'overwhelmed', how });
export const overTime = overwhelmed(`took more than ${limits.timeoutMs / 1000} s`);
export const overOutput = overwhelmed(`had more than ${limits.maxOutputBytes / 1024 / 1024} MiB to say`);
const overMemory = overwhelmed(`took more than ${maxMemoryBytes / 1024 / 1024} MiB of memory`);
