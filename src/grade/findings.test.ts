import { describe, expect, it } from 'vitest';
import { fine, open, trouble, verdictOf } from './findings.ts';

const wrong = (observed: string, line: number) => trouble({ observed, at: { path: 'a.yaml', line }, fix: `mend ${observed}`, reproduce: `grep ${observed}` });

describe('a verdict over many findings', () => {
  it('fails by one trouble, whatever else is fine or open', () => {
    expect(verdictOf('it', [fine('one'), open('two'), wrong('three', 3), wrong('four', 4)])).toEqual({
      verdict: 'fail',
      expected: 'it',
      observed: 'three and four',
      at: { path: 'a.yaml', line: 3 },
      alsoAt: [{ path: 'a.yaml', line: 4 }],
      fix: 'mend three\nmend four',
      reproduce: 'grep three && grep four',
    });
  });

  it('is open where nothing is wrong and something is not known', () => {
    expect(verdictOf('it', [fine('one'), open('two', { path: 'a.yaml' })])).toEqual({ verdict: 'unresolved', reason: 'two', at: { path: 'a.yaml' } });
  });

  it('passes where everything is fine, and says each thing once', () => {
    expect(verdictOf('it', [fine('one'), fine('two'), fine('one')])).toEqual({ verdict: 'pass', observed: 'one and two' });
  });

  it('is open where nothing was found', () => expect(verdictOf('it', [])).toMatchObject({ verdict: 'unresolved' }));

  it('tells of ten troubles, and of how many more there are', () => {
    const judgement = verdictOf('it', Array.from({ length: 12 }, (_, index) => wrong(`no${index}`, index + 1)));
    expect(judgement).toMatchObject({ verdict: 'fail', observed: expect.stringMatching(/no9 and 2 more$/) });
  });
});
