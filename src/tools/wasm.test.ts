import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { compileWasm, runWasm, standBy, type WasmCall, type WasmResult } from './wasm.ts';
import { again, call, drop, equal, exit, grow, load, long, loop, num, recur, size, store, unreachable, wasi, when } from './wasm.fixture.ts';

const page = 65_536;

async function run(module: Uint8Array, given: Partial<WasmCall & { maxMemoryBytes: number }> = {}): Promise<WasmResult> {
  const { maxMemoryBytes = 16 * page, ...limits } = given;
  const compiled = await compileWasm(module, maxMemoryBytes);
  if (compiled.kind === 'unusable') throw new Error(compiled.why);
  return runWasm({ program: compiled.program, args: ['program'], stdin: '', timeoutMs: 20_000, maxOutputBytes: 1024 * 1024, ...limits });
}

/** An I/O vector at 0 for `length` bytes from 16 on; what was done goes to 8. */
const vector = (length: readonly number[]): number[] => [...store(0, num(16)), ...store(4, length)];
const write = (descriptor: number): number[] => [...num(descriptor), ...num(0), ...num(1), ...num(8), ...call('fd_write'), ...drop];
const read = [...num(0), ...num(0), ...num(1), ...num(8), ...call('fd_read'), ...drop];

const echo = wasi([
  loop(vector(num(1000)), read, when(equal(load(8), num(0)), exit(num(0))), vector(load(8)), write(1), again(0)),
]);

test('gives stdin and brings stdout back, every byte', async () => {
  const stdin = Uint8Array.from({ length: 10_000 }, (_, place) => place % 256);
  const result = await run(echo, { stdin });
  expect(result).toMatchObject({ kind: 'exited', code: 0, stderr: '', memoryBytes: page });
  expect(result.kind === 'exited' && Buffer.from(result.stdout).equals(stdin)).toBe(true);
});

async function packed(module: Uint8Array): Promise<{ readonly packed: URL; readonly maxMemoryBytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'docc-wasm-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'module.wasm.zst');
  await writeFile(path, zstdCompressSync(module));
  return { packed: pathToFileURL(path), maxMemoryBytes: 16 * page };
}

const waiting = { args: ['program'], maxOutputBytes: 1024 * 1024 } as const;

test('a program stands by until it is given its stdin', async () => {
  const standby = standBy({ program: await packed(echo), ...waiting });
  await setTimeout(300);
  const result = await standby.run({ stdin: 'at last', timeoutMs: 20_000 });
  expect(result.kind === 'exited' && Buffer.from(result.stdout).toString()).toBe('at last');
});

test('a program that stands by is held to its memory, its time and an abort', async () => {
  const greedy = wasi([read, loop(when(equal(grow(1), num(-1)), exit(size)), again(0))]);
  expect(await standBy({ program: await packed(greedy), ...waiting }).run({ stdin: '', timeoutMs: 20_000 })).toMatchObject({ code: 16, memoryBytes: 16 * page });
  const endless = await packed(wasi([loop(again(0))]));
  expect(await standBy({ program: endless, ...waiting }).run({ stdin: '', timeoutMs: 500 })).toEqual({ kind: 'timed-out', timeoutMs: 500 });
  expect(await standBy({ program: endless, ...waiting }).run({ stdin: '', timeoutMs: 20_000, signal: AbortSignal.timeout(300) })).toEqual({ kind: 'killed', by: 'abort' });
});

test('what ended before it was given anything says so when it is', async () => {
  const broken = standBy({ program: await packed(Buffer.from('#!/bin/sh')), ...waiting });
  await setTimeout(300);
  expect(await broken.run({ stdin: '', timeoutMs: 20_000 })).toMatchObject({ kind: 'failed-to-start', why: 'it is no WebAssembly module of version 1' });
});

test('a program that stands by keeps no process alive', async () => {
  const { packed: path, maxMemoryBytes } = await packed(echo);
  const script = `
    const { standBy } = await import(${JSON.stringify(new URL('./wasm.ts', import.meta.url).href)});
    standBy({ program: { packed: new URL(${JSON.stringify(path.href)}), maxMemoryBytes: ${maxMemoryBytes} }, args: [], maxOutputBytes: 10 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    console.log('done');`;
  expect((await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: {}, timeout: 60_000 })).stdout).toBe('done\n');
});

