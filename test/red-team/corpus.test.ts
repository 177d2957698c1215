import { expect, it } from 'vitest';
import { ids, listed } from './listed.ts';

it('every id of the corpus is tried, and nothing has an id that none has', () => expect([...new Set(listed.map(({ id }) => id))].toSorted()).toEqual(ids.toSorted()));

it('no two tests have one name', () => {
  const names = listed.flatMap(({ file, id, tried, must, twin }) => [`${file} ${id}: ${tried} is ${must}`, `${file} ${id} twin: ${twin}`]);
  expect(names.filter((name, place) => names.indexOf(name) !== place)).toEqual([]);
});
