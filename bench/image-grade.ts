import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { substitutesOf, baseImagesSetting } from '../src/collect/image/substitutes.ts';
import { home } from '../src/cli/version.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { workplace } from '../test/image-tier.ts';
import type { Figure } from './figure.ts';
import { median, reference, timed } from './timed.ts';

const rounds = 3;
const bound = 1.15;

/** The image tier against its own commands typed by hand, turn by turn; nothing where images can't be built. */
export async function imageGrade(): Promise<readonly Figure[]> {
  const place = await workplace();
  if (place.kind === 'not-here') return [];
  await using folder = await temporaryFolder('bench');
  const env = { ...place.env, DOCC_CACHE: join(folder.path, 'cache') };
  const docc = () => timed(process.execPath, [join(home, 'bin', 'docc.mjs'), 'grade', reference, '--tier', 'image', '--objective', 'hermetic-image', '--fresh', '--quiet', '--out', join(folder.path, 'out')], { env }).seconds;
  const byHand = { ...env, ...(await handed(env)) };
  const hand = () => timed('bash', [join(home, 'bench', 'by-hand.sh')], { env: byHand }).seconds;
  try {
    docc(); // what any build leaves for the next: steps and cache mounts
    hand();
    const turns = Array.from({ length: rounds }, () => ({ hand: hand(), docc: docc() }));
    return [figureOf(median(turns.map((turn) => turn.docc)), median(turns.map((turn) => turn.hand)))];
  } finally {
    await place.dispose();
  }
}

/** What by-hand.sh is told. */
export async function handed(env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const dockerfile = await readFile(join(reference, 'assets', 'sample', 'Dockerfile'), 'utf8');
  const bases = substitutesOf(env[baseImagesSetting] ?? '').flatMap(({ asked, used }) => {
    const [named] = new RegExp(`${RegExp.escape(asked)}(?:@sha256:[0-9a-f]{64})?`).exec(dockerfile) ?? [];
    return named === undefined ? [] : [`--build-context=${named}=docker-image://${used}`];
  });
  return { SUBMISSION: reference, BUILDER: env['DOCC_BUILDER'], NAMESPACE: 'by-hand', BASES: bases.join('\n') };
}

const figureOf = (docc: number, hand: number): Figure => ({
  what: 'the image objective of the reference with its image tier, cold process to report',
  measured: `${docc.toFixed(1)} s`,
  against: `its two builds, scan and run by hand ${hand.toFixed(1)} s`,
  ratio: (docc / hand).toFixed(2),
  bound: `at most ${bound}`,
  held: docc / hand <= bound,
});
