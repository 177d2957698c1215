import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import type { Evidence } from '../src/evidence/evidence.ts';
import { type Tier, tiers } from '../src/evidence/section.ts';
import { grade } from '../src/grade/grade.ts';
import type { Report } from '../src/grade/report.ts';
import type { Submission } from '../src/submission/submission.ts';
import { type Files, filesIn, readOverlays } from './mutant.ts';
import { checksOf, type Measure, proveMutant } from './mutant-proof.ts';
import { submissionOf } from './submission.ts';

// Two builds of all that Go has, a cluster and its experiments: one to three minutes each on two quiet processors.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const submissions = join(home, 'test', 'submissions');
export const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = await filesIn(join(submissions, 'reference'));
const mutants = await readOverlays(join(submissions, 'mutants'));

/** The checks of a tier. */
export const checksAt = (tier: Tier): readonly string[] => rubric.order.filter((row) => row.kind === 'built' && row.tier === tier).map(({ id }) => id);

/** A tier on this machine, or why it can't be had. */
export type LiveTier =
  | { readonly kind: 'here'; readonly evidenceOf: (submission: Submission) => Promise<Evidence>; readonly dispose: () => Promise<void> }
  | { readonly kind: 'not-here'; readonly reason: string };

export type Proof = {
  readonly tier: Tier;
  /** What is made there: `images` of all, of each `its` image. */
  readonly what: string;
  readonly its: string;
  readonly commands: Measure['commands'];
};

/** The reference and these mutants, graded in earnest one after the other. */
export function proveLive(names: readonly string[], live: LiveTier, { tier, what, its, commands }: Proof): void {
  const because = live.kind === 'not-here' ? ` (skipped: ${live.reason})` : '';
  describe.skipIf(live.kind === 'not-here')(`${what}${because}`, () => {
    if (live.kind === 'not-here') return;
    const gradeOf = gradedOnce(live.evidenceOf);
    const proved = checksAt(tier);
    let whole: Report;
    beforeAll(async () => {
      whole = await gradeOf(reference);
    });
    afterAll(() => live.dispose());

    it(`the reference earns every point of its ${its}`, () => {
      expect(whole.faults).toEqual([]);
      const open = checksOf(whole).filter(({ id, verdict }) => proved.includes(id) && verdict !== 'pass');
      expect(open.map(({ id, verdict, observed, cause }) => ({ id, verdict, observed, cause }))).toEqual([]);
    });

    describe.each(mutants.filter(({ name }) => names.includes(name)))('the mutant $name', (mutant) => {
      proveMutant(mutant, { rubric, reference, whole: () => whole, gradeOf, tiers: tiers.slice(0, tiers.indexOf(tier) + 1), commands });
    });
  });
}

/** A healed mutant is, file by file, the reference again: the same files are graded once. */
function gradedOnce(evidenceOf: (submission: Submission) => Promise<Evidence>): (files: Files) => Promise<Report> {
  const graded = new Map<string, Promise<Report>>();
  return (files) => {
    const submission = submissionOf(files);
    const { digest } = submission.identity;
    const known = graded.get(digest) ?? evidenceOf(submission).then((evidence) => grade(rubric, evidence, { trust: 'advisory', grader: { version: '0.0.0' } }));
    graded.set(digest, known);
    return known;
  };
}
