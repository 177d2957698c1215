import { expect, it } from 'vitest';
import { faultsOf, inherited, respelled, words } from './inherited-names.ts';

it(`${words.length} words of the reference, one at a time, are spelled as what every object answers to`, { timeout: 6 * 3_600_000 }, async () => {
  for (const [place, word] of words.entries()) {
    const name = inherited[place % inherited.length] ?? 'constructor';
    expect(await faultsOf(respelled(word, name)), `${word.path} at ${word.from}: ${name}`).toEqual([]);
  }
});
