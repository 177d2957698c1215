import { describe, expect, it } from 'vitest';
import { lostBy, reference, rewrites, rewritten } from './rewrites.ts';

// Each kind once: thousands of chains of them are `npm run test:long`.
describe('an honest rewrite of the reference', () => {
  it.each(rewrites.map(({ name }, place) => [name, place] as const))('%s', { timeout: 60_000 }, async (name, place) => {
    const seed = Array.from({ length: 40 }, (_, each) => each).find((each) => rewritten({ places: [place], seed: each }).by.length > 0);
    expect(seed, `${name} finds nothing to rewrite in the reference`).not.toBeUndefined();
    expect(await lostBy(rewritten({ places: [place], seed: seed ?? 0 }).files)).toEqual([]);
  });

  it('is told from one that is none', { timeout: 60_000 }, async () => {
    const files = { ...reference, 'assets/sample/Dockerfile': (reference['assets/sample/Dockerfile'] ?? '').replace(/@sha256:[0-9a-f]{64} AS/, ' AS') };
    expect((await lostBy(files)).map((lost) => lost.split(':', 1)[0])).toContain('base-images-pinned');
  });
});
