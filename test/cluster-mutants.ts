import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import type { Report } from '../src/grade/report.ts';
import { clusterTier } from './cluster-tier.ts';
import { type Files, filesIn, readOverlays } from './mutant.ts';
import { checksOf, proveMutant } from './mutant-proof.ts';
import { submissionOf } from './submission.ts';

// Builds, clusters and their experiments: three minutes each on two quiet processors.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

const submissions = join(home, 'test', 'submissions');
const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = await filesIn(join(submissions, 'reference'));
const mutants = await readOverlays(join(submissions, 'mutants'));

export const ofClusters: readonly string[] = rubric.order.filter(({ kind, tier }) => kind === 'built' && tier === 'cluster').map(({ id }) => id);

/** The reference and these mutants, each deployed to a cluster of its own, one after the other. */
export async function proveClusters(names: readonly string[]): Promise<void> {
  const tier = await clusterTier(rubric.challenge.settings);
  const because = tier.kind === 'not-here' ? ` (skipped: ${tier.reason})` : '';
  describe.skipIf(tier.kind === 'not-here')(`deployments${because}`, () => {
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

    it('the reference earns every point of its deployment', () => {
      expect(whole.faults).toEqual([]);
      const open = checksOf(whole).filter(({ id, verdict }) => ofClusters.includes(id) && verdict !== 'pass');
      expect(open.map(({ id, verdict, observed, cause }) => ({ id, verdict, observed, cause }))).toEqual([]);
    });

    describe.each(mutants.filter(({ name }) => names.includes(name)))('the mutant $name', (mutant) => {
      proveMutant(mutant, { rubric, reference, whole: () => whole, gradeOf, tiers: ['source', 'image', 'cluster'], commands: { notRun: "its commands ask a cluster of one's own" } });
    });
  });
}
