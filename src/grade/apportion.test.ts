import fc from 'fast-check';
import { expect, it } from 'vitest';
import { apportion } from './apportion.ts';

const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 });
const totals = fc.integer({ min: 0, max: 1000 });
const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

it('gives away every tenth, and no part of one', () => {
  fc.assert(
    fc.property(totals, weights, (total, parts) => {
      const shares = apportion(total, parts);
      expect(sum(shares)).toBe(total);
      expect(shares.every((share) => Number.isInteger(share) && share >= 0)).toBe(true);
    }),
  );
});

it('is never a whole tenth away from the exact share', () => {
  fc.assert(
    fc.property(totals, weights, (total, parts) => {
      const shares = apportion(total, parts);
      parts.forEach((weight, place) => {
        expect(Math.abs((shares[place] ?? 0) - (total * weight) / sum(parts))).toBeLessThan(1);
      });
    }),
  );
});

it('never gives a heavier weight less', () => {
  fc.assert(
    fc.property(totals, weights, (total, parts) => {
      const shares = apportion(total, parts);
      parts.forEach((weight, place) => {
        parts.forEach((other, at) => {
          if (weight > other) expect(shares[place] ?? 0).toBeGreaterThanOrEqual(shares[at] ?? 0);
        });
      });
    }),
  );
});

it.each([
  [100, [1, 1, 1], [34, 33, 33]],
  [250, [2, 1], [167, 83]],
  [1, [1, 3], [0, 1]],
  [10, [], []],
])('divides %i by %j into %j', (total, parts, shares) => expect(apportion(total, parts)).toEqual(shares));
