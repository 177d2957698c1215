import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { home } from '../src/cli/version.ts';
import type { Figure } from './figure.ts';

const rounds = 11;
const reference = join(home, 'test', 'submissions', 'reference');

/** From a cold process to the written report, with hadolint's own time taken out; turn by turn, so that drift hits both. */
export async function coldProcess(): Promise<readonly Figure[]> {
  const out = await mkdtemp(join(tmpdir(), 'docc-bench-'));
  const dockerfile = await readFile(join(reference, 'assets', 'sample', 'Dockerfile'));
  const docc = () => timed(process.execPath, [join(home, 'bin', 'docc.mjs'), 'grade', reference, '--objective', 'hermetic-image', '--tier', 'source', '--quiet', '--format', 'json', '--out', out]);
  const hadolint = () => timed('hadolint', ['--no-color', '--format', 'json', '-'], dockerfile);
  const bare = () => timed(process.execPath, ['-e', '0']);
  try {
    docc(); // fills the compile cache, as the first run on any machine does
    const turns = Array.from({ length: rounds }, () => ({ docc: docc(), hadolint: hadolint(), bare: bare() }));
    return [figureOf(median(turns.map((turn) => turn.docc)), median(turns.map((turn) => turn.hadolint)), median(turns.map((turn) => turn.bare)))];
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

const bound = 0.4;

function figureOf(docc: number, hadolint: number, bare: number): Figure {
  return {
    what: 'the image objective of the reference, cold process to report',
    measured: `${docc.toFixed(3)} s`,
    against: `hadolint alone ${hadolint.toFixed(3)} s, an empty Node.js process ${bare.toFixed(3)} s`,
    ratio: `${(docc / (hadolint + bare)).toFixed(1)} × both`,
    bound: `${bound} s over hadolint`,
    held: docc - hadolint <= bound,
  };
}

/** Seconds until it has ended. */
export function timed(program: string, args: readonly string[], input?: Uint8Array): number {
  const start = process.hrtime.bigint();
  const { error, status } = spawnSync(program, args, { maxBuffer: 64 * 1024 * 1024, ...(input !== undefined && { input }) });
  if (error !== undefined || status === null || status > 1) throw new Error(`${program} did not run`, { cause: error });
  return Number(process.hrtime.bigint() - start) / 1e9;
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
