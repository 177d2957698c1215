import { closeSync, openSync, readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { WASI } from 'node:wasi';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { zstdDecompressSync } from 'node:zlib';
import { type Output, outputEnds, wholeOutput } from './program-output.ts';
import { capMemory } from './wasm-memory.ts';
import type { WasmEnd, WasmErrand, WasmResult } from './wasm.ts';

/** WASI error numbers. */
const success = 0;
const badDescriptor = 8;

class TooMuchOutput extends Error {
  override name = 'TooMuchOutput';
}

// What started this worker is wasm.ts, and this is what it gives.
const errand = workerData as WasmErrand;

/** The program's own descriptors are the null device: what it reads and writes goes through memory, and nowhere else. */
function run(): WasmResult {
  const nowhere = openSync(devNull, 'r+');
  const overflow = (): never => {
    throw new TooMuchOutput();
  };
  const stdout = wholeOutput(errand.maxOutputBytes, overflow);
  const stderr = outputEnds(errand.maxOutputBytes, overflow);
  try {
    return { ...start(nowhere, stdout, stderr), stderr: stderr.kept() };
  } finally {
    closeSync(nowhere);
  }
}

function start(nowhere: number, stdout: Output<Buffer>, stderr: Output<string>): WasmEnd {
  const wasi = new WASI({
    version: 'preview1',
    args: [...errand.args],
    env: {},
    preopens: {},
    stdin: nowhere,
    stdout: nowhere,
    stderr: nowhere,
    returnOnExit: true,
  });
  let memory: WebAssembly.Memory | undefined;
  const view = (): DataView => new DataView(memory?.buffer ?? new ArrayBuffer(0));
  const streams = { fd_read: reader(view), fd_write: writer({ 1: stdout, 2: stderr }, view) };
  try {
    const instance = new WebAssembly.Instance(moduleOf(errand.program), { wasi_snapshot_preview1: { ...wasi.wasiImport, ...streams } });
    // `start` below refuses a module whose export of that name is no memory.
    memory = instance.exports['memory'] as WebAssembly.Memory;
    return { kind: 'exited', code: wasi.start(instance), stdout: stdout.kept(), memoryBytes: memory.buffer.byteLength };
  } catch (error) {
    return failed(error, memory?.buffer.byteLength);
  }
}

function failed(error: unknown, memoryBytes: number | undefined): WasmEnd {
  if (error instanceof TooMuchOutput) return { kind: 'output-too-large', maxOutputBytes: errand.maxOutputBytes };
  const message = error instanceof Error ? error.message : String(error);
  // A stack too deep is a RangeError of JavaScript's.
  const trapped = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
  return trapped && memoryBytes !== undefined ? { kind: 'trapped', message, memoryBytes } : { kind: 'failed-to-start', why: message };
}

/** Throws why it can't be used. */
function moduleOf(program: WasmErrand['program']): WebAssembly.Module {
  if ('module' in program) return program.module;
  const capped = capMemory(zstdDecompressSync(readFileSync(new URL(program.packed))), program.maxMemoryBytes);
  if (capped.kind === 'refused') throw new Error(capped.why);
  return new WebAssembly.Module(capped.bytes);
}

type View = () => DataView;
type Transfer = (descriptor: number, vectors: number, count: number, done: number) => number;

function reader(view: View): Transfer {
  let stdin: Uint8Array | undefined;
  let at = 0;
  return (descriptor, vectors, count, done) => {
    if (descriptor !== 0) return badDescriptor;
    stdin ??= received();
    const from = at;
    for (const target of buffers(view(), vectors, count)) {
      const part = stdin.subarray(at, at + target.length);
      target.set(part);
      at += part.length;
    }
    view().setUint32(done >>> 0, at - from, true);
    return success;
  };
}

/** Waits for it as a program waits for whoever types. */
function received(): Uint8Array {
  Atomics.wait(errand.gate, 0, 0);
  // What wasm.ts posts is bytes.
  return parentPort === null ? new Uint8Array() : (receiveMessageOnPort(parentPort)?.message as Uint8Array);
}

function writer(outputs: Readonly<Record<number, Output<unknown>>>, view: View): Transfer {
  return (descriptor, vectors, count, done) => {
    const output = outputs[descriptor];
    if (output === undefined) return badDescriptor;
    let written = 0;
    for (const source of buffers(view(), vectors, count)) {
      output.add(Buffer.from(source));
      written += source.length;
    }
    view().setUint32(done >>> 0, written, true);
    return success;
  };
}

/** An I/O vector is a pointer and a length. Past the memory's end a view throws, which ends the program as a trap would. */
function* buffers(view: DataView, vectors: number, count: number): Generator<Uint8Array> {
  for (let each = 0; each < count; each += 1) {
    const at = (vectors >>> 0) + 8 * each;
    yield new Uint8Array(view.buffer, view.getUint32(at, true), view.getUint32(at + 4, true));
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is for windows: a worker's port has no origin
parentPort?.postMessage(run());
