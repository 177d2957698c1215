import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Range, rangeOf, reachOf } from './clusters-addresses.ts';

test.each([
  ['0.0.0.0/0', 'four', 2n ** 32n],
  ['203.0.113.7/32', 'four', 1n],
  ['10.1.2.3/16', 'four', 2n ** 16n],
  ['::/0', 'six', 2n ** 128n],
  ['2001:db8::/32', 'six', 2n ** 96n],
  ['2001:DB8:0:0:0:0:0:1/128', 'six', 1n],
] as const)('%s is a range', (text, family, size) => expect(rangeOf({ known: text })).toMatchObject({ family, size }));

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '256.0.0.0/8', '::1::/64', '1:2:3/64', '/8', 'everyone', '10.0.0.0/8 '])('%s is none', (text) =>
  expect(rangeOf({ known: text })).toBeUndefined());

it('knows how many addresses an unknown one stands for', () =>
  expect(rangeOf({ unknown: true, shape: { kind: 'template', parts: [{ unknown: true }, { known: '/32' }] } })).toEqual({ family: 'four', from: -1n, size: 1n }));

it('no text of a candidate makes it break', () => fc.assert(fc.property(fc.string(), (text) => void rangeOf({ known: text }))));

const range: fc.Arbitrary<Range> = fc.tuple(fc.nat(0xff_ff_ff_ff), fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => {
  const size = 1n << BigInt(32 - prefix);
  return { family: 'four', size, from: BigInt(address) - (BigInt(address) % size) };
});

describe('what ranges hold together', () => {
  it('is at least the largest and at most all of them', () =>
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), (ranges) => {
        const { four } = reachOf(ranges);
        expect(four >= ranges.reduce((most, { size }) => (size > most ? size : most), 0n)).toBe(true);
        expect(four <= ranges.reduce((sum, { size }) => sum + size, 0n)).toBe(true);
      }),
    ));

  it('does not depend on their order, nor on repetitions', () =>
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), (ranges) => {
        expect(reachOf([...ranges.toReversed(), ...ranges])).toEqual(reachOf(ranges));
      }),
    ));

  it('is everything for the two halves of the internet', () => {
    const halves = ['0.0.0.0/1', '128.0.0.0/1'].flatMap((text) => rangeOf({ known: text }) ?? []);
    expect(reachOf(halves)).toEqual({ four: 2n ** 32n, six: 0n });
  });
});
