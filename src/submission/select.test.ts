import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry, Found } from './entry.ts';
import { caseKey } from './path.ts';
import { limits } from './refusal.ts';
import { select } from './select.ts';

const file = (bytes: number, executable = false): Found<null> => ({ kind: 'file', bytes, executable, handle: null });
const entry = (raw: Buffer | string, found: Found<null> | undefined): Entry<null> => ({ raw: Buffer.from(raw), look: () => found });

const part = fc.oneof(
  fc.constantFrom('a', 'A', 'b', 'é', 'e\u0301', 'É', '.git', '.docc', '..', ''),
  fc.string({ minLength: 1, maxLength: 3 }),
);
const named = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => Buffer.from(parts.join('/')));
const raws = fc.oneof({ weight: 9, arbitrary: named }, fc.uint8Array({ minLength: 1, maxLength: 6 }).map((bytes) => Buffer.from(bytes)));
const founds = fc.oneof(
  { weight: 6, arbitrary: fc.record({ bytes: fc.nat(20_000_000), executable: fc.boolean() }).map((of) => file(of.bytes, of.executable)) },
  fc.constantFrom<Found<null>>({ kind: 'symlink' }, { kind: 'submodule' }, { kind: 'special', what: 'a FIFO' }, { kind: 'unreadable', because: 'x' }),
  fc.constant(undefined),
);
const entries = fc.array(fc.tuple(raws, founds).map(([raw, found]) => entry(raw, found)), { maxLength: 30 });

describe('select', () => {
  test('decides each path once, whatever their order, and keeps to the limits', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (given, turn) => {
        const { chosen, refused } = select(given);
        expect(chosen.length + refused.length).toBeLessThanOrEqual(given.length);
        expect(chosen.reduce((sum, each) => sum + each.bytes, 0)).toBeLessThanOrEqual(limits.bytes);
        expect(new Set(chosen.map(({ path }) => caseKey(path))).size).toBe(chosen.length);
        const unlike = new Map(given.map((each) => [each.raw.toString('latin1'), each])).values().toArray();
        const turned = [...unlike.slice(turn % (unlike.length + 1)), ...unlike.slice(0, turn % (unlike.length + 1))];
        expect(select(turned)).toEqual(select(unlike));
      }),
    );
  });

  test('gives what is chosen in the order of code points', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const points = select(given).chosen.map(({ path }) => Array.from(path, (character) => character.codePointAt(0) ?? 0));
        const sorted = points.toSorted((a, b) => {
          const at = a.findIndex((point, index) => point !== b[index]);
          return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
        });
        expect(points).toEqual(sorted);
      }),
    );
  });

  test('looks at no path that leads elsewhere', () => {
    const never: Entry<null>['look'] = () => {
      throw new Error('looked');
    };
    for (const path of ['..', '../a', 'a/../b', './a', 'a/./b', '/a', 'a//b', 'a/', '.git', '.git/config', 'a/.GIT/b', '']) {
      expect(select([{ raw: Buffer.from(path), look: never }]).refused.map(({ refusal }) => refusal.code)).toEqual(['unsafe-path']);
    }
  });

  test.each(['..a', 'a..', '.gitignore', '.github/x', 'a/.gitkeep', '...', 'git'])('takes the honest name %s', (path) => {
    expect(select([entry(path, file(1))]).chosen.map((each) => each.path)).toEqual([path]);
  });

  test('fills what is left: a big file is refused, smaller ones after it are taken', () => {
    const sizes = [10, limits.bytes, limits.bytes - 30, 21, 20];
    const { chosen, refused } = select(sizes.map((bytes, index) => entry(`f${index}`, file(bytes))));
    expect(chosen.map(({ path }) => path)).toEqual(['f0', 'f2', 'f4']);
    expect(refused.map(({ refusal }) => [refusal.path, refusal.code])).toEqual([['f1', 'too-many-bytes'], ['f3', 'too-many-bytes']]);
  });

  test('is the same in every locale: a Turkish I is no i', () => {
    const { refused } = select(['FILE', 'file', 'FİLE', 'fıle', 'straße', 'STRASSE'].map((path) => entry(path, file(1))));
    expect(refused.map(({ refusal }) => refusal.path)).toEqual(['file']);
  });
});
