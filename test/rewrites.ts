import fc from 'fast-check';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import type { Report } from '../src/grade/report.ts';
import { join } from 'node:path';
import { evidenceOf } from './collect.ts';
import { type Files, filesIn } from './mutant.ts';
import { checksOf } from './mutant-proof.ts';
import { dockerfileRewrites } from './rewrites/dockerfile.ts';
import { repositoryRewrites } from './rewrites/repository.ts';
import { diceOf, type Rewrite } from './rewrites/rewrite.ts';
import { terraformRewrites } from './rewrites/terraform.ts';
import { yamlRewrites } from './rewrites/yaml.ts';
import { submissionOf } from './submission.ts';

export const rewrites: readonly Rewrite[] = [...terraformRewrites, ...yamlRewrites, ...dockerfileRewrites, ...repositoryRewrites];

export const reference = await filesIn(join(home, 'test', 'submissions', 'reference'));
const rubric = await loadRubric(challengePath('docc', home), findGraders);

/** Some rewrites after each other, by their places in the list, with the dice that they throw. */
export type Chain = { readonly places: readonly number[]; readonly seed: number };

export const chains: fc.Arbitrary<Chain> = fc.record({ places: fc.uniqueArray(fc.nat(rewrites.length - 1), { minLength: 1, maxLength: 4 }), seed: fc.nat(1_000_000) });

/** The reference rewritten, and by what: a rewrite that finds nothing to do is left out. */
export function rewritten({ places, seed }: Chain): { readonly files: Files; readonly by: readonly string[] } {
  const dice = diceOf(seed);
  let files: Files = reference;
  const by: string[] = [];
  for (const place of places) {
    const rewrite = rewrites[place];
    const changed = rewrite?.of(files, dice);
    if (rewrite === undefined || changed === undefined) continue;
    files = changed;
    by.push(rewrite.name);
  }
  return { files, by };
}

const gradeOf = async (files: Files): Promise<Report> => grade(rubric, await evidenceOf(submissionOf(files)), { trust: 'advisory', grader: { version: '0.0.0' } });

const whole = gradeOf(reference);

/** Points that files lose which the reference has: of an honest rewrite, none. */
export async function lostBy(files: Files): Promise<readonly string[]> {
  const [before, after] = await Promise.all([whole, gradeOf(files)]);
  const passed = new Set(checksOf(before).filter(({ verdict }) => verdict === 'pass').map(({ id }) => id));
  return checksOf(after).filter(({ id, verdict }) => passed.has(id) && verdict !== 'pass').map(({ id, verdict, observed, cause, at }) => `${id}: ${verdict} ${cause ?? ''} ${observed ?? ''} ${at === undefined ? '' : `${at.path}:${at.line ?? ''}`}`.trim());
}
