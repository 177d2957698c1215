import { expect, it } from 'vitest';
import { beside, faultsOf, inherited } from './inherited-names.ts';

// Each word of the reference in turn is `npm run test:long`.
it.each(inherited)('%s, written wherever something is looked up, is a word like another', { timeout: 120_000 }, async (name) => {
  expect(await faultsOf(beside(name))).toEqual([]);
});
