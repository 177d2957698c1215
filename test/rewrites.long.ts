import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chains, lostBy, rewritten } from './rewrites.ts';

const cases = Number(process.env['DOCC_TEST_REWRITES'] ?? 5_000);
const seed = Number(process.env['DOCC_TEST_SEED'] ?? 20_261_121);

it(`${cases} chains of rewrites cost no point (seed ${seed})`, { timeout: 6 * 3_600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(chains, async (chain) => {
      const { files, by } = rewritten(chain);
      expect(await lostBy(files), by.join('; ')).toEqual([]);
    }),
    { numRuns: cases, seed },
  );
});
