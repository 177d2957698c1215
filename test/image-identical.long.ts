import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import { imageTier } from './image-tier.ts';
import { filesIn } from './mutant.ts';
import { submissionOf } from './submission.ts';

const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = submissionOf(await filesIn(join(home, 'test', 'submissions', 'reference')));

const tier = await imageTier();
const missing = tier.kind === 'not-here' ? tier.reason : '';
afterAll(async () => (tier.kind === 'here' ? await tier.dispose() : undefined));

/** A report without what may differ from run to run. */
async function steady(): Promise<unknown> {
  if (tier.kind === 'not-here') throw new Error(tier.reason);
  const { timeline: _timeline, measured: _measured, ...rest } = grade(rubric, await tier.evidenceOf(reference), { trust: 'advisory', grader: { version: '0.0.0' } });
  return rest;
}

describe.skipIf(tier.kind === 'not-here')(`ten grades in a row${missing && ` (skipped: ${missing})`}`, () => {
  let first: unknown;
  beforeAll(async () => {
    first = await steady();
  });

  it.each([2, 3, 4, 5, 6, 7, 8, 9, 10])('number %i is as the first', async () => expect(await steady()).toEqual(first));
});
