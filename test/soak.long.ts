import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { home } from '../src/cli/version.ts';
import { report } from '../src/grade/report.ts';
import { dockerPort } from '../src/tools/docker.ts';
import { kindPort } from '../src/tools/kind.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { gradingProcess } from './grading-process.ts';
import { workplace } from './image-tier.ts';
import { leftBy, nothing } from './left-behind.ts';
import { type Load, loadOf } from './machine.ts';

/** Whole grades, each with a cluster of its own, one after the other for `DOCC_TEST_SOAK_MINUTES`; ten if nothing. */
const minutes = Number(process.env['DOCC_TEST_SOAK_MINUTES'] ?? 10);

const { signal } = new AbortController();
const [docker, kind] = await Promise.all([dockerPort(process.env, signal, []).open(), kindPort(process.env, signal, []).open()]);
const place = docker.kind === 'open' && kind.kind === 'open' ? await workplace() : ({ kind: 'not-here', reason: 'no Docker or no kind' } as const);
const missing = place.kind === 'not-here' ? place.reason : '';

type Grade = { readonly seconds: number; readonly steady: unknown; readonly left: unknown; readonly peakMiB: number; readonly load: Load };

describe.skipIf(missing !== '')(`grades for ${minutes} minutes${missing && ` (skipped: ${missing})`}`, () => {
  const made = new AsyncDisposableStack();
  const grades: Grade[] = [];
  let env: NodeJS.ProcessEnv = {};
  let out = '';

  beforeAll(async () => {
    if (place.kind === 'not-here') return;
    made.defer(place.dispose);
    const folder = made.use(await temporaryFolder('soak'));
    env = { ...process.env, ...place.env, DOCC_CACHE: join(folder.path, 'cache') };
    out = join(folder.path, 'out');
  });
  afterAll(() => made.disposeAsync());

  it('gives the same report each time', { timeout: (minutes + 30) * 60_000 }, async () => {
    const until = performance.now() + minutes * 60_000;
    while (grades.length < 3 || performance.now() < until) {
      grades.push(await gradeOf(out, env));
      await keep(grades);
    }
    for (const { steady } of grades) expect(steady).toEqual(grades[0]?.steady);
  });

  it('leaves nothing of any of them', () => {
    expect(grades.map(({ left }) => left)).toEqual(grades.map(() => nothing));
  });

  it.each(['volumes', 'images', 'networks', 'mounts', 'descriptors', 'memory', 'disk'] as const)('has the machine’s %s where they were', (what) => {
    expect(risen(grades.map(({ load }) => load[what])), JSON.stringify(grades.map(({ load }) => load[what]))).toBeLessThanOrEqual(slack[what]);
  });

  it('needs no more memory for the last than for the first', () => {
    expect(risen(grades.map(({ peakMiB }) => peakMiB))).toBeLessThanOrEqual(50);
  });
});

/** What others do on the machine, and caches that have a limit of their own, may have risen meanwhile. */
const slack: Load = { volumes: 0, images: 0, networks: 0, mounts: 2, descriptors: 50, memory: 200, disk: 2_000 };

/** By how much the least of the last third is over the least of the first: a leak lifts both ends, a passing neighbour neither. */
function risen(series: readonly number[]): number {
  const third = Math.ceil(series.length / 3);
  return Math.min(...series.slice(-third)) - Math.min(...series.slice(0, third));
}

async function gradeOf(out: string, env: NodeJS.ProcessEnv): Promise<Grade> {
  const started = performance.now();
  const { pid, ended, said } = gradingProcess([join(home, 'test', 'submissions', 'reference'), '--tier', 'cluster', '--fresh', '--format', 'json', '--out', out], env);
  const peak = watchedMemory(pid);
  const code = await ended;
  const peakMiB = peak();
  expect(code, said()).toBe(0);
  const { timeline: _timeline, measured: _measured, grader: _grader, ...steady } = report.parse(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')));
  return { seconds: (performance.now() - started) / 1000, steady, left: await leftBy(pid), peakMiB, load: await loadOf() };
}

/** The most that the process held, as far as it was seen: Linux keeps it while the process lives. */
function watchedMemory(pid: number): () => number {
  let most = 0;
  const look = setInterval(() => {
    readFile(`/proc/${pid}/status`, 'utf8').then((status) => (most = Math.max(most, Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0))), () => 0);
  }, 500);
  return () => {
    clearInterval(look);
    return Math.round(most / 1024);
  };
}

/** After each grade, so that a soak that is cut off says what it had. */
async function keep(grades: readonly Grade[]): Promise<void> {
  const folder = join(home, 'test', 'assurance');
  await mkdir(folder, { recursive: true });
  const row = ({ seconds, peakMiB, load }: Grade, at: number): readonly string[] => [at + 1, Math.round(seconds), peakMiB, load.memory, load.descriptors, load.mounts, load.volumes, load.images, load.disk].map(String);
  const hours = grades.reduce((sum, { seconds }) => sum + seconds, 0) / 3600;
  const section = {
    order: 5,
    title: 'Soak',
    about: [
      'Whole grades of the reference one after the other, each with a kind cluster of its own, by `test/soak.long.ts` (`DOCC_TEST_SOAK_MINUTES`).',
`${grades.length} grades in ${hours.toFixed(1)} hours, ${new Set(grades.map(({ steady }) => JSON.stringify(steady))).size} report outside its timeline; ${grades.filter(({ left }) => JSON.stringify(left) !== JSON.stringify(nothing)).length} of them left anything in Docker or on disk. Other work on the machine is in the figures of its daemons and its disk.`,
    ],
    tables: [{ title: 'After each grade', columns: ['grade', 'seconds', 'peak of docc, MiB', 'daemons, MiB', 'their open files', 'mounts', 'volumes', 'images', 'disk, MiB'], rows: grades.map(row) }],
  };
  await writeFile(join(folder, 'soak.json'), `${JSON.stringify(section, null, 2)}\n`);
}
