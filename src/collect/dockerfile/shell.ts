import type { Budget } from './glob.ts';
import { replaced, ShellError, trimmed } from './shellpattern.ts';

/** How BuildKit has a word read: it uses one lexer for values, for paths and to find heredocs. */
export type ShellReading = {
  readonly escape: string;
  readonly quotes: 'removed' | 'kept' | 'ordinary';
  readonly escapes: 'removed' | 'kept';
  /** What stands for a variable that is not set. */
  readonly unset: 'empty' | 'as-written';
  readonly lookup: (name: string) => string | undefined;
};

export type ShellText =
  | {
      readonly kind: 'read';
      readonly text: string;
      readonly words: readonly string[];
      /** Variables whose value is in the text. */
      readonly used: ReadonlySet<string>;
      /** Variables that left a hole: not set, and nothing given in their stead. */
      readonly blank: ReadonlySet<string>;
    }
  | { readonly kind: 'malformed'; readonly message: string }
  /** `${name:?message}`: the author wants it given. */
  | { readonly kind: 'demanded'; readonly name: string; readonly message: string };

type Cursor = {
  readonly source: string;
  readonly reading: ShellReading;
  readonly words: string[];
  readonly used: Set<string>;
  readonly blank: Set<string>;
  readonly budget: Budget;
  at: number;
  word: string;
  depth: number;
  /** Characters that came from variables. */
  filled: number;
  rawEscapes: boolean;
};

/** BuildKit has no such limit, but nobody nests defaults this deep, and our own stack must hold. */
const deepest = 100;
const patternSteps = 2_000_000;
/** `ENV A=$A$A`, thirty times over, would come to gigabytes. */
const mostFilled = 4096;
/** Those of Go's `unicode.IsSpace`: JavaScript's `\s` knows U+FEFF but not U+0085. */
const spaces = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;

export const isSpace = (char: string): boolean => spaces.test(char);

const peek = (cursor: Cursor): string => cursor.source.charAt(cursor.at);

function next(cursor: Cursor): string {
  const char = peek(cursor);
  cursor.at += 1;
  return char;
}

function endWord(cursor: Cursor): void {
  if (cursor.word !== '') cursor.words.push(cursor.word);
  cursor.word = '';
}

function addChars(cursor: Cursor, text: string): void {
  for (const [index, part] of text.split(spaces).entries()) {
    if (index > 0) endWord(cursor);
    cursor.word += part;
  }
}

/** Reads a line or a word as BuildKit's lexer does: quotes, escapes, `$x` and the forms of `${x}`. */
export function readShell(source: string, reading: ShellReading): ShellText {
  const cursor: Cursor = {
    source,
    reading,
    words: [],
    used: new Set(),
    blank: new Set(),
    budget: { left: patternSteps },
    at: 0,
    word: '',
    depth: 0,
    filled: 0,
    rawEscapes: reading.escapes === 'kept',
  };
  try {
    const text = readTo(cursor, '');
    endWord(cursor);
    return { kind: 'read', text, words: cursor.words, used: cursor.used, blank: cursor.blank };
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    const { message, demanded } = error;
    return demanded === undefined ? { kind: 'malformed', message } : { kind: 'demanded', name: demanded, message };
  }
}

/** A word as BuildKit uses it: variables filled in, quotes and escapes gone. */
export function expand(word: string, escape: string, values: ReadonlyMap<string, string>): ShellText {
  return readShell(word, { escape, quotes: 'removed', escapes: 'removed', unset: 'empty', lookup: (name) => values.get(name) });
}

/** For what can only be asked whether it can be read at all. */
export const nothingSet: ReadonlyMap<string, string> = new Map();

/** Up to `stop`, or to the end where that is empty. */
function readTo(cursor: Cursor, stop: string): string {
  let text = '';
  // Past the end, `peek` is the empty text too.
  while (peek(cursor) !== stop && cursor.at < cursor.source.length) text += readPiece(cursor);
  return text;
}

/**
 * What stands in `${x:-here}`, and the mark behind it. BuildKit's lexer has one buffer for a word and for what stands in
 * braces inside it: of `<<E${X:-a}` it forgets the beginning, and sees no heredoc.
 */
function readInBraces(cursor: Cursor, stop: string, rawEscapes: boolean): string {
  const words = cursor.words.length;
  const outer = cursor.rawEscapes;
  cursor.rawEscapes = rawEscapes;
  cursor.word = '';
  cursor.depth += 1;
  if (cursor.depth > deepest) throw new ShellError(`variables are nested more than ${deepest} deep`);
  const text = readTo(cursor, stop);
  if (next(cursor) === '') throw new ShellError(`unexpected end of statement while looking for ${stop}`);
  cursor.depth -= 1;
  cursor.rawEscapes = outer;
  cursor.words.length = words;
  cursor.word = '';
  return text;
}

