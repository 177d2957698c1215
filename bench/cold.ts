import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { home } from '../src/cli/version.ts';
import type { Figure } from './figure.ts';
import { median, reference, timed } from './timed.ts';

const rounds = 11;

/** From a cold process to the written report, with hadolint's own time taken out; turn by turn, so that drift hits both. */
export async function coldProcess(): Promise<readonly Figure[]> {
  const out = await mkdtemp(join(tmpdir(), 'docc-bench-'));
  const dockerfile = await readFile(join(reference, 'assets', 'sample', 'Dockerfile'));
  const docc = () => timed(process.execPath, [join(home, 'bin', 'docc.mjs'), 'grade', reference, '--objective', 'hermetic-image', '--tier', 'source', '--quiet', '--format', 'json', '--out', out]).seconds;
  const hadolint = () => timed('hadolint', ['--no-color', '--format', 'json', '-'], { input: dockerfile }).seconds;
  const bare = () => timed(process.execPath, ['-e', '0']).seconds;
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
