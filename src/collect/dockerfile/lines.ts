import { type HeredocStart, heredocStarts } from './heredoc.ts';
import { isSpace } from './shell.ts';

export type Heredoc = HeredocStart & { readonly text: string };

/** One instruction as written over one or more lines. */
export type LogicalLine = {
  /** Continuations joined, comments dropped, heredocs not included. */
  readonly text: string;
  readonly line: number;
  readonly endLine: number;
  /** Where in `text` each of its lines begins. */
  readonly starts: readonly { readonly at: number; readonly line: number }[];
  readonly heredocs: readonly Heredoc[];
  /** A heredoc whose end is nowhere in the file. */
  readonly unterminated?: string;
};

/** The lines of a Dockerfile, and its escape. */
export type Source = { readonly lines: readonly string[]; readonly escape: string };

/** By hand: `/ +$/` takes the square of a long run of blanks that something follows. */
function trimEnd(line: string, drops: (char: string) => boolean): string {
  let end = line.length;
  while (end > 0 && drops(line.charAt(end - 1))) end -= 1;
  return line.slice(0, end);
}

const trimStart = (line: string): string => {
  let at = 0;
  while (at < line.length && isSpace(line.charAt(at))) at += 1;
  return line.slice(at);
};
const withoutBreak = (line: string): string => trimEnd(line, (char) => char === '\r');
const isComment = (line: string): boolean => trimStart(line).startsWith('#');

/** The line without its continuation mark, or undefined where it has none. A doubled escape is an escape, no mark. */
function continued(line: string, escape: string): string | undefined {
  const bare = trimEnd(line, (char) => char === ' ' || char === '\t');
  if (!bare.endsWith(escape) || bare.at(-2) === escape) return undefined;
  return bare.slice(0, -1);
}

/** Reads one instruction from line `from` (an index) on. */
export function readLogicalLine(source: Source, from: number): LogicalLine {
  const starts: { at: number; line: number }[] = [];
  let text = '';
  let at = from;
  for (let open = true; open && at < source.lines.length; at += 1) {
    const raw = withoutBreak(source.lines[at] ?? '');
    const line = at === from ? trimStart(raw) : raw;
    if (at > from && (isComment(line) || trimStart(line) === '')) continue;
    const part = continued(line, source.escape);
    starts.push({ at: text.length, line: at + 1 });
    text += part ?? line;
    open = part !== undefined;
  }
  return { text, line: from + 1, starts, ...readHeredocs(source, text, at) };
}

type Bodies = Pick<LogicalLine, 'endLine' | 'heredocs' | 'unterminated'>;

function readHeredocs(source: Source, text: string, from: number): Bodies {
  const heredocs: Heredoc[] = [];
  let at = from;
  for (const start of heredocStarts(text, source.escape)) {
    const first = at;
    while (at < source.lines.length && !ends(source.lines[at] ?? '', start)) at += 1;
    heredocs.push({ ...start, text: source.lines.slice(first, at).map((line) => `${line}\n`).join('') });
    if (at === source.lines.length) return { endLine: at, heredocs, unterminated: start.name };
    at += 1;
  }
  return { endLine: at, heredocs };
}

function ends(line: string, { name, chomp }: HeredocStart): boolean {
  const bare = withoutBreak(line);
  return (chomp ? bare.replace(/^\t+/, '') : bare) === name;
}

/** The line of the file on which the character `at` of the text stands. */
export function lineAt({ starts, line }: LogicalLine, at: number): number {
  let low = 0;
  for (let high = starts.length; low + 1 < high; ) {
    const middle = (low + high) >> 1;
    if ((starts[middle]?.at ?? at) <= at) low = middle;
    else high = middle;
  }
  return starts[low]?.line ?? line;
}

/** Every instruction, without what stands between them. */
export function* logicalLines(source: Source): Generator<LogicalLine> {
  for (let at = 0; at < source.lines.length; ) {
    if (isBlankOrComment(source.lines[at] ?? '')) {
      at += 1;
      continue;
    }
    const logical = readLogicalLine(source, at);
    yield logical;
    at = logical.endLine;
  }
}

function isBlankOrComment(line: string): boolean {
  for (const char of line) if (!isSpace(char)) return char === '#';
  return true;
}
