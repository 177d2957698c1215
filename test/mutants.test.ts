import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import { grade } from '../src/grade/grade.ts';
import type { CheckResult, Report } from '../src/grade/report.ts';
import { tallyAll } from '../src/grade/score.ts';
import { evidenceOf } from './collect.ts';
import { edited, type Files, filesIn, healed, linesWritten, overlaid, type Overlay, readOverlays } from './mutant.ts';
import { reproduced } from './reproduction.ts';
import { submissionOf } from './submission.ts';

const submissions = join(home, 'test', 'submissions');
const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = await filesIn(join(submissions, 'reference'));
const mutants = await readOverlays(join(submissions, 'mutants'));
const alternatives = await readOverlays(join(submissions, 'alternatives'));

const gradeOf = async (files: Files): Promise<Report> =>
  grade(rubric, await evidenceOf(submissionOf(files)), { trust: 'advisory', grader: { version: '0.0.0' } });

const checksOf = ({ objectives }: Report): readonly CheckResult[] => objectives.flatMap(({ checks }) => checks);
const idsWith = (report: Report, verdict: CheckResult['verdict']): readonly string[] =>
  checksOf(report).filter((check) => check.verdict === verdict).map(({ id }) => id).sort();

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

const lostIn = (report: Report): readonly CheckResult[] => checksOf(report).filter(({ verdict }) => verdict === 'fail');

const place = ({ at }: CheckResult): string | undefined => (at === undefined ? undefined : `${at.path}${at.line === undefined ? '' : `:${at.line}`}`);

describe.each(mutants)('the mutant $name', (mutant) => {
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
      idsWith(whole, 'unverified').filter((id) => !idsWith(report, 'blocked').includes(id)),
    );
    expect(lost.map(({ id }) => id)).toContain(mutant.name);
  });

  it('blocks exactly what it says, and loses just those points', () => {
    const built = new Set(rubric.order.filter(({ kind }) => kind === 'built').map(({ id }) => id));
    expect(idsWith(report, 'blocked').filter((id) => built.has(id))).toEqual([...mutant.expect.blocks].sort());
    const gone = new Set([...mutant.expect.loses.map(({ check }) => check), ...mutant.expect.blocks]);
    const { possible } = tallyAll(rubric.order.filter(({ id }) => gone.has(id)), new Map());
    expect(Math.round((whole.earned - report.earned) * 10)).toBe(possible);
  });

  it('is healed by its fix', async () => {
    const after = await gradeOf(mended());
    expect(idsWith(after, 'fail')).toEqual([]);
    expect(after.earned).toBe(whole.earned);
  });

  it('is reproduced by its commands until it is healed', async (context) => {
    for (const { reproduce = '' } of lostIn(report)) {
      const [before, after] = [await reproduced(reproduce, files), await reproduced(reproduce, mended())];
      if (before.kind === 'not-here') return context.skip(before.reason);
      expect(before.code, `before: ${reproduce}\n${before.said}`).not.toBe(0);
      expect(after, `after: ${reproduce}`).toMatchObject({ code: 0 });
    }
  });

  /** The files after a person, or an editor by itself, has done what the report says. */
  function mended(): Files {
    const lost = lostIn(report);
    const byHand = lost.filter((check) => check.edits === undefined);
    if (byHand.length > 0) expectQuoted(files, mutant, byHand);
    return healed(edited(files, lost.flatMap((check) => check.edits ?? [])), byHand.length > 0 ? mutant.expect.heal : []);
  }
});

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

describe.each(alternatives)('the alternative $name', (alternative) => {
  it('earns all that the reference does', async () => {
    const report = await gradeOf(overlaid(reference, alternative));
    expect(checksOf(report).filter(({ verdict }) => verdict === 'fail').map(({ id, observed }) => [id, observed])).toEqual([]);
    expect(report.earned).toBe(whole.earned);
  });
});
