import { expect, it } from 'vitest';
import { editWords, firstFailing, heldUp, lossesOf, pointsBehind, unresolvedIn, weightiest, withheldLoss } from './losses.ts';
import { allEarned, faulty, severalLost, untouched, withheld } from './report.fixture.ts';

it('puts blocked checks under what blocks them', () => {
  const told = lossesOf(severalLost()).flatMap(({ number, losses }) => losses.map(({ check, blocks }) => [number, check.id, ...blocks.map(({ id }) => id)]));
  expect(told).toEqual([
    [1, 'eks-endpoint-restricted'],
    [3, 'base-images-tagged', 'base-images-pinned'],
    [3, 'lint-no-warnings'],
    [4, 'network-policy'],
  ]);
});

it('tells every blocked check of an untouched template once', () => {
  const report = untouched();
  const blocks = lossesOf(report).flatMap(({ losses }) => losses.flatMap(({ blocks }) => blocks));
  expect(blocks).toHaveLength(27);
});

it('keeps what is blocked by a check that is not shown, and what private checks lost', () => {
  const [dns] = lossesOf(withheld());
  expect(dns?.stranded.map(({ id }) => id)).toEqual(['record-ttl-sane']);
  expect(dns && withheldLoss(dns.objective)).toEqual({ checks: 1, earned: 0, verified: 4.5, possible: 4.5 });
});

it('is empty where nothing was lost', () => {
  expect(lossesOf(allEarned())).toEqual([]);
  expect(lossesOf(faulty())).toEqual([]);
});

it('finds the first failing, the unresolved and the held up', () => {
  expect(severalLost().objectives.map((objective) => firstFailing(objective)?.id)).toEqual(['eks-endpoint-restricted', undefined, 'base-images-tagged', 'network-policy', undefined]);
  expect(unresolvedIn(severalLost()).map(({ id }) => id)).toEqual(['eks-access-mapped']);
  expect(heldUp(faulty())).toBe(3);
});

it('puts that first which most points wait for: its own, and those of what it blocks', () => {
  expect(weightiest(severalLost())?.check.id).toBe('network-policy');
  const root = weightiest(untouched());
  expect([root?.check.id, root && pointsBehind(root)]).toEqual(['dockerfile-parses', 25]);
  expect(weightiest(allEarned())).toBeUndefined();
});

it.each([
  [{ from: 3, to: 3, text: 'x' }, 'line 3 becomes'],
  [{ from: 3, to: 5, text: 'x' }, 'lines 3 to 5 become'],
  [{ from: 3, to: 2, text: 'x' }, 'before line 3 comes'],
  [{ from: 3, to: 3, text: '' }, 'line 3 goes'],
  [{ from: 3, to: 5, text: '' }, 'lines 3 to 5 go'],
])('%o is: %s', (edit, words) => expect(editWords({ path: 'Dockerfile', ...edit })).toBe(words));
