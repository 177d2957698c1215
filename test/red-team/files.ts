import { beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/grade/report.ts';
import { checksOf } from '../mutant-proof.ts';
import type { Changes, FileCase } from './case.ts';
import { grouped } from './combined.ts';
import { expectQuiet } from './pages.ts';
import { type Graded, graded, plannedFor } from './submissions.ts';

/** Each attack comes to what it has to, and the same done honestly keeps every point. */
export function proveFiles(cases: readonly FileCase[]): void {
  let whole: Graded;
  beforeAll(async () => {
    whole = await graded({});
  });

  for (const attack of cases) {
    it(`${attack.id}: ${attack.tried} is ${attack.must}`, async () => {
      const seen = await graded(attack.changes);
      expect(seen.report.faults).toEqual([]);
      expect(lossesOf(seen)).toEqual(attack.loses.map(({ check, at, observed }) => ({ check, at, observed: expect.stringContaining(observed) })));
      expect(seen.submission.refused.map(({ code, path }) => [code, path])).toEqual(attack.refused ?? []);
      for (const { fix } of seen.submission.refused) expect(fix).toMatch(/\S/);
      expectKept(seen, attack);
      for (const words of attack.names ?? []) expect(JSON.stringify([...seen.evidence.facts])).toContain(words);
      expectNamed(seen, attack);
      expectNoBetter(seen, whole);
      expectQuiet(seen.report);
    });
  }

  describe.each(grouped(cases.map(({ id, twin }) => ({ id, ...twin })), ({ changes }) => changes))('honest work of its kind, together', ({ changes, members }) => {
    let together: Graded;
    beforeAll(async () => {
      together = await graded(changes);
    });
    const isWhole = (seen: Graded): boolean => failuresOf(seen).length === 0 && seen.report.earned === whole.report.earned;
    /** What several of them lose, one of them may not have lost. */
    const alone = async (own: Changes): Promise<Graded> => (isWhole(together) ? together : await graded(own));

    for (const { id, is, changes: own } of members) it(`${id} twin: ${is}`, async () => {
      const seen = await alone(own);
      expect(lossesOf(seen)).toEqual([]);
      expect(seen.report.faults).toEqual([]);
      expect(seen.report.earned).toBe(whole.report.earned);
      expect(seen.submission.refused).toEqual([]);
    });
  });
}

const placeOf = ({ at }: Pick<CheckResult, 'at'>): string | undefined => at && `${at.path}${at.line === undefined ? '' : `:${at.line}`}`;
const failuresOf = ({ report }: Graded): readonly CheckResult[] => checksOf(report).filter(({ verdict }) => verdict === 'fail');
const lossesOf = (seen: Graded) => failuresOf(seen).map((check) => ({ check: check.id, at: placeOf(check), observed: check.observed }));

function expectKept(seen: Graded, { kept }: FileCase): void {
  if (kept === undefined) return;
  const plan = plannedFor(seen.evidence);
  expect(plan?.refused.map(({ rule, object: { path, line } }) => [rule, `${path}:${line ?? ''}`])).toEqual(kept.refused);
  expect(plan?.setAside.map(({ object }) => object.kind)).toEqual(kept.setAside);
  for (const { fix } of plan?.refused ?? []) expect(fix).toMatch(/\S/);
}

const visible = new Set(['refused', 'denied', 'capped']);

/** What has to be named is, and whoever loses a point is told where and how to mend it. */
function expectNamed(seen: Graded, { must, loses, refused = [], kept, names = [], deeper }: FileCase): void {
  if (visible.has(must) && deeper === undefined) expect([...loses, ...refused, ...(kept?.refused ?? []), ...names]).not.toEqual([]);
  for (const { id, fix, reproduce, at } of failuresOf(seen)) {
    expect(fix, id).toMatch(/\S/);
    expect(reproduce, id).toMatch(/\S/);
    expect(at?.path, id).toMatch(/\S/);
  }
}

function expectNoBetter(seen: Graded, whole: Graded): void {
  const before = new Map(checksOf(whole.report).map((check) => [check.id, check]));
  expect(seen.report.earned).toBeLessThanOrEqual(whole.report.earned);
  expect(checksOf(seen.report).filter(({ id, verdict }) => verdict === 'pass' && before.get(id)?.verdict !== 'pass').map(({ id }) => id)).toEqual([]);
}
