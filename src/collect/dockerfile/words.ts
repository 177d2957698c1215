import { isSpace } from './shell.ts';

/** A word of an instruction, its quotes and escapes kept, and where in the text it begins. */
export type Word = { readonly text: string; readonly at: number };

/** What separates a keyword from the rest, and arguments from each other. */
const separator = /[\t\v\f\r ]+/;

export type Command = {
  /** As written. */
  readonly keyword: string;
  /** Quotes and escapes removed. */
  readonly flags: readonly string[];
  readonly text: string;
  /** Where `text` begins. */
  readonly at: number;
};

function trimmedStart(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charAt(at))) at += 1;
  return at;
}

function trimmedEnd(text: string): number {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end -= 1;
  return end;
}

/** Keyword, flags and the rest of a logical line, as BuildKit cuts it. */
export function splitCommand(line: string, escape: string): Command {
  const start = trimmedStart(line, 0);
  const whole = line.slice(0, trimmedEnd(line));
  const gap = separator.exec(whole.slice(start));
  if (gap === null) return { keyword: whole.slice(start), flags: [], text: '', at: whole.length };
  const keyword = whole.slice(start, start + gap.index);
  const { flags, end } = readFlags(whole, start + gap.index + gap[0].length, escape);
  const at = trimmedStart(whole, end);
  return { keyword, flags, text: whole.slice(at), at };
}

/** BuildKit reads flags byte by byte, so only ASCII blanks part them. */
const flagSpace = (char: string): boolean => char !== '' && char <= ' ' && isSpace(char);

function readFlags(line: string, from: number, escape: string): { readonly flags: string[]; readonly end: number } {
  const flags: string[] = [];
  for (let at = from; ; ) {
    while (flagSpace(line.charAt(at))) at += 1;
    if (!line.startsWith('--', at)) return { flags, end: at };
    const flag = readFlag(line, at, escape);
    if (flag.text === '--') return { flags, end: flag.end };
    flags.push(flag.text);
    at = flag.end;
  }
}

function readFlag(line: string, from: number, escape: string): { readonly text: string; readonly end: number } {
  let text = '';
  let quote = '';
  let at = from;
  for (; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (quote === '' && flagSpace(char)) break;
    if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : '';
    else if (char !== escape) text += char;
    else text += line.charAt((at += 1));
  }
  return { text, end: at };
}

/** The words of ARG, ENV and LABEL: blanks inside quotes or after an escape don't part them. */
export function quotedWords(text: string, escape: string): Word[] {
  const words: Word[] = [];
  for (let at = trimmedStart(text, 0); at < text.length; at = trimmedStart(text, at)) {
    const word = readQuotedWord(text, at, escape);
    if (word.text !== '') words.push({ text: word.text, at });
    at = word.end;
  }
  return words;
}

function readQuotedWord(text: string, from: number, escape: string): { readonly text: string; readonly end: number } {
  let word = '';
  let quote = '';
  let at = from;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote === '' && isSpace(char)) break;
    if (char === escape && quote !== "'") {
      // An escape that ends the text escapes nothing and is dropped.
      if (at + 1 < text.length) word += char + text.charAt((at += 1));
      continue;
    }
    if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : '';
    word += char;
  }
  return { text: word, end: at };
}

/** Words parted by blanks alone, as FROM, EXPOSE, COPY and VOLUME have them. */
export const plainWords = (text: string): string[] => (text === '' ? [] : text.split(separator));

/** The first word and the rest, as `ENV name value` and HEALTHCHECK have them. */
export function firstWord(text: string): { readonly first: string; readonly rest: string | undefined } {
  const gap = separator.exec(text);
  if (gap === null) return { first: text, rest: undefined };
  return { first: text.slice(0, gap.index), rest: text.slice(gap.index + gap[0].length) };
}

/** The words of the exec form. Only a JSON array of strings is one; what isn't JSON is read as a shell command. */
export function execForm(text: string): { readonly kind: 'exec'; readonly words: readonly string[] } | { readonly kind: 'shell' | 'not-strings' } {
  if (!text.startsWith('[')) return { kind: 'shell' };
  try {
    const words: unknown = JSON.parse(text);
    if (!Array.isArray(words)) return { kind: 'shell' };
    const strings = words.filter((word) => typeof word === 'string');
    return strings.length === words.length ? { kind: 'exec', words: strings } : { kind: 'not-strings' };
  } catch {
    return { kind: 'shell' };
  }
}
