import { vi } from 'vitest';
import type { WasmCall, WasmResult } from '../../src/tools/wasm.ts';

type Waits = { readonly setTimeout: (ms: number, ...rest: [unknown?, object?]) => Promise<unknown> };
type Real = { readonly runWasm: (call: WasmCall) => Promise<WasmResult> };

// Imported before all else of docc: what fails by schedule stands between it and Node.js, and between its ports and WebAssembly.

// One docc all along, whatever is committed to its repository meanwhile.
vi.mock('../../src/cli/version.ts', async (original) => ({ ...(await original<object>()), ownVersion: async () => ({ version: '0.0.0' }) }));
vi.mock('node:fs/promises', async (original) => (await import('./system.ts')).failingPromises(await original()));
vi.mock('node:fs', async (original) => (await import('./system.ts')).failingCalls(await original(), 'disk reads', ['openSync', 'readSync', 'lstatSync']));
vi.mock('node:child_process', async (original) => (await import('./system.ts')).failingCalls(await original(), 'process starts', ['spawn']));
// A tenth of each wait: a daemon that stays away is asked for ten seconds.
vi.mock('node:timers/promises', async (original) => {
  const real = await original<Waits>();
  return { ...real, setTimeout: (ms: number, ...rest: [unknown?, object?]) => real.setTimeout(ms / 10, ...rest) };
});
vi.mock('../../src/tools/wasm.ts', async (original) => {
  const real = await original<Real>();
  const { hclRuns } = await import('./wasm-runs.ts');
  return { ...real, runWasm: (call: WasmCall) => hclRuns.run(call, real.runWasm) };
});
