import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import type { Report } from '../src/grade/report.ts';
import { hasMoto } from '../src/tools/moto-server.fixture.ts';
import { type CloudAccount, cloudAccount, type Deployed } from './cloud-account.ts';
import { withAccount } from './cloud-tier.ts';
import { evidenceOf } from './collect.ts';
import { type Files, filesIn, overlaid, readOverlays } from './mutant.ts';
import { checksOf, proveMutant } from './mutant-proof.ts';
import { reproducedIn } from './reproduction.ts';
import { submissionOf } from './submission.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const submissions = join(home, 'test', 'submissions');
const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = await filesIn(join(submissions, 'reference'));
const mutants = await readOverlays(join(submissions, 'mutants'));
const ofTheCloud = new Set(rubric.order.filter(({ kind, tier }) => kind === 'built' && tier === 'cloud').map(({ id }) => id));

/** Mutants that are healed in the account as well: what that holds then. */
const applied: Readonly<Record<string, Deployed>> = { 'eks-cluster-active': { version: '1.34' } };

// One account for all: only files differ, as they do for candidates.
describe.skipIf(!hasMoto)(`accounts${hasMoto ? '' : ' (skipped: no moto_server on PATH)'}`, () => {
  let account: CloudAccount;
  let whole: Report;
  const gradeOf = async (files: Files): Promise<Report> => {
    const submission = submissionOf(files);
    const evidence = await withAccount(await evidenceOf(submission), { submission, env: account.env, settings: rubric.challenge.settings });
    return grade(rubric, evidence, { trust: 'advisory', grader: { version: '0.0.0' } });
  };
  beforeAll(async () => {
    account = await cloudAccount();
    whole = await gradeOf(reference);
  });
  afterAll(() => account[Symbol.asyncDispose]());

  it('the reference earns every point of its account', () => {
    expect(whole.faults).toEqual([]);
    expect(checksOf(whole).filter(({ id }) => ofTheCloud.has(id)).map(({ id, verdict, observed }) => ({ id, verdict, observed }))).toEqual([
      { id: 'eks-cluster-active', verdict: 'pass', observed: '`docc` runs `1.35` as declared, with 1 node group' },
      { id: 'record-live', verdict: 'pass', observed: '`service.docc.domain.io` points at `a1b2c3-1.eu-west-1.elb.amazonaws.com`, and 4 name servers of `domain.io` answer it' },
    ]);
  });

  describe.each(mutants.filter(({ name }) => ofTheCloud.has(name)))('the mutant $name', (mutant) => {
    const mistaken = JSON.stringify(overlaid(reference, mutant));
    /** The commands ask the account, and the first fix that is told is to apply what is declared. */
    const commands = async (command: string, files: Files) => {
      const isApplied = JSON.stringify(files) !== mistaken && mutant.name in applied;
      await using made = isApplied ? await cloudAccount(applied[mutant.name]) : undefined;
      return await reproducedIn({ env: { ...process.env, AWS_PROFILE: undefined, AWS_DEFAULT_REGION: 'eu-west-1', ...(made ?? account).env }, timeoutMs: 60_000 }, command, files);
    };
    proveMutant(mutant, { rubric, reference, whole: () => whole, gradeOf, tiers: ['source', 'cloud'], commands });
  });
});
