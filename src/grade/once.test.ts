import { expect, it } from 'vitest';
import { forget, once, onceFor } from './once.ts';

it('reads the same facts once, other facts or another question anew', () => {
  let reads = 0;
  const read = onceFor((facts: { readonly n: number }, asked: { readonly by: number }) => {
    reads += 1;
    return facts.n * asked.by;
  });
  const [facts, twice] = [{ n: 2 }, { by: 2 }];
  expect([read(facts, twice), read(facts, twice), reads]).toEqual([4, 4, 1]);
  expect([read({ n: 2 }, twice), read(facts, { by: 3 }), reads]).toEqual([4, 6, 3]);
});

it('remembers that there was nothing', () => {
  let reads = 0;
  const read = once((facts: object): undefined => {
    reads += Object.keys(facts).length === 0 ? 1 : 0;
  });
  const facts = {};
  expect([read(facts), read(facts), reads]).toEqual([undefined, undefined, 1]);
});

it('reads anew in the next grade', () => {
  let reads = 0;
  const read = once(() => (reads += 1));
  const facts = {};
  const before = read(facts);
  forget();
  expect([before, read(facts), read(facts)]).toEqual([1, 2, 2]);
});
