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

/** What a worker runs: a module compiled before, or one packed by zstd, which the worker unpacks and compiles in the same way by itself. */
export type WasmOrigin = WasmProgram | { readonly packed: URL; readonly maxMemoryBytes: number };

export type WasmStart = {
  readonly program: WasmOrigin;
  /** From the program's own name on. */
  readonly args: readonly string[];
  /** For stdout and for stderr each. */
  readonly maxOutputBytes: number;
};

export type WasmInput = { readonly stdin: Uint8Array | string; readonly timeoutMs: number; readonly signal?: AbortSignal };

export type WasmCall = WasmStart & WasmInput;

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

/** What a worker is given. `gate` is 1 once its stdin lies in its port. */
export type WasmErrand = Pick<WasmStart, 'args' | 'maxOutputBytes'> & {
  readonly gate: Int32Array;
  readonly program: WasmProgram | { readonly packed: string; readonly maxMemoryBytes: number };
};

/** A program that was started, and waits where it first reads its stdin. */
export type WasmStandby = { readonly run: (input: WasmInput) => Promise<WasmResult> };

/**
 * Runs a WASI command in a worker of its own: no folder, no environment, no descriptor of the host. It sees its arguments,
 * stdin, the clock and random bytes. Never rejects; at `timeoutMs` (its start included) the worker is ended.
 */
export async function runWasm(call: WasmCall): Promise<WasmResult> {
  return call.signal?.aborted === true ? { kind: 'killed', by: 'abort' } : await standBy(call).run(call);
}

/** Starts a command before it is known what it will be given, once. It keeps no process alive; left alone, it is there until the process ends. */
export function standBy(start: WasmStart): WasmStandby {
  const gate = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = startWorker(start, gate);
  const ended = endOf(worker);
  worker.unref();
  return {
    run: async (input) => {
      worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows: a worker's port has no origin
      worker.postMessage(Buffer.from(input.stdin));
      Atomics.store(gate, 0, 1);
      Atomics.notify(gate, 0);
      const result = await within(input, ended);
      await worker.terminate();
      return result;
    },
  };
}

function endOf(worker: Worker): Promise<WasmResult> {
  const { promise, resolve } = Promise.withResolvers<WasmResult>();
  const failed = (why: string): void => resolve({ kind: 'failed-to-start', why, stderr: '' });
  worker.once('message', resolve);
  worker.once('error', (error) => failed(error instanceof Error ? error.message : String(error)));
  worker.once('exit', (code) => failed(`its worker ended with code ${code}`));
  return promise;
}

async function within({ timeoutMs, signal }: WasmInput, ended: Promise<WasmResult>): Promise<WasmResult> {
  const { promise, resolve } = Promise.withResolvers<WasmResult>();
  const aborted = (): void => resolve({ kind: 'killed', by: 'abort' });
  const timer = setTimeout(() => resolve({ kind: 'timed-out', timeoutMs }), timeoutMs);
  signal?.addEventListener('abort', aborted, { once: true });
  const result = await Promise.race([promise, ended]);
  clearTimeout(timer);
  signal?.removeEventListener('abort', aborted);
  return result;
}

function startWorker({ program, args, maxOutputBytes }: WasmStart, gate: Int32Array): Worker {
  const errand: WasmErrand = { program: 'packed' in program ? { ...program, packed: program.packed.href } : program, args, maxOutputBytes, gate };
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
