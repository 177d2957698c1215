import { describe, expect, test } from 'vitest';
import { readShell, type ShellReading } from './shell.ts';

const values = new Map([
  ['A', 'one/two.three'],
  ['EMPTY', ''],
]);
const reading: ShellReading = { escape: '\\', quotes: 'removed', escapes: 'removed', unset: 'empty', lookup: (name) => values.get(name) };
const text = (word: string, other?: Partial<ShellReading>) => {
  const read = readShell(word, { ...reading, ...other });
  return read.kind === 'read' ? read.text : read;
};

describe('a word', () => {
  test.each([
    ['plain', 'plain'],
    ['a"b c"d', 'ab cd'],
    ["'$A'", '$A'],
    ['"$A"', 'one/two.three'],
    ['"\\$A \\" \\x"', '$A " \\x'],
    ['\\$A', '$A'],
    ['$A', 'one/two.three'],
    ['${A}', 'one/two.three'],
    ['$AB', ''],
    ['$', '$'],
    ['$ a', '$ a'],
    ['$1x', 'x'],
    ['${NONE:-d}', 'd'],
    ['${NONE-d}', 'd'],
    ['${EMPTY:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${A:-d}', 'one/two.three'],
    ['${NONE:-${A}}', 'one/two.three'],
    ['${A:+alt}', 'alt'],
    ['${EMPTY:+alt}', ''],
    ['${EMPTY+alt}', 'alt'],
    ['${NONE:+alt}', ''],
    ['${A#*/}', 'two.three'],
    ['${A##*t}', 'hree'],
    ['${A%.*}', 'one/two'],
    ['${A%%e*}', 'on'],
    ['${A/t/T}', 'one/Two.three'],
    ['${A//t/T}', 'one/Two.Three'],
    ['${A/\\//-}', 'one-two.three'],
    ['${A//?e/_}', 'o_/two.th__'.replace('__', '_e')],
  ])('%s comes to %j', (word, expected) => {
    expect(text(word)).toBe(expected);
  });

  test.each(['"open', "'open", '${A', '${', '${}', '${A:#x}', '${A:=x}', '${A@Q}', '${A#\\x}', '${A/x'])('%s is malformed', (word) => {
    expect(text(word)).toMatchObject({ kind: 'malformed' });
  });

  test('demands what is to be given', () => {
    expect(text('${NONE:?set it}')).toEqual({ kind: 'demanded', name: 'NONE', message: 'NONE set it' });
    expect(text('${EMPTY:?}')).toMatchObject({ kind: 'demanded', name: 'EMPTY' });
    expect(text('${EMPTY?}')).toBe('');
  });

  test('escapes with the backtick where the file says so', () => {
    expect(text('a`$A\\b', { escape: '`' })).toBe('a$A\\b');
  });

  test('keeps what is not set as it is written, if asked to', () => {
    expect(text('$N ${N} ${N:-x} ${N#a} $A', { unset: 'as-written' })).toBe('$N ${N} ${N:-x} ${N#a} one/two.three');
  });

  test('tells which variables are in it, and which left a hole', () => {
    expect(readShell('$A-$NONE-${OTHER:-x}', reading)).toMatchObject({ used: new Set(['A']), blank: new Set(['NONE']) });
  });

  test('does not grow without end', () => {
    expect(text('$A'.repeat(1_000))).toMatchObject({ kind: 'malformed', message: 'its variables come to more than 4096 characters' });
    expect(text(`\${A//?/${'x'.repeat(1_000)}}`)).toMatchObject({ kind: 'malformed' });
  });
});

test('words part at blanks that are not quoted', () => {
  expect(readShell('a "b c" d\\ e << EOF', { ...reading, quotes: 'kept', escapes: 'kept' })).toMatchObject({ words: ['a', '"b c"', 'd\\ e', '<< EOF'] });
});
