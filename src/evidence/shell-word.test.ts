import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellPath, shellWord } from './shell-word.ts';

/** No program takes NUL in an argument, nor a surrogate alone. */
const argument = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0') && text.isWellFormed());

test('bash reads back every text as it was', () => {
  const texts = fc.sample(fc.oneof(argument, fc.string()), { numRuns: 300, seed: 7 }).filter((text) => !text.includes('\0'));
  const script = texts.map((text) => `printf '%s\\0' ${shellWord(text)}`).join('\n');
  const read = execFileSync('bash', ['-c', script]).toString('utf8').split('\0').slice(0, -1);
  expect(read).toEqual(texts);
});

test('a word is one line without a character that does not show', () => {
  fc.assert(fc.property(argument, (text) => !/[\p{C}\p{Zl}\p{Zp}]/u.test(shellWord(text))));
});

test.each([
  ['assets/sample/Dockerfile', 'assets/sample/Dockerfile'],
  ['a b', "'a b'"],
  ["it's", String.raw`'it'\''s'`],
  ['$(reboot)', "'$(reboot)'"],
  ['a\nb', String.raw`$'a\012b'`],
  ['', "''"],
])('%j is %s', (text, word) => expect(shellWord(text)).toBe(word));

test('a path that looks like an option stays a path', () => expect(shellPath('-rf')).toBe('./-rf'));
