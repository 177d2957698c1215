import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { zstdDecompress } from 'node:zlib';
import type { Fault } from '../evidence/observation.ts';
import { askedAgain } from './asked-again.ts';
import { compileWasm, runWasm, standBy, type WasmCompilation, type WasmResult, type WasmStandby } from './wasm.ts';

/** What hcl.wasm is asked to read. */
export type HclRequest = {
  /** Code, variable files and lock files. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Files that should be among them and can't be: what seems undeclared in their folders may be declared there. */
  readonly unread: readonly string[];
  /** By path: what `file()` and `templatefile()` may read. */
  readonly texts: Readonly<Record<string, string>>;
  /** For each folder with code, each list of variable files that it is applied with; what comes later wins. */
  readonly applied: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** Folders that are roots only where there is no other. */
  readonly examples: readonly string[];
};

export type HclAnswer =
  /** JSON, as wasm/hcl/README.md describes it. */
  | { readonly kind: 'read'; readonly answer: unknown }
  /** A limit of ours ended it, most likely at the file it names. */
  | { readonly kind: 'overwhelmed'; readonly how: string; readonly file: string | undefined }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** HashiCorp's own parser and evaluator, which runs nothing and fetches nothing. */
export type HclPort = { readonly read: (request: HclRequest) => Promise<HclAnswer> };

/** It takes 40 MB for a configuration of 700 lines. */
const maxMemoryBytes = 256 * 1024 * 1024;
const limits = { timeoutMs: 20_000 } as const;
const start = { args: ['hcl'], maxOutputBytes: 64 * 1024 * 1024 } as const;

export const hclModule = new URL('../../wasm/hcl/hcl.wasm.zst', import.meta.url);

/** Loads hcl.wasm when it is first asked, or `at-once`, beside whatever else is done before that. What stands by is asked first. */
export function hclPort(signal: AbortSignal, loads: 'when-asked' | 'at-once' | WasmStandby = 'when-asked'): HclPort {
  let compiled = loads === 'at-once' ? compileHcl() : undefined;
  compiled?.catch(() => undefined); // told to whoever asks
  let standby = typeof loads === 'string' ? undefined : loads;
  const run = async (asked: HclRequest): Promise<HclAnswer> => {
    const input = { stdin: JSON.stringify(asked), signal, timeoutMs: limits.timeoutMs };
    const first = standby;
    standby = undefined;
    if (first !== undefined && !signal.aborted) return await readyForMore(answerOf(await first.run(input)));
    const compilation = await (compiled ??= compileHcl());
    return compilation.kind === 'unusable' ? broken(`can't be used: ${compilation.why}`) : answerOf(await runWasm({ program: compilation.program, ...start, ...input }));
  };
  // What is asked next may be a trifle, which is timed: to compile is no part of it.
  const readyForMore = async (answer: HclAnswer): Promise<HclAnswer> => {
    if (answer.kind !== 'read') await (compiled ??= compileHcl());
    return answer;
  };
  return {
    read: async (request) =>
      await askedAgain<HclAnswer>({
        name: 'hcl.wasm',
        ask: () => run(request),
        isDoubtful: ({ kind }) => kind === 'overwhelmed',
        trifle: async () => unread(await run(nothing)),
        trifleMs: limits.timeoutMs / 10,
      }),
  };
}

/** hcl.wasm, at work before anything is known to be read: half of its time is its start. */
export function standByHcl(): WasmStandby {
  hurry();
  return standBy({ program: { packed: hclModule, maxMemoryBytes }, ...start });
}

const nothing: HclRequest = { files: [], unread: [], texts: {}, applied: {}, examples: [] };

/** What keeps this machine from reading nothing: then no code is to blame. */
function unread(answer: HclAnswer): Fault | undefined {
  if (answer.kind === 'fault') return answer.fault;
  return answer.kind === 'read' ? undefined : { message: `hcl.wasm, given nothing to read, ${answer.how}`, repair: 'Grade again when this machine has time and memory.' };
}

/** Of 9 MB: zstd takes 30 to 50 ms and 1.8 MB, brotli 75 ms and 1.7 MB, gzip 50 to 75 ms and 2.4 MB. */
async function compileHcl(): Promise<WasmCompilation> {
  hurry();
  return await compileWasm(await promisify(zstdDecompress)(await readFile(hclModule)), maxMemoryBytes);
}

function hurry(): void {
  // Optimised code pays for megabytes of Terraform; for what most people write, V8's own budget of a 20th of this spent 700 ms
  // of processor time on making it, beside the 300 of the run.
  setFlagsFromString('--wasm-tiering-budget=300000000');
  // It is docc's own, and most of it is never called: to check each function when that is first called saves 45 of 58 ms.
  setFlagsFromString('--wasm-lazy-validation');
}

function answerOf(result: WasmResult): HclAnswer {
  switch (result.kind) {
    case 'exited':
      return exited(result);
    case 'trapped':
      return { kind: 'overwhelmed', how: `ended with "${result.message}"`, file: lastFile(result.stderr) };
    case 'timed-out':
      return { kind: 'overwhelmed', how: `took more than ${limits.timeoutMs / 1000} s`, file: undefined };
    case 'output-too-large':
      return { kind: 'overwhelmed', how: `had more than ${start.maxOutputBytes / 1024 / 1024} MiB to say`, file: lastFile(result.stderr) };
    case 'killed':
      return broken(`was ended by ${result.by}`);
    case 'failed-to-start':
      return broken(`could not be started: ${result.why}`);
  }
}

/** What Go's runtime exits with when it can have no more memory, or when the program itself is wrong. */
const goFailed = 2;

function exited({ code, stdout, stderr }: Extract<WasmResult, { kind: 'exited' }>): HclAnswer {
  if (code === 0) return readIn(new TextDecoder().decode(stdout));
  if (code === goFailed && /out of memory|stack exceeds/.test(stderr)) {
    return { kind: 'overwhelmed', how: `took more than ${maxMemoryBytes / 1024 / 1024} MiB of memory`, file: lastFile(stderr) };
  }
  return broken(`ended with exit code ${code}: ${stderr.slice(0, 300)}`);
}

function readIn(json: string): HclAnswer {
  try {
    return { kind: 'read', answer: JSON.parse(json, harmless) };
  } catch {
    return broken('said what is no JSON');
  }
}

/** Numbers that JSON can say and JavaScript can't hold, and a name that would reach a prototype, are a candidate's doing. */
const harmless = (key: string, value: unknown): unknown =>
  key === '__proto__' ? undefined : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** It says of each file that it comes to: `at infra/main.tf`. */
const lastFile = (stderr: string): string | undefined => [...stderr.matchAll(/^at (.+)$/gm)].at(-1)?.[1];

const broken = (what: string): HclAnswer => ({
  kind: 'fault',
  fault: { message: `hcl.wasm ${what}`, repair: "Grade again; if it stays so, report it to docc's maintainers with this message." },
});
