import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical } from '../evidence/canonical.ts';
import { grade } from './grade.ts';
import { project } from './project.ts';
import { type CheckResult, type Report, report as reportSchema } from './report.ts';
import { assembleRubric } from './rubric.ts';
import { byTests, challengeOf, evidenceOf, graderOf, said, sampleDigest, type Sketch } from './rubric.fixture.ts';

const rubricOf = (sketches: readonly Sketch[], points = 10) => assembleRubric(challengeOf([{ id: 'g', points }]), sampleDigest, [graderOf('g', sketches)]);
const gradeOf = (sketches: readonly Sketch[], evidence = said('hello')): Report => grade(rubricOf(sketches), evidence, byTests);
const checksOf = (report: Report): readonly CheckResult[] => report.objectives.flatMap(({ checks }) => checks);
const verdicts = (report: Report) => Object.fromEntries(checksOf(report).map(({ id, verdict, cause }) => [id, cause ?? verdict]));

const root: Sketch = { id: 'root' };
const after = (id: string, before: string, does: NonNullable<Sketch['does']> = 'pass'): Sketch => ({ id, after: [before], does });

describe('verdicts', () => {
  it('block what comes after a failed check, and name the first of the chain', () => {
    const report = gradeOf([{ ...root, does: 'fail' }, after('a', 'root'), after('b', 'a')]);
    expect(verdicts(report)).toEqual({ root: 'fail', a: 'blocked', b: 'blocked' });
    expect(checksOf(report).at(-1)).toMatchObject({ blockedBy: ['root'], reason: 'comes after root', earned: 0 });
    expect(report).toMatchObject({ earned: 0, verified: 10, possible: 10, passed: false });
  });

  it('leave unverified what comes after an unverified check, for the same cause', () => {
    const report = gradeOf([root, after('a', 'root', 'unresolved'), after('b', 'a'), after('c', 'root', 'throw'), after('d', 'c')]);
    expect(verdicts(report)).toEqual({ root: 'pass', a: 'unresolved', b: 'unresolved', c: 'fault', d: 'fault' });
  });

  it('let a failed prerequisite outweigh an unverified one', () => {
    const both: Sketch = { id: 'both', after: ['a', 'b'] };
    expect(verdicts(gradeOf([root, after('a', 'root', 'unresolved'), after('b', 'root', 'fail'), both]))['both']).toBe('blocked');
  });

  it('make a throwing check our fault, once, and never a lost point', () => {
    const report = gradeOf([root, after('a', 'root', 'throw'), after('b', 'a')]);
    expect(report.faults).toEqual([expect.objectContaining({ check: 'a', message: 'the check itself broke: broken check' })]);
    expect(report.earned).toBe(report.verified);
  });
});

describe('a check that returns no judgement', () => {
  const failed = { verdict: 'fail', expected: 'better', observed: 'worse', fix: 'do better', reproduce: 'false' };
  it.each([
    ['a line 0', { ...failed, at: { path: 'a', line: 0 } }, 'at.line'],
    ['a line below that', { ...failed, at: { path: 'a', line: -3 } }, 'at.line'],
    ['a place without a file', { ...failed, at: { line: 3 } }, 'at.path'],
    ['another place without one', { ...failed, alsoAt: [{ path: 'a' }, {}] }, 'alsoAt.1.path'],
    ['a fix that is no text', { ...failed, fix: 7 }, 'fix'],
    ['a verdict of its own', { verdict: 'fault' }, 'verdict'],
    ['nothing', undefined, 'expected object'],
    ['a promise of one', Promise.resolve(failed), 'verdict'],
  ])('loses itself alone: %s', (_, returned, named) => {
    const report = gradeOf([root, { ...after('a', 'root'), returns: () => returned }, after('b', 'root', 'fail'), after('c', 'a')]);
    expect(verdicts(report)).toEqual({ root: 'pass', a: 'fault', b: 'fail', c: 'fault' });
    expect(report.faults).toEqual([expect.objectContaining({ check: 'a', message: expect.stringContaining('the check itself broke: what it returns is no judgement: ') })]);
    expect(report.faults[0]?.message).toContain(named);
    expect(reportSchema.parse(report)).toEqual(report);
  });

  it('says no more than a judgement holds', () => {
    const report = gradeOf([{ ...root, returns: () => ({ ...failed, at: { path: 'a', line: 2 }, score: 100 }) }]);
    expect(checksOf(report)[0]).toMatchObject({ verdict: 'fail', at: { path: 'a', line: 2 } });
    expect(reportSchema.parse(report)).toEqual(report);
  });

  const anyPlace = fc.record({ path: fc.anything(), line: fc.anything() }, { requiredKeys: [] });
  const likeFailures = fc.record({ verdict: fc.constant('fail'), expected: fc.anything(), observed: fc.string(), at: anyPlace, alsoAt: fc.array(anyPlace), edits: fc.anything(), fix: fc.string(), reproduce: fc.string() }, { requiredKeys: ['verdict'] });

  it('never keeps a report from being made', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withNullPrototype: true }), likeFailures), fc.boolean(), (what, throws) => {
        const returns = (): unknown => {
          if (throws) throw what;
          return what;
        };
        const report = gradeOf([root, { ...after('a', 'root'), returns }, after('b', 'root')]);
        expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
        expect(verdicts(report)).toMatchObject({ root: 'pass', b: 'pass' });
      }),
    );
  });
});

