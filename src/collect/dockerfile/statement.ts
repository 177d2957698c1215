import { type Heredoc, type LogicalLine, lineAt } from './lines.ts';
import { type RawPair, readPairs } from './pairs.ts';
import { execForm, firstWord, plainWords, splitCommand } from './words.ts';

export type Flag = { readonly name: string; readonly value?: string };

/** One instruction, read as far as its own line tells. */
export type Statement = {
  /** Upper case. */
  readonly keyword: string;
  readonly line: number;
  readonly endLine: number;
  /** What follows keyword and flags. */
  readonly text: string;
  readonly escape: string;
  readonly flags: readonly Flag[];
  /** The words of the exec form. */
  readonly exec?: readonly string[];
  readonly pairs: readonly (RawPair & { readonly line: number })[];
  readonly heredocs: readonly Heredoc[];
  /** Why the line can't be cut into what the instruction takes. */
  readonly malformed?: Refusal;
};

export type Refusal = { readonly message: string; readonly fix: string };

/** A word in which quotes or variables don't come out. */
export const misread = (word: string, message: string): Refusal => ({
  message: `${word.length <= 60 ? word : `${word.slice(0, 60)}…`} can't be read: ${message}`,
  fix: 'Close every quote and every ${, put text with an apostrophe in double quotes, and write \\$ for a dollar sign that is meant as one.',
});

const execKeywords = new Set(['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'RUN', 'SHELL', 'VOLUME']);

export function readStatement(logical: LogicalLine, escape: string): Statement {
  const command = splitCommand(logical.text, escape);
  const keyword = command.keyword.toUpperCase();
  const pairs = readPairs(keyword, command.text, escape);
  const form = execForm(jsonPart(keyword, command.text));
  const malformed = unreadable(logical, keyword, form.kind) ?? (pairs.kind === 'malformed' ? pairs : undefined);
  return {
    keyword,
    line: logical.line,
    endLine: logical.endLine,
    text: command.text,
    escape,
    flags: command.flags.map(readFlag),
    ...(form.kind === 'exec' && { exec: form.words }),
    pairs: pairs.kind === 'pairs' ? pairs.pairs.map((pair) => ({ ...pair, line: lineAt(logical, command.at + pair.at) })) : [],
    heredocs: logical.heredocs,
    ...(malformed && { malformed }),
  };
}

function jsonPart(keyword: string, text: string): string {
  if (keyword === 'HEALTHCHECK') return firstWord(text).rest ?? '';
  return execKeywords.has(keyword) ? text : '';
}

function readFlag(flag: string): Flag {
  const equals = flag.indexOf('=');
  return equals === -1 ? { name: flag.slice(2) } : { name: flag.slice(2, equals), value: flag.slice(equals + 1) };
}

function unreadable(logical: LogicalLine, keyword: string, form: string): Refusal | undefined {
  if (logical.unterminated !== undefined) {
    const fix = `Add a line that holds ${logical.unterminated} and nothing else.`;
    return { message: `the heredoc <<${logical.unterminated} has no end`, fix };
  }
  if (form !== 'not-strings') return undefined;
  return { message: `${keyword} has a JSON array with something else than strings`, fix: 'Put each word of the array in double quotes.' };
}

/** What COPY, ADD, VOLUME, FROM and EXPOSE are given, word by word. */
export const argumentsOf = ({ exec, text }: Statement): readonly string[] => exec ?? plainWords(text);

export const flagsNamed = ({ flags }: Statement, name: string): string[] =>
  flags.flatMap((flag) => (flag.name === name && flag.value !== undefined ? [flag.value] : []));

/** The instruction that ONBUILD keeps for later. */
export function trigger({ text, line, endLine, heredocs, escape }: Statement): Statement {
  return readStatement({ text, line, endLine, heredocs, starts: [{ at: 0, line }] }, escape);
}
