import type { WasmCall, WasmResult } from '../../src/tools/wasm.ts';
import { isIn, type Outage } from './fault.ts';

export const hclKinds = ['does not start', 'traps', 'hangs', 'floods', 'no memory', 'exits 2', 'truncated', 'garbled'] as const;
export type HclKind = (typeof hclKinds)[number];
export type HclOutage = Outage<'hcl.wasm', HclKind>;

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** How a run in a worker ends in place of its work. */
function endOf(kind: HclKind, whole: Uint8Array): WasmResult {
  const stderr = 'at infra/main.tf\n';
  switch (kind) {
    case 'does not start':
      return { kind: 'failed-to-start', why: 'Worker terminated due to reaching memory limit: JS heap out of memory', stderr: '' };
    case 'traps':
      return { kind: 'trapped', message: 'memory access out of bounds', memoryBytes: 1_000_000, stderr };
    case 'hangs':
      return { kind: 'timed-out', timeoutMs: 20_000 };
    case 'floods':
      return { kind: 'output-too-large', maxOutputBytes: 64 * 1024 * 1024, stderr };
    case 'no memory':
      return { kind: 'exited', code: 2, stdout: bytes(''), memoryBytes: 1_000_000, stderr: `${stderr}fatal error: runtime: out of memory\n` };
    case 'exits 2':
      return { kind: 'exited', code: 2, stdout: bytes(''), memoryBytes: 1_000_000, stderr: 'panic: runtime error\n' };
    case 'truncated':
      return { kind: 'exited', code: 0, stdout: whole.subarray(0, whole.length >> 1), memoryBytes: 1_000_000, stderr: '' };
    case 'garbled':
      return { kind: 'exited', code: 0, stdout: bytes('\0\u001b[31m{"garbage": '), memoryBytes: 1_000_000, stderr: '' };
  }
}

/** Stands between the ports and the workers in which WebAssembly runs. */
export const hclRuns = {
  outage: undefined as HclOutage | undefined,
  calls: 0,
  fired: 0,
  async run(call: WasmCall, real: (call: WasmCall) => Promise<WasmResult>): Promise<WasmResult> {
    if (this.outage === undefined || call.args[0] !== 'hcl') return await real(call);
    this.calls += 1;
    if (!isIn(this.outage, this.calls)) return await real(call);
    this.fired += 1;
    const whole = this.outage.kind === 'truncated' ? await real(call) : undefined;
    return endOf(this.outage.kind, whole?.kind === 'exited' ? whole.stdout : bytes(''));
  },
  /** How often it fired. */
  end(): number {
    const { fired } = this;
    Object.assign(this, { outage: undefined, calls: 0, fired: 0 });
    return fired;
  },
};