describe('sections without facts', () => {
  it('that the candidate overflowed fail what needs them', () => {
    const trouble = { expected: 'less', observed: 'more', fix: 'less of it', reproduce: 'false' };
    expect(checksOf(gradeOf([root], evidenceOf({ word: { status: 'refused', trouble } })))[0]).toMatchObject({ verdict: 'fail', ...trouble });
  });

  it('that broke are one fault, however many checks need them', () => {
    const fault = { message: 'hadolint was ended', repair: 'again' };
    const report = gradeOf([root, after('a', 'root')], evidenceOf({ word: { status: 'fault', fault } }));
    expect(report.faults).toEqual([{ section: 'word', ...fault }]);
    expect(report).toMatchObject({ earned: 0, verified: 0, passed: null });
  });

  it('that were not exercised are listed by tier with their points and what to do', () => {
    const absence = { reason: 'no cluster', remedy: 'add --tier cluster' };
    const sketches: Sketch[] = [root, { id: 'a', after: ['root'], needs: 'deep' }, { id: 'b', after: ['root'], needs: 'deep', weight: 2 }];
    const evidence = evidenceOf({ word: { status: 'observed', facts: { say: 'x' } }, deep: { status: 'not-exercised', absence } });
    expect(gradeOf(sketches, evidence).notExercised).toEqual([{ tier: 'cluster', points: 7.5, ...absence }]);
  });

  it('that were never collected, or can’t be read, cost nothing', () => {
    expect(verdicts(gradeOf([root], evidenceOf({})))).toEqual({ root: 'not-exercised' });
    expect(verdicts(gradeOf([root], evidenceOf({ word: { status: 'observed', facts: { shout: 'x' } } })))).toEqual({ root: 'fault' });
  });
});

describe('passing', () => {
  it.each([
    ['reached', [root, after('a', 'root', 'fail')], true],
    ['out of reach', [root, after('a', 'root', 'fail'), after('b', 'root', 'fail')], false],
    ['open while what is unverified decides', [root, after('a', 'root', 'unresolved'), after('b', 'root', 'fail')], null],
  ] as const)('is %s', (_, sketches, passed) => expect(gradeOf(sketches).passed).toBe(passed));
});

describe('levels', () => {
  const at = (junior: Sketch['does'], senior: Sketch['does']) =>
    gradeOf([{ ...root, level: 'junior' }, { id: 'a', after: ['root'], does: junior ?? 'pass' }, { id: 's', after: ['root'], level: 'senior', does: senior ?? 'pass' }]).level;
  it('reach as far as every level up to it is earned; a level that nothing asks of is passed over', () => {
    expect(at('pass', 'pass')).toBe('lead');
    expect(at('pass', 'fail')).toBe('mid');
    expect(at('fail', 'pass')).toBe(null);
  });
});

