import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { home } from '../src/cli/version.ts';

export const reference = join(home, 'test', 'submissions', 'reference');

/** They end with 1 where they find something. */
const linters: ReadonlySet<string> = new Set(['hadolint', 'helm', 'terraform', 'checkov']);

/** Seconds until a program has ended well, and what it said on stderr. */
export function timed(program: string, args: readonly string[], given: { readonly input?: Uint8Array; readonly env?: NodeJS.ProcessEnv } = {}): { readonly seconds: number; readonly said: string } {
  const start = process.hrtime.bigint();
  const { error, status, stderr } = spawnSync(program, args, { maxBuffer: 64 * 1024 * 1024, ...given });
  if (error !== undefined || status === null || status > (linters.has(program) ? 1 : 0)) throw new Error(`${program} ended with ${status}: ${stderr?.toString('utf8').slice(-2_000)}`, { cause: error });
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, said: stderr.toString('utf8') };
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
