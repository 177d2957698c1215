import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import type { Report } from '../src/grade/report.ts';
import { evidenceOf } from './collect.ts';
import { type Files, filesIn, overlaid, readOverlays } from './mutant.ts';
import { checksOf, idsWith, proveMutant } from './mutant-proof.ts';
import { reproduced } from './reproduction.ts';
import { submissionOf } from './submission.ts';

const submissions = join(home, 'test', 'submissions');
const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = await filesIn(join(submissions, 'reference'));
const mutants = await readOverlays(join(submissions, 'mutants'));
const alternatives = await readOverlays(join(submissions, 'alternatives'));

const gradeOf = async (files: Files): Promise<Report> =>
  grade(rubric, await evidenceOf(submissionOf(files)), { trust: 'advisory', grader: { version: '0.0.0' } });

/** How deep each check looks: mutants of what only an image tells are test/image-mutants.test.ts's. */
const depths = new Map(rubric.order.map(({ id, tier }) => [id, tier]));

let whole: Report;
beforeAll(async () => {
  whole = await gradeOf(reference);
});

it('the reference earns every point that can be verified', () => {
  expect(whole.faults).toEqual([]);
  expect(checksOf(whole).filter(({ verdict }) => verdict === 'fail' || verdict === 'blocked')).toEqual([]);
  expect(whole.earned).toBe(whole.verified);
  expect(whole.verified).toBeGreaterThan(0);
});

it('the untouched template earns nothing, and every check that is built says so', async () => {
  const report = await gradeOf(await filesIn(join(home, 'template-repo')));
  expect(report.earned).toBe(0);
  const built = rubric.order.filter(({ kind }) => kind === 'built').map(({ id }) => id);
  expect([...idsWith(report, 'fail'), ...idsWith(report, 'blocked')]).toEqual(expect.arrayContaining(built));
});

it('every check has its mutant, and every mutant its check', () => {
  const built = new Set(rubric.order.filter(({ kind }) => kind === 'built').map(({ id }) => id));
  const named = new Set(mutants.map(({ name }) => name));
  expect([
    ...[...built.difference(named)].map((id) => `no mutant for ${id}: make test/submissions/mutants/${id}/expect.yml (its format is in test/mutant.ts) and the files that the mistake changes`),
    ...[...named.difference(built)].map((name) => `no check for the mutant ${name}: give test/submissions/mutants/${name} the id of the check it loses, or delete it`),
  ]).toEqual([]);
});

describe.each(mutants.filter(({ name }) => depths.get(name) === 'source'))('the mutant $name', (mutant) => {
  proveMutant(mutant, { rubric, reference, whole: () => whole, gradeOf, tiers: ['source'], commands: reproduced });
});

describe.each(alternatives)('the alternative $name', (alternative) => {
  it('earns all that the reference does', async () => {
    const report = await gradeOf(overlaid(reference, alternative));
    expect(checksOf(report).filter(({ verdict }) => verdict === 'fail').map(({ id, observed }) => [id, observed])).toEqual([]);
    expect(report.earned).toBe(whole.earned);
  });
});
