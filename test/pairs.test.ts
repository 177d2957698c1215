import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import type { Report } from '../src/grade/report.ts';
import { tallyAll } from '../src/grade/score.ts';
import { evidenceOf } from './collect.ts';
import { type Files, filesIn, type Overlay, readOverlays } from './mutant.ts';
import { idsWith } from './mutant-proof.ts';
import { type Pair, pairsOf, withBoth } from './pairs.ts';
import { diceOf, shuffled } from './rewrites/rewrite.ts';
import { submissionOf } from './submission.ts';

/** Two mistakes cost what each costs, and no more: `DOCC_TEST_PAIRS` says how many pairs are tried, `DOCC_TEST_SEED` which. */
const count = Number(process.env['DOCC_TEST_PAIRS'] ?? 12);
const seed = Number(process.env['DOCC_TEST_SEED'] ?? Math.trunc(Date.now() / 86_400_000));

const submissions = join(home, 'test', 'submissions');
const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = await filesIn(join(submissions, 'reference'));
const sources = new Set(rubric.order.flatMap(({ id, tier }) => (tier === 'source' ? [id] : [])));
const pairs = pairsOf((await readOverlays(join(submissions, 'mutants'))).filter(({ name }) => sources.has(name)));

const gradeOf = async (files: Files): Promise<Report> => grade(rubric, await evidenceOf(submissionOf(files)), { trust: 'advisory', grader: { version: '0.0.0' } });
/** Both mistakes in one submission, of as many pairs as are asked for. */
async function chosen(): Promise<readonly { readonly title: string; readonly pair: Pair; readonly files: Files }[]> {
  const found = [];
  for (const pair of shuffled(pairs, diceOf(seed))) {
    if (found.length === count) break;
    const files = await withBoth(reference, pair);
    if (files !== undefined) found.push({ title: pair.map(({ name }) => name).join(' and '), pair, files });
  }
  return found;
}

const lostBy = ({ expect: { loses, blocks } }: Overlay): readonly string[] => [...loses.map(({ check }) => check), ...blocks];
const namesOf = (ids: Iterable<string>): readonly string[] => [...ids].toSorted();

const mistaken = await chosen();

describe(`two mistakes at once, seed ${seed}`, () => {
  let whole: Report;
  beforeAll(async () => {
    whole = await gradeOf(reference);
  });

  it.each(mistaken)('$title', async ({ pair, files }) => {
    const report = await gradeOf(files);
    const gone = new Set(pair.flatMap(lostBy));
    const built = new Set(rubric.order.flatMap(({ id, kind, tier }) => (kind === 'built' && tier === 'source' ? [id] : [])));
    const lost = [...idsWith(report, 'fail'), ...idsWith(report, 'blocked')].filter((id) => built.has(id) || gone.has(id));
    expect(namesOf(lost)).toEqual(namesOf(gone));
    expect(Math.round((whole.earned - report.earned) * 10)).toBe(tallyAll(rubric.order.filter(({ id }) => gone.has(id)), new Map()).possible);
  });
});
