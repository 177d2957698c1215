import { Worker } from 'node:worker_threads';
import { capMemory } from './wasm-memory.ts';

/** A module ready to run, as often as wanted, in no more memory than it was compiled for. */
export type WasmProgram = { readonly module: WebAssembly.Module };

export type WasmCompilation =
  | { readonly kind: 'compiled'; readonly program: WasmProgram }
  | { readonly kind: 'unusable'; readonly why: string };

/** Compiles a WASI command. Its memory can't grow past `maxMemoryBytes` (whole pages of 64 KiB); growing returns -1. */
export async function compileWasm(bytes: Uint8Array, maxMemoryBytes: number): Promise<WasmCompilation> {
  const capped = capMemory(bytes, maxMemoryBytes);
  if (capped.kind === 'refused') return { kind: 'unusable', why: capped.why };
  try {
    return { kind: 'compiled', program: { module: await WebAssembly.compile(capped.bytes) } };
  } catch (error) {
    return { kind: 'unusable', why: error instanceof Error ? error.message : String(error) };
  }
}

export type WasmCall = {
  readonly program: WasmProgram;
  /** From the program's own name on. */
  readonly args: readonly string[];
  readonly stdin: Uint8Array | string;
  readonly timeoutMs: number;
  /** For stdout and for stderr each. */
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal;
};

/** How a program ended by itself or at an output limit. `memoryBytes` is the most that it had. */
export type WasmEnd =
  | { readonly kind: 'exited'; readonly code: number; readonly stdout: Uint8Array; readonly memoryBytes: number }
  | { readonly kind: 'trapped'; readonly message: string; readonly memoryBytes: number }
  | { readonly kind: 'output-too-large'; readonly maxOutputBytes: number }
  | { readonly kind: 'failed-to-start'; readonly why: string };

/** `stderr` is its start and end, as in a `ProgramResult`. */
export type WasmResult =
  | (WasmEnd & { readonly stderr: string })
  | { readonly kind: 'timed-out'; readonly timeoutMs: number }
  | { readonly kind: 'killed'; readonly by: 'abort' };

/** What a worker is given. */
export type WasmErrand = Pick<WasmCall, 'args' | 'maxOutputBytes'> & WasmProgram & { readonly stdin: Uint8Array };

/**
 * Runs a WASI command in a worker of its own: no folder, no environment, no descriptor of the host. It sees its arguments,
 * stdin, the clock and random bytes. Never rejects; at `timeoutMs` (its start included) the worker is ended.
 */
export async function runWasm(call: WasmCall): Promise<WasmResult> {
  if (call.signal?.aborted === true) return { kind: 'killed', by: 'abort' };
  const { promise, resolve } = Promise.withResolvers<WasmResult>();
  const worker = startWorker(call);
  const failed = (why: string): void => resolve({ kind: 'failed-to-start', why, stderr: '' });
  const aborted = (): void => resolve({ kind: 'killed', by: 'abort' });
  const timer = setTimeout(() => resolve({ kind: 'timed-out', timeoutMs: call.timeoutMs }), call.timeoutMs);
  call.signal?.addEventListener('abort', aborted, { once: true });
  worker.once('message', resolve);
  worker.once('error', (error) => failed(error instanceof Error ? error.message : String(error)));
  worker.once('exit', (code) => failed(`its worker ended with code ${code}`));
  const result = await promise;
  clearTimeout(timer);
  call.signal?.removeEventListener('abort', aborted);
  await worker.terminate();
  return result;
}

function startWorker({ program, args, stdin, maxOutputBytes }: WasmCall): Worker {
  const errand: WasmErrand = { module: program.module, args, maxOutputBytes, stdin: Buffer.from(stdin) };
  // Compiled, this file and the worker's end in .js; the compiler rewrites imports, not addresses.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new Worker(new URL(`./wasm-worker.${extension}`, import.meta.url), {
    workerData: errand,
    env: {},
    // node:wasi is experimental and says so; nothing else runs in this worker.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
}