function readPiece(cursor: Cursor): string {
  const char = peek(cursor);
  if (char === '$') {
    const value = readVariable(cursor);
    addChars(cursor, value);
    return value;
  }
  if (char === '<') return addRaw(cursor, readAngle(cursor));
  if (cursor.reading.quotes !== 'ordinary') {
    if (char === "'") return addRaw(cursor, readSingleQuoted(cursor));
    if (char === '"') return addRaw(cursor, readDoubleQuoted(cursor));
  }
  next(cursor);
  if (char === cursor.reading.escape) return addRaw(cursor, (cursor.rawEscapes ? char : '') + next(cursor));
  addChars(cursor, char);
  return char;
}

function addRaw(cursor: Cursor, text: string): string {
  cursor.word += text;
  return text;
}

/** `<< EOF` is one word: blanks may stand before a heredoc's name. */
function readAngle(cursor: Cursor): string {
  next(cursor);
  if (peek(cursor) !== '<') return '<';
  next(cursor);
  let text = '<<';
  while (/^[\t\r ]$/.test(peek(cursor))) text += next(cursor);
  return text;
}

function readSingleQuoted(cursor: Cursor): string {
  const end = cursor.source.indexOf("'", cursor.at + 1);
  if (end === -1) throw new ShellError('a single quote is not closed');
  const quoted = cursor.source.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  return cursor.reading.quotes === 'kept' ? `'${quoted}'` : quoted;
}

function readDoubleQuoted(cursor: Cursor): string {
  const quote = cursor.reading.quotes === 'kept' ? '"' : '';
  let text = quote;
  next(cursor);
  while (peek(cursor) !== '"') {
    if (cursor.at >= cursor.source.length) throw new ShellError('a double quote is not closed');
    text += peek(cursor) === '$' ? readVariable(cursor) : readQuotedChar(cursor);
  }
  next(cursor);
  return text + quote;
}

function readQuotedChar(cursor: Cursor): string {
  const char = next(cursor);
  if (char !== cursor.reading.escape) return char;
  const kept = cursor.rawEscapes ? char : '';
  const escaped = peek(cursor);
  if (escaped === '') return kept;
  return kept + (escaped === '"' || escaped === '$' || escaped === char ? next(cursor) : char);
}

function readName(cursor: Cursor): string {
  const [name = ''] = /^(?:\p{Nd}+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*)/u.exec(cursor.source.slice(cursor.at, cursor.at + 4096)) ?? [];
  cursor.at += name.length;
  return name;
}

/** The value, or what stands for one that is not set. */
function valueOf(cursor: Cursor, name: string, written: string): string {
  const value = cursor.reading.lookup(name);
  if (value !== undefined) {
    cursor.used.add(name);
    cursor.filled += value.length;
    if (cursor.filled > mostFilled) throw new ShellError(`its variables come to more than ${mostFilled} characters`);
    return value;
  }
  if (cursor.reading.unset === 'as-written') return written;
  cursor.blank.add(name);
  return '';
}

function readVariable(cursor: Cursor): string {
  next(cursor);
  if (peek(cursor) !== '{') {
    const name = readName(cursor);
    return name === '' ? '$' : valueOf(cursor, name, `$${name}`);
  }
  next(cursor);
  if (peek(cursor) === '') throw new ShellError('${ is not closed with }');
  if (/^[{}:]$/.test(peek(cursor))) throw new ShellError('${ is not followed by a name');
  const name = readName(cursor);
  const modifier = next(cursor);
  if (modifier === '}') return valueOf(cursor, name, `\${${name}}`);
  return modifier === '/' ? substituted(cursor, name) : modified(cursor, name, modifier);
}

function modified(cursor: Cursor, name: string, first: string): string {
  const emptyIsUnset = first === ':';
  const modifier = emptyIsUnset ? next(cursor) : first;
  const written = emptyIsUnset ? `:${modifier}` : modifier;
  const trims = modifier === '#' || modifier === '%';
  const unsupported = new ShellError(`\${${name}${written}…} is not a form that Dockerfiles know`);
  if (emptyIsUnset ? trims : !/^[+\-?#%]$/.test(modifier)) throw unsupported;
  const word = readInBraces(cursor, '}', trims);
  const value = cursor.reading.lookup(name);
  if (value === undefined && cursor.reading.unset === 'as-written') return `\${${name}${written}${word}}`;
  const present = value !== undefined && !(emptyIsUnset && value === '');
  if (modifier === '-') return present ? valueOf(cursor, name, value) : word;
  if (modifier === '+') return present ? word : '';
  if (trims) return trimmed(valueOf(cursor, name, ''), modifier, word, cursor.budget);
  if (modifier !== '?') throw unsupported;
  if (present) return valueOf(cursor, name, value);
  throw new ShellError(`${name} ${word === '' ? 'must be given' : word}`, name);
}

function substituted(cursor: Cursor, name: string): string {
  const all = peek(cursor) === '/';
  if (all) next(cursor);
  const pattern = readInBraces(cursor, '/', true);
  const replacement = readInBraces(cursor, '}', true);
  const value = valueOf(cursor, name, `\${${name}/${pattern}/${replacement}}`);
  return cursor.reading.lookup(name) === undefined ? value : replaced(value, { pattern, replacement, all }, cursor.budget);
}
