import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Fault } from '../evidence/observation.ts';
import { failureOf, type ProgramResult, runProgram } from './program.ts';
import { runWasm, type WasmProgram, type WasmResult } from './wasm.ts';

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

const limits = { timeoutMs: 20_000, maxOutputBytes: 16 * 1024 * 1024 } as const;
/** It takes 35 MB for a Dockerfile of usual length. */
export const maxMemoryBytes = 512 * 1024 * 1024;
/** What a Haskell program exits with when its heap is full. */
const heapExhausted = 251;

const rulesFile = (): string => fileURLToPath(new URL('./hadolint.rules.yaml', import.meta.url));

/** The program at `path`: in an empty folder that is also its home, so that no configuration is found but ours. */
export function nativeHadolint(path: string): HadolintEngine {
  const run: HadolintEngine['run'] = async (args, stdin, signal) => {
    const folder = await mkdtemp(join(tmpdir(), 'docc-hadolint-'));
    try {
      // GHCRTS bounds its heap; a build without that option warns and goes on.
      const env = { HOME: folder, XDG_CONFIG_HOME: folder, LANG: 'C.UTF-8', GHCRTS: `-M${maxMemoryBytes}` };
      return endOf(await runProgram({ program: path, args, cwd: folder, env, stdin, signal, ...limits }));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
  return { rules: ['--config', rulesFile()], run };
}

function endOf(result: ProgramResult): HadolintRun {
  if (result.kind === 'timed-out') return { kind: 'overwhelmed', how: overTime };
  if (result.kind === 'output-too-large') return { kind: 'overwhelmed', how: overOutput };
  if (result.kind === 'exited') return result.code === heapExhausted ? { kind: 'overwhelmed', how: overMemory } : result;
  return { kind: 'broken', fault: failureOf('hadolint', result) ?? { message: 'hadolint did not run', repair: 'Grade again.' } };
}

const overTime = `took more than ${limits.timeoutMs / 1000} s`;
const overOutput = `had more than ${limits.maxOutputBytes / 1024 / 1024} MiB to say`;
const overMemory = `took more than ${maxMemoryBytes / 1024 / 1024} MiB of memory`;

/** hadolint as WebAssembly: it can read no file, so the rules become arguments. */
export async function wasmHadolint(program: WasmProgram): Promise<HadolintEngine> {
  const run: HadolintEngine['run'] = async (args, stdin, signal) =>
    wasmEndOf(await runWasm({ program, args: ['hadolint', ...args], stdin, signal, ...limits }));
  return { rules: await rulesAsArguments(), run };
}

function wasmEndOf(result: WasmResult): HadolintRun {
  switch (result.kind) {
    case 'exited':
      if (result.code === heapExhausted) return { kind: 'overwhelmed', how: overMemory };
      return { kind: 'exited', code: result.code, stdout: Buffer.from(result.stdout), stderr: result.stderr };
    case 'timed-out':
      return { kind: 'overwhelmed', how: overTime };
    case 'output-too-large':
      return { kind: 'overwhelmed', how: overOutput };
    case 'trapped':
      return broken(`trapped: ${result.message}`);
    case 'killed':
      return broken(`was ended by ${result.by}`);
    case 'failed-to-start':
      return broken(`could not be started: ${result.why}`);
  }
}

const broken = (what: string): HadolintRun => ({
  kind: 'broken',
  fault: { message: `hadolint.wasm ${what}`, repair: 'Grade again; if it stays so, remove hadolint.wasm and install hadolint.' },
});

const rule = z.string().regex(/^[A-Z]{2}\d{4}$/);
const rules = z.strictObject({
  ignored: z.array(rule),
  override: z.partialRecord(z.enum(['error', 'warning', 'info', 'style']), z.array(rule)),
});

/** The rules file as hadolint's options. */
export async function rulesAsArguments(): Promise<readonly string[]> {
  const { parse } = await import('yaml');
  const { ignored, override } = rules.parse(parse(await readFile(rulesFile(), 'utf8')));
  const named = Object.entries(override).flatMap(([level, codes]) => codes.map((code) => [`--${level}`, code]));
  return [...ignored.map((code) => ['--ignore', code]), ...named].flat();
}
