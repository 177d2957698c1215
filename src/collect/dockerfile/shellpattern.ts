import { anything, type Budget, type Token, takenLengths } from './glob.ts';

/** What a shell would not read. `demanded` names the variable of `${name:?message}`. */
export class ShellError extends Error {
  readonly demanded: string | undefined;
  constructor(message: string, demanded?: string) {
    super(message);
    this.demanded = demanded;
  }
}

function reverse(text: string): string {
  return [...text].reverse().join('');
}

/** `${x#prefix}` and `${x%suffix}`; doubled, they take the longest. A suffix is a prefix of what is read backwards. */
export function trimmed(value: string, modifier: string, word: string, budget: Budget): string {
  const longest = word.startsWith(modifier);
  const pattern = shellPattern(longest ? word.slice(1) : word);
  const backwards = modifier === '%';
  const text = backwards ? reverse(value) : value;
  const taken = takenLengths(backwards ? pattern.toReversed() : pattern, text, budget);
  const rest = text.slice(longest ? taken.at(-1) : taken[0]);
  return backwards ? reverse(rest) : rest;
}

const longest = 4096;

export type Replacement = { readonly pattern: string; readonly replacement: string; readonly all: boolean };

/** `${x/pattern/replacement}`, and with a second slash at every place. */
export function replaced(value: string, { pattern, replacement, all }: Replacement, budget: Budget): string {
  const tokens = shellPattern(pattern);
  let text = '';
  for (let at = 0; at < value.length; ) {
    const taken = takenLengths(tokens, value.slice(at), budget).at(-1) ?? 0;
    if (taken > 0 && !all) return text + replacement + value.slice(at + taken);
    text += taken > 0 ? replacement : value.charAt(at);
    if (text.length > longest) throw new ShellError(`a replacement comes to more than ${longest} characters`);
    at += Math.max(taken, 1);
  }
  return text;
}

function shellPattern(written: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < written.length; at += 1) {
    const char = written.charAt(at);
    if (char === '*') tokens.push({ kind: 'many', takes: anything });
    else if (char === '?') tokens.push({ kind: 'one', takes: anything });
    else if (char !== '\\') tokens.push({ kind: 'char', char });
    else {
      const escaped = written.charAt(at + 1);
      // A slash or a brace is escaped for the sake of ${}; the backslash is then no part of the pattern.
      if (escaped === '}' || escaped === '/') continue;
      if (escaped !== '*' && escaped !== '?' && escaped !== '\\') throw new ShellError(`\\${escaped} is no escape in a pattern`);
      tokens.push({ kind: 'char', char: escaped });
      at += 1;
    }
  }
  return tokens;
}