test('brings exit codes back, and stderr', async () => {
  expect(await run(wasi([exit(num(7))]))).toMatchObject({ kind: 'exited', code: 7 });
  expect(await run(wasi([]))).toMatchObject({ kind: 'exited', code: 0 });
  const complaint = wasi([store(16, num(0x21796548)), vector(num(4)), write(2), exit(num(1))]);
  expect(await run(complaint)).toMatchObject({ kind: 'exited', code: 1, stderr: 'Hey!' });
});

test('a trap is told apart from an exit', async () => {
  expect(await run(wasi([unreachable]))).toMatchObject({ kind: 'trapped', message: 'unreachable' });
  expect(await run(wasi([load(10 * page), drop]))).toMatchObject({ kind: 'trapped', message: 'memory access out of bounds' });
  expect(await run(wasi([recur]))).toMatchObject({ kind: 'trapped', message: 'Maximum call stack size exceeded' });
});

test('a vector that points out of memory traps', async () => {
  const outside = wasi([store(0, num(-16)), store(4, num(-1)), write(1)]);
  expect(await run(outside)).toMatchObject({ kind: 'trapped' });
});

test('an endless loop is ended', async () => {
  expect(await run(wasi([loop(again(0))]), { timeoutMs: 500 })).toEqual({ kind: 'timed-out', timeoutMs: 500 });
});

test('an abort ends it, before or after its start', async () => {
  const endless = wasi([loop(again(0))]);
  expect(await run(endless, { signal: AbortSignal.abort() })).toEqual({ kind: 'killed', by: 'abort' });
  expect(await run(endless, { signal: AbortSignal.timeout(300) })).toEqual({ kind: 'killed', by: 'abort' });
});

test('memory grows to the limit and not past it', async () => {
  const greedy = wasi([loop(when(equal(grow(1), num(-1)), exit(size)), again(0))]);
  expect(await run(greedy, { maxMemoryBytes: 40 * page })).toMatchObject({ kind: 'exited', code: 40, memoryBytes: 40 * page });
});

test('a maximum that the module sets itself is kept when it is lower', async () => {
  const greedy = [loop(when(equal(grow(1), num(-1)), exit(size)), again(0))];
  expect(await run(wasi(greedy, { limits: [1, 1, 5] }))).toMatchObject({ code: 5 });
  expect(await run(wasi(greedy, { limits: [1, 1, 0xff, 0x01] }))).toMatchObject({ code: 16 });
});

test.each([1, 2])('output without end on descriptor %i is cut off', async (descriptor) => {
  const flood = wasi([vector(num(60_000)), loop(write(descriptor), again(0))]);
  expect(await run(flood)).toMatchObject({ kind: 'output-too-large', maxOutputBytes: 1024 * 1024 });
});

test('it has no environment, no folder, no descriptor of the host', async () => {
  const environment = wasi([num(0), num(4), call('environ_sizes_get'), drop, exit(load(0))]);
  expect(await run(environment)).toMatchObject({ kind: 'exited', code: 0 });
  const badDescriptor = 8;
  const folder = wasi([exit([...num(3), ...num(0), ...call('fd_prestat_get')])]);
  expect(await run(folder)).toMatchObject({ kind: 'exited', code: badDescriptor });
  const open = [...num(3), ...num(0), ...num(16), ...num(1), ...num(0), ...long(-1), ...long(-1), ...num(0), ...num(8)];
  expect(await run(wasi([store(16, num(0x2f)), exit([...open, ...call('path_open')])]))).toMatchObject({ code: badDescriptor });
  const third = wasi([vector(num(4)), exit([...num(3), ...num(0), ...num(1), ...num(8), ...call('fd_write')])]);
  expect(await run(third)).toMatchObject({ kind: 'exited', code: badDescriptor });
});

