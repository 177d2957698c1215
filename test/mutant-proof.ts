import { beforeAll, expect, it } from 'vitest';
import type { CheckResult, Report } from '../src/grade/report.ts';
import type { Rubric } from '../src/grade/rubric.ts';
import { tallyAll } from '../src/grade/score.ts';
import type { Tier } from '../src/evidence/section.ts';
import { edited, type Files, healed, linesWritten, overlaid, type Overlay } from './mutant.ts';
import type { Reproduction } from './reproduction.ts';

/** What a mutant is measured by. */
export type Measure = {
  readonly rubric: Rubric;
  readonly reference: Files;
  /** The reference's own report. */
  readonly whole: () => Report;
  readonly gradeOf: (files: Files) => Promise<Report>;
  /** As far as submissions are graded: what lies deeper, and is blocked, is no mutant's to name. */
  readonly tiers: readonly Tier[];
  /** Runs the commands that reports print; or why no machine of ours can. */
  readonly commands: ((command: string, files: Files) => Promise<Reproduction>) | { readonly notRun: string };
};

export const checksOf = ({ objectives }: Report): readonly CheckResult[] => objectives.flatMap(({ checks }) => checks);
export const idsWith = (report: Report, verdict: CheckResult['verdict']): readonly string[] =>
  checksOf(report).filter((check) => check.verdict === verdict).map(({ id }) => id).sort();

const lostIn = (report: Report): readonly CheckResult[] => checksOf(report).filter(({ verdict }) => verdict === 'fail');

const place = ({ at }: CheckResult): string | undefined => (at === undefined ? undefined : `${at.path}${at.line === undefined ? '' : `:${at.line}`}`);

/** One mistake costs what it says, is mended by what the report says, and no more. */
export function proveMutant(mutant: Overlay, { rubric, reference, whole, gradeOf, tiers, commands }: Measure): void {
  const files = overlaid(reference, mutant);
  let report: Report;
  beforeAll(async () => {
    report = await gradeOf(files);
  });

  it('loses exactly what it says, where and why', () => {
    const lost = lostIn(report);
    expect(lost.map((check) => ({ check: check.id, observed: check.observed, at: place(check) }))).toEqual(
      mutant.expect.loses.map(({ check, observed, at }) => ({ check, observed, at })),
    );
    expect(idsWith(report, 'unverified').filter((id) => !mutant.expect.blocks.includes(id))).toEqual(
      idsWith(whole(), 'unverified').filter((id) => !idsWith(report, 'blocked').includes(id)),
    );
    expect(lost.map(({ id }) => id)).toContain(mutant.name);
  });

  it('blocks exactly what it says, and loses just those points', () => {
    const built = new Set(rubric.order.filter(({ kind, tier }) => kind === 'built' && tiers.includes(tier)).map(({ id }) => id));
    expect(idsWith(report, 'blocked').filter((id) => built.has(id))).toEqual([...mutant.expect.blocks].sort());
    const gone = new Set([...mutant.expect.loses.map(({ check }) => check), ...mutant.expect.blocks]);
    const { possible } = tallyAll(rubric.order.filter(({ id }) => gone.has(id)), new Map());
    expect(Math.round((whole().earned - report.earned) * 10)).toBe(possible);
  });

  it('is healed by its fix', async () => {
    const after = await gradeOf(mended());
    expect(idsWith(after, 'fail')).toEqual([]);
    expect(after.earned).toBe(whole().earned);
  });

  it('is reproduced by its commands until it is healed', async (context) => {
    if (typeof commands !== 'function') return context.skip(commands.notRun);
    for (const { reproduce = '' } of lostIn(report)) {
      const [before, after] = [await commands(reproduce, files), await commands(reproduce, mended())];
      if (before.kind === 'not-here') return context.skip(before.reason);
      expect(before.code, `before: ${reproduce}\n${before.said}`).not.toBe(0);
      expect(after.kind === 'ran' ? after.code : after.reason, `after: ${reproduce}\n${after.kind === 'ran' ? after.said : ''}`).toBe(0);
    }
  });

  /** The files after a person, or an editor by itself, has done what the report says. */
  function mended(): Files {
    const lost = lostIn(report);
    const byHand = lost.filter((check) => check.edits === undefined);
    if (byHand.length > 0) expectQuoted(files, mutant, byHand);
    return healed(edited(files, lost.flatMap((check) => check.edits ?? [])), byHand.length > 0 ? mutant.expect.heal : []);
  }
}

/** What the heal writes is what the fix says: word for word, or nobody could have followed it. */
function expectQuoted(files: Files, mutant: Overlay, lost: readonly CheckResult[]): void {
  expect(mutant.expect.heal, 'a mutant whose fix has no edits needs a heal').not.toEqual([]);
  const fixes = lost.map(({ fix }) => fix ?? '').join('\n');
  const unsaid = linesWritten(files, mutant.expect.heal).filter((line) => !isSaid(line, fixes));
  expect(unsaid, `lines that this fix does not say:\n${fixes}`).toEqual([]);
}

/** A `<placeholder>` in a fix is what the candidate looks up: any words without blanks stand for it. */
function isSaid(line: string, fixes: string): boolean {
  const quoted = [...fixes.split('\n'), ...fixes.matchAll(/`([^`\n]+)`/g).map(([, code = '']) => code)];
  return fixes.includes(line) || quoted.some((words) => /<[a-z -]+>/.test(words) && new RegExp(`^${patternOf(words.trim())}$`).test(line));
}

const patternOf = (words: string): string => words.split(/<[a-z -]+>/).map((part) => RegExp.escape(part)).join('\\S+');
