import { readShell } from './shell.ts';
import { firstWord, quotedWords } from './words.ts';

/** A name and perhaps a value as written, quotes and all, and where in the instruction's text they begin. */
export type RawPair = { readonly name: string; readonly value?: string; readonly at: number };

export type Pairs =
  | { readonly kind: 'pairs'; readonly pairs: readonly RawPair[] }
  | { readonly kind: 'malformed'; readonly message: string; readonly fix: string };

/** What ARG, ENV and LABEL declare; none for other instructions. */
export function readPairs(keyword: string, text: string, escape: string): Pairs {
  if (keyword === 'ARG') return readArguments(text, escape);
  if (keyword === 'ENV' || keyword === 'LABEL') return readAssignments(keyword, text, escape);
  return { kind: 'pairs', pairs: [] };
}

function readArguments(text: string, escape: string): Pairs {
  const pairs = quotedWords(text, escape).map(({ text: word, at }) => cut(word, at));
  return pairs.some(({ name }) => name === '') ? blank('ARG') : { kind: 'pairs', pairs };
}

function readAssignments(keyword: string, text: string, escape: string): Pairs {
  const words = quotedWords(text, escape);
  const [first] = words;
  if (first === undefined) return { kind: 'pairs', pairs: [] };
  if (!first.text.includes('=')) return readOldForm(keyword, text);
  const odd = words.find(({ text: word }) => !word.includes('='));
  if (odd !== undefined) {
    const fix = `Put the whole value in double quotes, or write ${odd.text}=<value>.`;
    return { kind: 'malformed', message: `${keyword} has ${odd.text} without an equals sign`, fix };
  }
  const pairs = words.map(({ text: word, at }) => cut(word, at));
  return pairs.some(({ name }) => name === '') ? blank(keyword) : { kind: 'pairs', pairs };
}

/** `ENV name the whole rest`. */
function readOldForm(keyword: string, text: string): Pairs {
  const { first, rest } = firstWord(text);
  if (rest !== undefined) return { kind: 'pairs', pairs: [{ name: first, value: rest, at: 0 }] };
  return { kind: 'malformed', message: `${keyword} ${first} has no value`, fix: `Write ${keyword} ${first}=<value>.` };
}

const blank = (keyword: string): Pairs => ({
  kind: 'malformed',
  message: `${keyword} has a value without a name`,
  fix: `Write a name before the equals sign: ${keyword} <name>=<value>.`,
});

function cut(word: string, at: number): RawPair {
  const equals = word.indexOf('=');
  return equals === -1 ? { name: word, at } : { name: word.slice(0, equals), value: word.slice(equals + 1), at };
}

/** Without quotes and escapes; variables stay as they are written. What can't be read stays whole. */
export function unquoted(word: string, escape: string): string {
  const read = readShell(word, { escape, quotes: 'removed', escapes: 'removed', unset: 'as-written', lookup: () => undefined });
  return read.kind === 'read' ? read.text : word;
}
