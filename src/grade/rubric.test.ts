import { describe, expect, it } from 'vitest';
import { type Challenge, challengeFile, type PlannedCheck } from './challenge.ts';
import { grade } from './grade.ts';
import type { Grader } from './grader.ts';
import { assembleRubric, RubricError } from './rubric.ts';
import { byTests, challengeOf, graderOf, said, sampleDigest } from './rubric.fixture.ts';

const root = { id: 'root' };
const problems = (challenge: Challenge, graders: readonly Grader[]): readonly string[] => {
  try {
    assembleRubric(challenge, sampleDigest, graders);
    return [];
  } catch (error) {
    if (error instanceof RubricError) return error.problems;
    throw error;
  }
};
const one = challengeOf([{ id: 'g' }]);
const planned: PlannedCheck = { id: 'later', title: 'Later', weight: 2, level: 'mid', tier: 'cluster', after: ['root'] };

describe('a rubric', () => {
  it('puts prerequisites first, then levels from junior to lead, then ids: never the order of files', () => {
    const sketches = [{ id: 'z', after: ['root'] }, { id: 'a', after: ['z'] }, { id: 'b', after: ['root'], level: 'lead' } as const, root];
    const order = (list: typeof sketches) => assembleRubric(one, sampleDigest, [graderOf('g', list)]).order.map(({ id }) => id);
    expect(order(sketches)).toEqual(['root', 'z', 'a', 'b']);
    expect(order(sketches.toReversed())).toEqual(['root', 'z', 'a', 'b']);
  });

  it('counts planned checks, until a grader has them', () => {
    const challenge = challengeOf([{ id: 'g', planned: [planned] }]);
    const shares = (grader: Grader) => assembleRubric(challenge, sampleDigest, [grader]).order.map(({ id, kind, tenths }) => [id, kind, tenths]);
    expect(shares(graderOf('g', [root]))).toEqual([
      ['root', 'built', 33],
      ['later', 'planned', 67],
    ]);
    expect(shares(graderOf('g', [root, { id: 'later', after: ['root'] }]))).toEqual([
      ['root', 'built', 50],
      ['later', 'built', 50],
    ]);
  });

  it('lets a challenge set weights', () => {
    const challenge = challengeOf([{ id: 'g', weights: { heavy: 9 } }]);
    const rubric = assembleRubric(challenge, sampleDigest, [graderOf('g', [root, { id: 'heavy', after: ['root'] }])]);
    expect(rubric.order.map(({ tenths }) => tenths)).toEqual([10, 90]);
  });
});

describe('a rubric of some objectives', () => {
  const challenge = challengeOf([{ id: 'g' }, { id: 'h', points: 20, weights: { heavy: 9 }, planned: [planned] }]);
  const rubric = assembleRubric(challenge, sampleDigest, [graderOf('g', [root, { id: 'far', after: ['root', 'heavy'] }])], new Set(['g']));

  it('has one row for all of each other objective, without its grader', () => {
    expect(rubric.order.map(({ id, tenths }) => [id, tenths])).toEqual([['root', 50], ['h', 200], ['far', 50]]);
    expect(rubric.challenge).toBe(challenge);
  });

  it('leaves open what comes after a check that is left out', () => {
    const { objectives, notExercised, passed } = grade(rubric, said('hello'), byTests);
    expect(objectives.flatMap(({ checks }) => checks.map(({ id, verdict }) => [id, verdict]))).toEqual([['root', 'pass'], ['far', 'unverified'], ['h', 'unverified']]);
    expect(notExercised).toEqual([{ tier: 'source', points: 25, reason: 'left out by --objective', asked: false, remedy: 'grade without --objective' }]);
    expect(passed).toBe(true);
  });
});

describe('a challenge that can’t be graded fairly says why, and the repair', () => {
  const twoOf = (a: readonly Parameters<typeof graderOf>[1][number][], b: typeof a) => [graderOf('g', a), graderOf('h', b)];
  it.each<[string, Challenge, readonly Grader[], string]>([
    ['a doubled check', challengeOf([{ id: 'g' }, { id: 'h' }]), twoOf([root], [root]), 'check root is there twice'],
    ['a doubled objective', challengeOf([{ id: 'g' }, { id: 'g' }]), [graderOf('g', [root])], 'objective g is there twice'],
    ['no checks', one, [], 'objective g has no checks: add some under graders/g/checks'],
    ['an unknown prerequisite', one, [graderOf('g', [root, { id: 'a', after: ['root', 'x'] }])], 'check a comes after x, which is no check'],
    ['a cycle', one, [graderOf('g', [root, { id: 'a', after: ['b', 'root'] }, { id: 'b', after: ['a'] }])], 'a → b → a'],
    ['a check that waits for itself', one, [graderOf('g', [{ id: 'root', after: ['root'] }])], 'root → root'],
    ['a check without a root', one, [graderOf('g', [root, { id: 'a' }])], 'check a comes after no root of g: add one of root'],
    ['an unknown root', one, [graderOf('g', [root], ['root', 'x'])], 'names the root x, which is no check of it'],
    ['a worthless check', challengeOf([{ id: 'g', points: 0.1 }]), [graderOf('g', [root, { id: 'a', after: ['root'] }])], 'check root comes out at no points'],
    ['a weight for nothing', challengeOf([{ id: 'g', weights: { x: 1 } }]), [graderOf('g', [root])], 'gives a weight to x'],
    ['a frozen list', { ...one, frozen: true }, [graderOf('g', [root])], 'frozen and does not list root'],
    ['an unknown topic', one, [graderOf('g', [{ ...root, topic: 'cooking' }])], 'the topic cooking, which the challenge does not have'],
  ])('%s', (_, challenge, graders, message) => expect(problems(challenge, graders).join('\n')).toContain(message));

  it('accepts a frozen challenge that lists its checks', () => {
    const frozen = { ...challengeOf([{ id: 'g', weights: { root: 1 } }]), frozen: true };
    expect(problems(frozen, [graderOf('g', [root])])).toEqual([]);
  });
});

it('has a challenge file with no field that is read by nothing', () => {
  const { settings, ...challenge } = one;
  const { given: _given, ...written } = settings;
  const file = { ...challenge, settings: written, template: 't', graders: ['g'] };
  expect(challengeFile.safeParse(file).success).toBe(true);
  expect(challengeFile.safeParse({ ...file, colour: 'red' }).success).toBe(false);
});
