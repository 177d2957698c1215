import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnsOf, fitted, padded, wrapped } from './layout.ts';

it.each([
  ['', 0],
  ['abc', 3],
  ['中文', 4],
  ['한글', 4],
  ['ｶﾅ', 2],
  ['カナ', 4],
  ['e\u0301', 1],
  ['👍', 2],
  ['👍🏽', 2],
  ['❤\ufe0f', 2],
  ['🇩🇪', 2],
  ['ÄÖ→·■', 5],
])('%s takes %i columns', (text, columns) => expect(columnsOf(text)).toBe(columns));

it('pads and cuts by columns', () => {
  expect(padded('中', 4)).toBe('中  ');
  expect(fitted('中文字', 6)).toBe('中文字');
  expect(fitted('中文字', 5)).toBe('中文…');
  expect(fitted('中文字', 4)).toBe('中…');
});

it('wraps between words, and within those that are too long', () => {
  expect(wrapped('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapped('unbreakable', 5)).toEqual(['unbre', 'akabl', 'e']);
  expect(wrapped('', 5)).toEqual(['']);
});

const texts = fc.array(fc.oneof(fc.constantFrom('中文', 'word', '👍🏽', 'e\u0301', ' ', '  ', 'unbreakable-thing'), fc.string({ maxLength: 6 })), { maxLength: 20 }).map((parts) => parts.join(''));

it('never goes past its columns and never loses a character', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 4, max: 60 }), (text, columns) => {
      const lines = wrapped(text, columns);
      for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      expect(columnsOf(fitted(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});
