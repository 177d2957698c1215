import { readFile, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { home } from '../src/cli/version.ts';
import { type Report, report } from '../src/grade/report.ts';
import { criticalPath, type Span } from '../src/publish/critical-path.ts';
import { kindConfig, nodeImageFor, workersFor } from '../src/tools/kind-config.ts';
import { dockerPort } from '../src/tools/docker.ts';
import { kindPort } from '../src/tools/kind.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { workplace } from '../test/image-tier.ts';
import type { Figure } from './figure.ts';
import { handed } from './image-grade.ts';
import { reference, timed } from './timed.ts';

const bounds = { ratio: 1.1, experimentsSeconds: 90 } as const;
const kubernetes = '1.34';

/** A whole grade with a cluster of its own, against its critical path of steps by hand; nothing where there is no kind. */
export async function clusterGrade(): Promise<readonly Figure[]> {
  const { signal } = new AbortController();
  const [docker, kind, place] = await Promise.all([dockerPort(process.env, signal, []).open(), kindPort(process.env, signal, []).open(), workplace()]);
  if (docker.kind !== 'open' || kind.kind !== 'open' || place.kind === 'not-here') return [];
  await using folder = await temporaryFolder('bench');
  const config = join(folder.path, 'kind.json');
  await writeFile(config, kindConfig(workersFor(place.env, totalmem())));
  const env = { ...place.env, DOCC_CACHE: join(folder.path, 'cache') };
  try {
    const hand = timed('bash', [join(home, 'bench', 'cluster-by-hand.sh')], { env: { ...env, ...(await handed(env)), CONFIG: config, NODE_IMAGE: nodeImageFor(env, kubernetes) } });
    const out = join(folder.path, 'out');
    const docc = timed(process.execPath, [join(home, 'bin', 'docc.mjs'), 'grade', reference, '--fresh', '--out', out], { env });
    return figuresOf(hand.seconds, docc, report.parse(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))));
  } finally {
    await place.dispose();
  }
}

function figuresOf(hand: number, docc: ReturnType<typeof timed>, { timeline }: Report): readonly Figure[] {
  const experiments = timeline.filter(({ section }) => section.startsWith('cluster.') && section !== 'cluster.deploy');
  const own = criticalPath(experiments).reduce((sum, { seconds }) => sum + seconds, 0);
  const since = Math.max(...experiments.map(endOf)) - readyAt(docc.said);
  const whole = hand + own;
  return [
    { what: 'the whole grade of the reference with a cluster of its own, cold process to report', measured: `${docc.seconds.toFixed(0)} s`, against: `its critical path: until the app is ready by hand ${hand.toFixed(0)} s, its experiments ${own.toFixed(0)} s`, ratio: (docc.seconds / whole).toFixed(2), bound: `at most ${bounds.ratio}`, held: docc.seconds / whole <= bounds.ratio },
    { what: 'from a cluster that is ready to the end of the last experiment', measured: `${since.toFixed(0)} s`, against: `${bounds.experimentsSeconds} s`, ratio: (since / bounds.experimentsSeconds).toFixed(2), bound: 'at most 1', held: since <= bounds.experimentsSeconds },
  ];
}

const endOf = ({ started, seconds }: Span): number => started + seconds;

/** The first that is told once kind has made the cluster. */
function readyAt(said: string): number {
  const [, minutes = '0', seconds] = /cluster\.deploy (?:(\d+) min )?([\d.]+) s: installing/.exec(said) ?? [];
  if (seconds === undefined) throw new Error(`docc did not tell when its cluster was ready:\n${said.slice(-2_000)}`);
  return 60 * Number(minutes) + Number(seconds);
}
