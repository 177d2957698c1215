import { expect, it } from 'vitest';
import { quantityOf } from './quantity.ts';

it.each([
  ['500m', 0.5], ['64Mi', 67_108_864], ['1.5', 1.5], [2, 2], ['1e3', 1000], ['.5G', 5e8], ['1E', 1e18],
  ['64MB', undefined], ['1 Gi', undefined], ['', undefined], ['Mi', undefined], [true, undefined], ['9'.repeat(500), undefined],
] as const)('%s is %s', (written, units) => {
  expect(quantityOf(written)).toBe(units);
});