test('no warning of an experiment reaches the user', async () => {
  const warned = vi.fn<() => void>();
  process.on('warning', warned);
  onTestFinished(() => void process.off('warning', warned));
  const module = JSON.stringify([...wasi([exit(num(0))])]);
  const script = `
    const { compileWasm, runWasm } = await import(${JSON.stringify(new URL('./wasm.ts', import.meta.url).href)});
    const { program } = await compileWasm(Uint8Array.from(${module}), ${page});
    const result = await runWasm({ program, args: [], stdin: '', timeoutMs: 20000, maxOutputBytes: 10 });
    process.emitWarning('of another kind', 'ExperimentalWarning');
    console.log(result.kind);`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: {} });
  expect(stdout).toBe('exited\n');
  expect(stderr).toContain('of another kind');
  expect(stderr).not.toContain('WASI');
  expect(warned).not.toHaveBeenCalled();
});

test('says why bytes are no module that it runs', async () => {
  const why = async (bytes: Uint8Array): Promise<string> => {
    const compiled = await compileWasm(bytes, 4 * page);
    return compiled.kind === 'unusable' ? compiled.why : compiled.kind;
  };
  expect(await why(Buffer.from('#!/bin/sh'))).toBe('it is no WebAssembly module of version 1');
  expect(await why(new Uint8Array())).toBe('it is no WebAssembly module of version 1');
  expect(await why(wasi([], { none: true }))).toBe('it has no memory of its own');
  expect(await why(wasi([], { limits: [0, 5] }))).toBe(`it asks for ${5 * page} bytes of memory, of ${4 * page}`);
  expect(await why(wasi([], { limits: [3, 1, 2] }))).toBe('its memory is not a single one of 32 bits');
  expect(await why(wasi([], { limits: [4, 1] }))).toBe('its memory is not a single one of 32 bits');
  expect(await why(wasi([[0xff]]))).toMatch(/^WebAssembly.compile\(\)/);
  const whole = wasi([exit(num(0))]);
  for (let length = 0; length < whole.length; length += 1) expect(await why(whole.subarray(0, length))).not.toBe('compiled');
});

test('a module that is no WASI command fails to start', async () => {
  const foreign = Buffer.from(wasi([exit(num(0))]).map((byte) => byte));
  foreign.write('xx', foreign.indexOf('wasi_snapshot_preview1'));
  expect(await run(foreign)).toMatchObject({ kind: 'failed-to-start' });
});

const go = await promisify(execFile)('go', ['version']).then(() => true, () => false);

test.skipIf(!go)('runs a program of Go, which is not installed where this is skipped', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'docc-wasm-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'main.go'), goProgram);
  const env = { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm', GO111MODULE: 'off', GOFLAGS: '' };
  await promisify(execFile)('go', ['build', '-o', 'main.wasm', 'main.go'], { cwd: folder, env });
  const compiled = await compileWasm(await readFile(join(folder, 'main.wasm')), 64 * 1024 * 1024);
  if (compiled.kind === 'unusable') throw new Error(compiled.why);
  const limits = { timeoutMs: 20_000, maxOutputBytes: 1024 * 1024 };
  const result = await runWasm({ program: compiled.program, args: ['main', 'one'], stdin: 'given\n'.repeat(5000), ...limits });
  expect(result).toMatchObject({ kind: 'exited', code: 3, stderr: '' });
  expect(result.kind === 'exited' && Buffer.from(result.stdout).toString()).toBe('[main one] 30000 bytes, 0 variables, sees no file\n');
  const greedy = await runWasm({ program: compiled.program, args: ['main', 'greedy'], stdin: '', ...limits });
  expect(greedy).toMatchObject({ kind: 'exited', code: 2 });
  expect(greedy.kind === 'exited' && greedy.stderr).toContain('out of memory');
}, 240_000);

const goProgram = `package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	if os.Args[1] == "greedy" {
		for kept := [][]byte{}; ; {
			kept = append(kept, make([]byte, 1<<20))
		}
	}
	bytes, _ := io.ReadAll(os.Stdin)
	time.Sleep(time.Millisecond)
	sees := "no file"
	if _, err := os.ReadFile("/etc/passwd"); err == nil {
		sees = "a file of the host"
	}
	fmt.Printf("%v %d bytes, %d variables, sees %s\\n", os.Args, len(bytes), len(os.Environ()), sees)
	os.Exit(3)
}
`;