it('grows by the skills that lost most', () => {
  const report = gradeOf([root, { ...after('a', 'root', 'fail'), weight: 3 }, after('b', 'root', 'fail')]);
  expect(report.growth.map(({ skill, lost }) => [skill, lost])).toEqual([
    ['skill.shared', 8],
    ['skill.a', 6],
    ['skill.b', 2],
  ]);
  expect(report.growth[0]).toMatchObject({ title: 'Shared', read: ['https://docs.example/shared', 'https://docs.example/a', 'https://docs.example/b'] });
});

it('asks the reviewer’s questions with what was observed, one of each topic first', () => {
  const report = gradeOf([
    { ...root, topic: 'orchestration' },
    { ...after('a', 'root', 'fail'), topic: 'orchestration' },
    { ...after('b', 'root'), topic: 'gitops' },
  ], said('$& <b>'));
  expect(report.reviewer?.prompts.map(({ topic, ask }) => [topic, ask])).toEqual([
    ['Orchestration', 'How mend a saw $& <b>?'],
    ['GitOps', 'Why b saw $& <b>?'],
    ['Orchestration', 'Why root saw $& <b>?'],
  ]);
});

/** Any rubric: checks come after earlier ones, the first is the root. */
const sketchLists = fc
  .array(
    fc.record({
      before: fc.nat(),
      weight: fc.integer({ min: 1, max: 9 }),
      level: fc.constantFrom('junior', 'mid', 'senior', 'lead'),
      does: fc.constantFrom('pass', 'fail', 'unresolved', 'throw'),
      private: fc.boolean(),
      needs: fc.constantFrom('word', 'deep'),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((list) =>
    list.map(({ before, ...rest }, place): Sketch => ({
      ...rest,
      id: place === 0 ? 'root' : `check-${place}`,
      after: place === 0 ? [] : [before % place === 0 ? 'root' : `check-${before % place}`],
      topic: 'gitops',
    })),
  );

const points = (all: readonly number[]): number => Math.round(all.reduce((sum, each) => sum + each, 0) * 10) / 10;

describe('any report', () => {
  it('fits its schema, adds up, and is the same for the same evidence', () => {
    fc.assert(
      fc.property(sketchLists, (sketches) => {
        const report = gradeOf(sketches);
        expect(reportSchema.parse(report)).toEqual(report);
        const checks = checksOf(report);
        expect(points(checks.map(({ possible }) => possible))).toBe(10);
        expect(points(checks.map(({ earned }) => earned))).toBe(report.earned);
        expect(report.earned).toBeLessThanOrEqual(report.verified);
        expect(canonical(gradeOf(sketches.toReversed()))).toBe(canonical(report));
      }),
    );
  });

  it('earns nothing once the root fails', () => {
    fc.assert(
      fc.property(sketchLists, ([, ...others]) => {
        const report = gradeOf([{ id: 'root', does: 'fail' }, ...others]);
        expect(report).toMatchObject({ earned: 0, verified: 10 });
      }),
    );
  });

  it('never loses a point by a fault of ours', () => {
    fc.assert(
      fc.property(sketchLists, fc.nat(), (sketches, at) => {
        const broken = sketches.map((sketch, place): Sketch => (place === at % sketches.length ? { ...sketch, does: 'throw' } : sketch));
        const lost = (report: Report) => points([report.verified, -report.earned]);
        expect(lost(gradeOf(broken))).toBeLessThanOrEqual(lost(gradeOf(sketches)));
      }),
    );
  });

  it('tells candidates nothing of private checks but their points', () => {
    fc.assert(
      fc.property(sketchLists, (sketches) => {
        const report = gradeOf(sketches);
        const shown = project(report, 'candidate', challengeOf([]).skills);
        expect(reportSchema.parse(shown)).toEqual(shown);
        const hidden = checksOf(report).filter((check) => check.private === true);
        const text = JSON.stringify(shown);
        for (const { id } of hidden) expect(text).not.toMatch(new RegExp(`\\b${id}\\b(?!-)`));
        expect(shown.reviewer).toBeUndefined();
        expect([shown.earned, shown.possible]).toEqual([report.earned, report.possible]);
        expect(points([...checksOf(shown), ...shown.objectives.flatMap(({ withheld }) => withheld ?? [])].map(({ possible }) => possible))).toBe(10);
      }),
    );
  });
});
