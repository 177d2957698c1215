import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference } from './difference.ts';
import { hostileReports } from './hostile.fixture.ts';
import { complete, severalLost, untouched } from './report.fixture.ts';
import { columnsOf } from './terminal/layout.ts';

const plain = { width: 80, colour: false };

describe('difference', () => {
  it('tells what was won, with what was seen before and after', () => {
    const text = difference(severalLost(), complete(), plain);
    expect(text).toMatch(/^42\.3 → 100\.0 of 100 points \(\+57\.7\)\nUndecided → Passed\n/);
    expect(text).toContain('+1.3 Base images name a version (base-images-tagged)');
    expect(text).toMatch(/before\s+fail: FROM golang names no version.*\n?.*\(Dockerfile:1\)/);
    expect(text).not.toContain('Still lost');
  });

  it('tells what was lost, how to mend it, and what is still lost', () => {
    const text = difference(complete(), severalLost(), plain);
    expect(text).toContain('\nLost: 57.7 points\n');
    expect(text).toContain('-5.5 Traffic to and from the app is denied by default (network-policy)');
    expect(text).toMatch(/fix\s+Add a NetworkPolicy/);
    expect(text).toContain('Still lost: 12.3 points in 5 checks.');
  });

  it('keeps the lines of a fix, and its code further in', () => {
    const now = severalLost();
    const fix = 'In the container write:\n```yaml\nsecurityContext:\n  readOnlyRootFilesystem: true\n```';
    const objectives = now.objectives.map((objective) => ({ ...objective, checks: objective.checks.map((check) => (check.verdict === 'fail' ? { ...check, fix } : check)) }));
    const text = difference(complete(), { ...now, objectives }, plain);
    expect(text).toMatch(/fix +In the container write:\n +securityContext:\n +readOnlyRootFilesystem: true\n/);
    expect(text).not.toContain('```');
  });

  it('tells of verdicts that changed for the same points', () => {
    const text = difference(untouched(), severalLost(), plain);
    expect(text).toContain('Changed, for the same points');
    expect(text).toMatch(/\+0\.0 Nodes and operators are let into the cluster/);
  });

  it('says when nothing changed, and that the files are the same', () => {
    const text = difference(severalLost(), severalLost(), plain);
    expect(text).toContain('No check changed.');
    expect(text).toContain('Both are of the same files');
  });

  it('says when another challenge or another docc judged', () => {
    const { challenge, ...rest } = severalLost();
    const other = { ...rest, challenge: { ...challenge, version: '2.0.0', digest: `sha256:${'d'.repeat(64)}` }, grader: { version: '9.9.9' } };
    const text = difference(severalLost(), other, plain);
    expect(text).toContain('The challenge differs: docc 1.0.0 → docc 2.0.0.');
    expect(text).toContain('docc differs: 0.1.0 → 9.9.9.');
  });

  it('takes and gives back the same points, whichever way round', () => {
    const won = /Won: (\S+)/.exec(difference(untouched(), severalLost(), plain))?.[1];
    expect(won).toBe(/Lost: (\S+)/.exec(difference(severalLost(), untouched(), plain))?.[1]);
  });

  it('is safe in a terminal, whatever the reports say', () => {
    fc.assert(
      fc.property(hostileReports, hostileReports, (before, after) => {
        const text = difference(before, after, plain);
        expect(text.replaceAll(/[\n\t]/g, '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}/u);
        expect(text).not.toMatch(/^\s*::[a-z]+(?:::| )/im);
      }),
      { numRuns: 30 },
    );
    expect(Math.max(...difference(severalLost(), complete(), plain).split('\n').map(columnsOf))).toBeLessThanOrEqual(80);
  });
});
