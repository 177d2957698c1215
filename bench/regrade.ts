import { findGraders } from '../src/catalogue/find.ts';
import { loadChallenge } from '../src/catalogue/challenge.ts';
import { challengePath, rubricOf } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { openBundle } from '../src/evidence/store.ts';
import { grade } from '../src/grade/grade.ts';
import { sectionsOf } from '../src/grade/rubric.ts';
import { bundlesLikeTheReference } from './bundles.ts';
import type { Figure } from './figure.ts';

const counts = { few: 100, some: 2_000, many: 10_000, warm: 300 } as const;

/** So many are made at a time, outside of what is measured. */
const batch = 100;

/** Bundles regraded in one process, each another, opened, held against its digests and its canonical form, and graded. */
export async function regrading(): Promise<readonly Figure[]> {
  // It goes first: code that V8 made fast for every grader's facts is slower for one's.
  const { few, many } = await costs(counts.many, new Set(['hermetic-image']));
  const all = await costs(counts.some);
  return [rate('the image objective alone', many), growth(few, many), rate('every objective that has a grader', all.many)];
}

/** Seconds of processor time for a bundle: among the first few, and among all. */
async function costs(count: number, only?: ReadonlySet<string>): Promise<{ readonly few: number; readonly many: number }> {
  const rubric = await rubricOf(await loadChallenge(challengePath('docc', home)), findGraders, only);
  const bundleOf = await bundlesLikeTheReference(only && sectionsOf(rubric));
  const expected = grade(rubric, await openBundle(await bundleOf(0)), gradedBy).earned;
  const judged = async (from: number): Promise<number> => {
    const bundles = await Promise.all(Array.from({ length: batch }, (_, place) => bundleOf(from + place)));
    const start = process.cpuUsage();
    for (const each of bundles) {
      const { earned } = grade(rubric, await openBundle(each), gradedBy);
      if (earned !== expected) throw new Error(`a bundle like the reference earns ${earned} in place of ${expected}: what varies has to leave its verdicts alone`);
    }
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  const seconds: number[] = [];
  for (let from = 0; from < counts.warm + count; from += batch) seconds.push(await judged(from));
  const measured = seconds.slice(counts.warm / batch);
  return { few: mean(measured.slice(0, counts.few / batch)) / batch, many: mean(measured) / batch };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const gradedBy = { trust: 'advisory', grader: { version: '0.0.0' } } as const;

const rate = (what: string, seconds: number): Figure => ({
  what: `regrade of ${what}, bundles a second of processor time in one process`,
  measured: (1 / seconds).toFixed(0),
  against: '500 a second',
  ratio: (1 / seconds / 500).toFixed(2),
  bound: 'at least 1',
  held: 1 / seconds >= 500,
});

const growth = (few: number, many: number): Figure => ({
  what: `regrade, cost of a bundle among ${counts.many}`,
  measured: `${(many * 1000).toFixed(2)} ms`,
  against: `among the first ${counts.few}: ${(few * 1000).toFixed(2)} ms`,
  ratio: (many / few).toFixed(2),
  bound: 'at most 1.2',
  held: many / few <= 1.2,
});
