import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import type { Report } from '../src/grade/report.ts';
import { imageTier } from './image-tier.ts';
import { type Files, filesIn, readOverlays } from './mutant.ts';
import { checksOf, proveMutant } from './mutant-proof.ts';
import { submissionOf } from './submission.ts';

// Two builds of all that Go has, one of them without a cache: a minute each on two quiet processors.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const submissions = join(home, 'test', 'submissions');
const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = await filesIn(join(submissions, 'reference'));
const mutants = await readOverlays(join(submissions, 'mutants'));

export const ofImages: readonly string[] = rubric.order.filter(({ kind, tier }) => kind === 'built' && tier === 'image').map(({ id }) => id);

/** The reference and these mutants, built, opened, scanned and run in earnest, one after the other. */
export async function proveImages(names: readonly string[]): Promise<void> {
  const tier = await imageTier();
  const because = tier.kind === 'not-here' ? tier.reason : '';
  describe.skipIf(tier.kind === 'not-here')(`images${because === '' ? '' : ` (skipped: ${because})`}`, () => {
    if (tier.kind === 'not-here') return;
    const graded = new Map<string, Promise<Report>>();
    const gradeOf = (files: Files): Promise<Report> => {
      const submission = submissionOf(files);
      const { digest } = submission.identity;
      const known = graded.get(digest) ?? tier.evidenceOf(submission).then((evidence) => grade(rubric, evidence, { trust: 'advisory', grader: { version: '0.0.0' } }));
      graded.set(digest, known);
      return known;
    };
    let whole: Report;
    beforeAll(async () => {
      whole = await gradeOf(reference);
    });
    afterAll(() => tier.dispose());

    it('the reference earns every point of its image', () => {
      expect(whole.faults).toEqual([]);
      const open = checksOf(whole).filter(({ id, verdict }) => ofImages.includes(id) && verdict !== 'pass');
      expect(open.map(({ id, verdict, observed, cause }) => ({ id, verdict, observed, cause }))).toEqual([]);
    });

    describe.each(mutants.filter(({ name }) => names.includes(name)))('the mutant $name', (mutant) => {
      proveMutant(mutant, { rubric, reference, whole: () => whole, gradeOf, tiers: ['source', 'image'], commands: tier.reproduced });
    });
  });
}
