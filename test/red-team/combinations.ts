import fc from 'fast-check';
import { expect } from 'vitest';
import type { CheckResult } from '../../src/grade/report.ts';
import { checksOf } from '../mutant-proof.ts';
import type { Changes, FileCase } from './case.ts';
import { combined } from './combined.ts';
import { fileCases } from './corpus.ts';
import { type Graded, graded, plannedFor } from './submissions.ts';

type Mix = { readonly attacks: readonly FileCase[]; readonly changes: Changes };

/** Two to five of them, as far as they don't write the same file in ways that don't go together. */
const chosen = fc.shuffledSubarray(fileCases.map((_, place) => place), { minLength: 2, maxLength: 5 });

function mixed(places: readonly number[], changesOf: (attack: FileCase) => Changes): Mix {
  return places.reduce<Mix>(
    (mix, place) => {
      const attack = fileCases[place];
      const changes = attack && combined(mix.changes, changesOf(attack));
      return attack === undefined || changes === undefined ? mix : { attacks: [...mix.attacks, attack], changes };
    },
    { attacks: [], changes: {} },
  );
}

const passes = ({ report }: Graded): ReadonlySet<string> => new Set(checksOf(report).filter(({ verdict }) => verdict === 'pass').map(({ id }) => id));
const lost = (check: CheckResult | undefined): boolean => check?.verdict === 'fail' || check?.verdict === 'blocked';

/** Attacks at once are no better than one by one: grading stands, nothing is earned by them, and each is still named. */
export async function attacksTogether(whole: Graded, seed: number, runs: number): Promise<number> {
  let most = 0;
  const property = fc.asyncProperty(chosen, async (places) => {
    const { attacks, changes } = mixed(places, ({ changes }) => changes);
    most += attacks.length;
    const seen = await graded(changes);
    expect(seen.report.faults).toEqual([]);
    expect(seen.report.earned).toBeLessThanOrEqual(whole.report.earned);
    expect([...passes(seen).difference(passes(whole))]).toEqual([]);
    for (const attack of attacks) expectNamed(seen, attack);
  });
  await fc.assert(property, { seed, numRuns: runs, verbose: 1 });
  return most;
}

function expectNamed(seen: Graded, { id, tried, loses, refused = [], kept }: FileCase): void {
  const by = new Map(checksOf(seen.report).map((check) => [check.id, check]));
  for (const { check } of loses) expect([id, tried, check, lost(by.get(check))]).toEqual([id, tried, check, true]);
  expect(seen.submission.refused.map(({ code, path }) => `${code} ${path}`)).toEqual(expect.arrayContaining(refused.map(([code, path]) => `${code} ${path}`)));
  const plan = plannedFor(seen.evidence);
  // What nothing deploys, or Helm refuses, reaches no cluster either.
  if (kept === undefined || plan === undefined || lost(by.get('workload-declared'))) return;
  // By whichever rule comes first, where an object breaks several.
  expect(plan.refused.map(({ object }) => object.path)).toEqual(expect.arrayContaining(kept.refused.map(([, at]) => at.replace(/:\d*$/, ''))));
}

/** Honest work of several kinds at once is graded as honest work. */
export async function twinsTogether(whole: Graded, seed: number, runs: number): Promise<number> {
  let most = 0;
  const property = fc.asyncProperty(chosen, async (places) => {
    const { attacks, changes } = mixed(places, ({ twin }) => twin.changes);
    most += attacks.length;
    const seen = await graded(changes);
    expect(checksOf(seen.report).filter(({ verdict }) => verdict === 'fail').map(({ id, observed }) => [id, observed])).toEqual([]);
    expect(seen.report.earned).toBe(whole.report.earned);
  });
  await fc.assert(property, { seed, numRuns: runs, verbose: 1 });
  return most;
}
