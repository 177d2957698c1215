import { describe, expect, it } from 'vitest';
import { allEarned, complete, faulty, severalLost, untouched } from './report.fixture.ts';
import { andMore, counted, inPoints, listed, lostIn, objectiveWords, scoreWords, standing, title, wholePoints } from './words.ts';

it.each([
  [0, '0.0 points'],
  [0.1, '0.1 points'],
  [1, '1.0 point'],
  [6.9, '6.9 points'],
])('%d is %s', (value, words) => expect(inPoints(value)).toBe(words));

it('counts and lists as people do', () => {
  expect([counted(1, 'check'), counted(2, 'check'), andMore(1, 'path'), andMore(3, 'path')]).toEqual(['1 check', '2 checks', 'and 1 more path', 'and 3 more paths']);
  expect([listed([]), listed(['a']), listed(['a', 'b']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a and b', 'a, b and c']);
  expect([wholePoints(20), wholePoints(12.5)]).toEqual(['20', '12.5']);
});

it('subtracts in tenths', () => expect(lostIn({ verified: 40.6, earned: 36, possible: 100 })).toBe(4.6));

it.each([
  ['all earned', allEarned(), '58.9/100 · nothing lost in 5 of 5 objectives · source only', 'Undecided'],
  ['complete', complete(), '100.0/100 · nothing lost in 5 of 5 objectives · all four tiers', 'Passed'],
  ['untouched', untouched(), '0.0/100 · nothing lost in 0 of 5 objectives · source only', 'Not passed'],
  ['several lost', severalLost(), '42.3/100 · nothing lost in 2 of 5 objectives · source only', 'Undecided'],
])('%s has its title', (_, report, words, verdict) => {
  expect(title(report)).toBe(words);
  expect(standing(report).word).toBe(verdict);
});

it('counts only the objectives that were looked at', () => {
  const unseen = (from: number) => allEarned().objectives.map((objective, place) => (place < from ? objective : { ...objective, verified: 0, earned: 0 }));
  expect(title({ ...allEarned(), objectives: unseen(3) })).toContain('· nothing lost in 3 of the 3 objectives looked at ·');
  expect(title({ ...allEarned(), objectives: unseen(0) })).toContain('· no objective looked at ·');
});

describe('what is not verified', () => {
  it('is not exercised, when that is all', () => expect(scoreWords(allEarned()).rest).toBe('41.1 not exercised (image, cluster, cloud)'));
  it('names our faults', () => expect(scoreWords(faulty()).rest).toContain('3 checks held up by our faults'));
  it('names what files could not settle', () => expect(scoreWords(severalLost()).rest).toContain("1 check that files can't settle"));
  it('is not mentioned when there is none', () => expect(scoreWords(complete()).rest).toBeUndefined());
});

it.each([
  [{ earned: 0, verified: 0, possible: 5 }, 'not verified yet'],
  [{ earned: 5, verified: 5, possible: 5 }, 'complete'],
  [{ earned: 3, verified: 5, possible: 5 }, '2.0 lost'],
  [{ earned: 3, verified: 3, possible: 5 }, 'nothing lost, 2.0 not verified'],
  [{ earned: 1, verified: 3, possible: 5 }, '2.0 lost, 2.0 not verified'],
])('%o is %s', (tally, words) => expect(objectiveWords({ id: 'a', title: 'a', checks: [], ...tally })).toBe(words));

it('says how a verdict without doubt came about', () => {
  expect(standing({ ...severalLost(), passed: false }).because).toBe("60 needed, 42.3 earned, and the 45.4 not verified can't make up for it");
  expect(standing(untouched()).because).toBe('60 needed, 0.0 earned');
  expect(standing(complete()).because).toBe('60 needed, 100.0 earned');
});
