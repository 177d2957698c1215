import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eksLabel } from '../../cloud/label.ts';
import { complete } from '../report.fixture.ts';
import { planLabel, verdictLabel } from './verdict-label.ts';

const of = (passed: boolean | null, id = 'docc') => ({ passed, challenge: { ...complete().challenge, id } });
const challengeIds = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,63}$/);
const verdicts = fc.constantFrom(true, false, null);

describe('the label of a verdict', () => {
  it.each([
    [true, 'docc: passed'],
    [false, 'docc: below'],
    [null, 'docc: undecided'],
  ])('%s is %s', (passed, name) => expect(verdictLabel(of(passed)).name).toBe(name));
  it('is one that GitHub takes, and never the one that asks for EKS', () =>
    fc.assert(
      fc.property(challengeIds, verdicts, (id, passed) => {
        const { name, color, description } = verdictLabel(of(passed, id));
        expect([name.length <= 50, /^[0-9a-f]{6}$/.test(color), description.length <= 100, name !== eksLabel]).toEqual([true, true, true, true]);
      }),
    ));
});

describe('what it takes', () => {
  it('is nothing where the label is there, in whatever case', () => expect(planLabel(verdictLabel(of(true)), 'docc', ['eks', 'Docc: Passed'])).toEqual({ takesOff: [], sets: false }));
  it('takes off what the verdict was before, and no label of anybody else’s', () =>
    expect(planLabel(verdictLabel(of(true)), 'docc', ['docc: below', 'aws: below', 'eks', 'docc'])).toEqual({ takesOff: ['docc: below'], sets: true }));
  it('once done leaves one of ours, and the rest as it was', () =>
    fc.assert(
      fc.property(challengeIds, verdicts, fc.array(fc.oneof(fc.string(), verdicts.map((each) => verdictLabel(of(each)).name))), (id, passed, found) => {
        const wanted = verdictLabel(of(passed, id));
        const { takesOff, sets } = planLabel(wanted, id, found);
        const left = [...found.filter((each) => !takesOff.some((name) => name.toLowerCase() === each.toLowerCase())), ...(sets ? [wanted.name] : [])];
        expect(planLabel(wanted, id, left)).toEqual({ takesOff: [], sets: false });
        expect(takesOff.every((name) => name.startsWith(id.slice(0, 39)))).toBe(true);
      }),
    ));
});
