import { join } from 'node:path';
import { home } from '../src/cli/version.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import type { Figure } from './figure.ts';
import { median, reference, timed } from './timed.ts';

const rounds = 5;
const bound = 1;

/** What somebody without docc would run over the same files, each of which says about as much as one section. */
const byHand: readonly (readonly [program: string, ...args: string[]])[] = [
  ['hadolint', '--no-color', '--format', 'json', join(reference, 'assets', 'sample', 'Dockerfile')],
  ['helm', 'lint', join(reference, 'chart', 'docc-sample')],
  ['helm', 'template', 'docc-sample', join(reference, 'chart', 'docc-sample')],
  ['terraform', `-chdir=${reference}`, 'fmt', '-check', '-recursive'],
  ['checkov', '--directory', reference, '--quiet', '--compact', '--output', 'json'],
];

/** The whole source tier, cold process to written report, and beside it the tools of the trade one after the other. */
export async function sourceTier(): Promise<readonly Figure[]> {
  await using folder = await temporaryFolder('bench');
  const docc = () => timed(process.execPath, [join(home, 'bin', 'docc.mjs'), 'grade', reference, '--tier', 'source', '--fresh', '--quiet', '--format', 'json', '--out', join(folder.path, 'out')]).seconds;
  const tools = () => byHand.map(([program, ...args]) => timed(program, args).seconds).reduce((sum, each) => sum + each, 0);
  docc(); // fills the compile cache, as the first run on any machine does
  tools();
  const turns = Array.from({ length: rounds }, () => ({ docc: docc(), tools: tools() }));
  return figuresOf(median(turns.map((turn) => turn.docc)), median(turns.map((turn) => turn.tools)));
}

const figuresOf = (docc: number, tools: number): readonly Figure[] => [
  {
    what: 'the whole source tier of the reference, cold process to report',
    measured: `${docc.toFixed(3)} s`,
    against: `${bound} s`,
    ratio: (docc / bound).toFixed(2),
    bound: 'at most 1',
    held: docc <= bound,
  },
  {
    what: 'the same beside the tools that people run in its place, one after the other',
    measured: `${docc.toFixed(3)} s`,
    against: `hadolint, helm lint, helm template, terraform fmt and checkov ${tools.toFixed(1)} s`,
    ratio: (docc / tools).toFixed(3),
    bound: 'at most 0.125',
    held: docc / tools <= 0.125,
  },
];
