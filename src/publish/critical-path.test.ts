import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPath } from './critical-path.ts';

const span = (section: string, started: number, seconds: number) => ({ section, started, seconds });
const names = (path: readonly { readonly section: string }[]): readonly string[] => path.map(({ section }) => section);

describe('the critical path', () => {
  it('goes from the last end back by what ended last before', () => {
    const timeline = [span('tree', 0, 0.2), span('lint', 0, 0.5), span('deploy', 0.22, 60), span('build', 0.5, 3), span('rebuild', 3.5, 52), span('route', 61, 1), span('policy', 60.3, 9), span('drain', 70, 6)];
    expect(names(criticalPath(timeline))).toEqual(['tree', 'deploy', 'policy', 'drain']);
  });

  it('is nothing of nothing, and one of one', () => {
    expect(criticalPath([])).toEqual([]);
    expect(names(criticalPath([span('tree', 3, 0)]))).toEqual(['tree']);
  });

  const spans = fc.array(fc.record({ section: fc.string(), started: fc.nat(50), seconds: fc.nat(50) }), { maxLength: 20 });

  it('whatever the spans: ends with the last, and no two of it are side by side', () => {
    fc.assert(
      fc.property(spans, (timeline) => {
        const path = criticalPath(timeline);
        const end = Math.max(0, ...timeline.map(({ started, seconds }) => started + seconds));
        expect((path.at(-1)?.started ?? 0) + (path.at(-1)?.seconds ?? 0)).toBe(timeline.length === 0 ? 0 : end);
        for (const [place, { started, seconds }] of path.entries()) expect(started + seconds).toBeLessThanOrEqual((path[place + 1]?.started ?? Number.POSITIVE_INFINITY) + 0.005);
      }),
    );
  });

  it('whatever the spans: nobody else could have ended between two of it', () => {
    fc.assert(
      fc.property(spans, (timeline) => {
        const path = criticalPath(timeline);
        for (const [place, { started }] of path.entries()) {
          const before = path[place - 1];
          const ended = timeline.filter((each) => each.started + each.seconds <= started && !path.includes(each)).map((each) => each.started + each.seconds);
          expect(before === undefined ? 0 : before.started + before.seconds).toBeGreaterThanOrEqual(before === undefined ? 0 : Math.max(0, ...ended));
        }
      }),
    );
  });
});
