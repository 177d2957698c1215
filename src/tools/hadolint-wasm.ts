import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { exited, type HadolintEngine, type HadolintRun, limits, maxMemoryBytes, overOutput, overTime, rulesFile } from './hadolint-engine.ts';
import { compileWasm, runWasm, type WasmProgram, type WasmResult } from './wasm.ts';

export type CompiledHadolint =
  | { readonly kind: 'compiled'; readonly engine: HadolintEngine }
  | { readonly kind: 'unusable'; readonly why: string };

/** hadolint as WebAssembly: it can read no file, so the rules become arguments. */
export async function wasmHadolint(module: Uint8Array): Promise<CompiledHadolint> {
  const compiled = await compileWasm(module, maxMemoryBytes);
  if (compiled.kind === 'unusable') return compiled;
  return { kind: 'compiled', engine: { rules: await rulesAsArguments(), run: runIn(compiled.program) } };
}

const runIn =
  (program: WasmProgram): HadolintEngine['run'] =>
  async (args, stdin, signal) =>
    endOf(await runWasm({ program, args: ['hadolint', ...args], stdin, signal, ...limits }));

function endOf(result: WasmResult): HadolintRun {
  switch (result.kind) {
    case 'exited':
      return exited(result.code, Buffer.from(result.stdout), result.stderr);
    case 'timed-out':
      return overTime;
    case 'output-too-large':
      return overOutput;
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
  const { ignored, override } = rules.parse(parse(await readFile(rulesFile(), 'utf8')));
  const named = Object.entries(override).flatMap(([level, codes]) => codes.map((code) => [`--${level}`, code]));
  return [...ignored.map((code) => ['--ignore', code]), ...named].flat();
}
