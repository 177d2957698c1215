import { readText } from '../../submission/lines.ts';
import { anything, type Budget, notSlash, type Token, takesWhole } from './glob.ts';
import { cleanPath } from './paths.ts';
import type { Problem } from './section.ts';

/** One line of an ignore file: a path or a pattern; an exception begins with `!`. */
export type Pattern = {
  readonly exception: boolean;
  readonly tokens: readonly Token[];
  /** What every path that it takes ends in: most patterns end in one name, and most paths in another. */
  readonly ending: string;
  /** It has no wildcard. */
  readonly literal: boolean;
};

export type IgnoreFile = { readonly patterns: readonly Pattern[]; readonly problems: readonly Problem[] };

const mostBytes = 64 * 1024;
const mostPatterns = 1_000;

/** A .dockerignore as BuildKit reads it. Its patterns are not those of .gitignore: `*.log` is only of the top folder. */
export function readIgnoreFile(bytes: Uint8Array): IgnoreFile {
  if (bytes.length === 0) return { patterns: [], problems: [] };
  const source = readText(bytes, mostBytes);
  if (source.kind === 'unreadable') return { patterns: [], problems: [source.problem] };
  const patterns: Pattern[] = [];
  const problems: Problem[] = [];
  for (const [index, line] of source.lines.entries()) {
    const written = cleaned(line);
    if (written === undefined) continue;
    const pattern = readPattern(written);
    if (pattern === undefined) problems.push(misread(line, index + 1));
    else patterns.push(pattern);
  }
  if (patterns.length <= mostPatterns) return { patterns, problems };
  const fix = 'Name whole folders, or ignore everything with * and list the exceptions.';
  return { patterns: [], problems: [{ line: 1, message: `the file has more than ${mostPatterns} patterns`, fix }] };
}

const misread = (line: string, number: number): Problem => ({
  line: number,
  message: `${line.trim()} is no pattern`,
  fix: 'Close every [ with a ], and put something behind ! and \\.',
});

/** The shortest form of the path, without the slash that stands for the context itself. A # counts in the first column only. */
function cleaned(line: string): string | undefined {
  if (line.startsWith('#') || line.trim() === '') return undefined;
  const pattern = line.trim();
  const exception = pattern.startsWith('!');
  const path = cleanPath(exception ? pattern.slice(1).trim() : pattern);
  const relative = path.length > 1 && path.startsWith('/') ? path.slice(1) : path;
  return cleanPath(`${exception ? '!' : ''}${relative}`.trim());
}

/** Undefined where Docker would call the pattern's syntax wrong. */
export function readPattern(written: string): Pattern | undefined {
  const exception = written.startsWith('!');
  const text = exception ? written.slice(1) : written;
  const tokens = text === '' ? undefined : readTokens(text);
  if (tokens === undefined) return undefined;
  const wild = tokens.findLastIndex(({ kind }) => kind !== 'char');
  const ending = tokens.slice(wild + 1).map((token) => (token.kind === 'char' ? token.char : '')).join('');
  return { exception, tokens, ending, literal: wild === -1 };
}

function readTokens(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const piece = readPiece(text, at);
    if (piece === undefined) return undefined;
    tokens.push(piece.token);
    at = piece.end;
  }
  return tokens;
}

type Piece = { readonly token: Token; readonly end: number };

function readPiece(text: string, at: number): Piece | undefined {
  const char = text.charAt(at);
  if (text.startsWith('**', at)) return doubleStar(text, at);
  if (char === '*') return { token: { kind: 'many', takes: notSlash }, end: at + 1 };
  if (char === '?') return { token: { kind: 'one', takes: notSlash }, end: at + 1 };
  if (char === '[') return readSet(text, at + 1);
  if (char !== '\\') return { token: { kind: 'char', char }, end: at + 1 };
  return at + 1 < text.length ? { token: { kind: 'char', char: text.charAt(at + 1) }, end: at + 2 } : undefined;
}

/** At the end it takes all that follows; before more pattern, any number of folders; `**x` alone is "ends in x". */
function doubleStar(text: string, at: number): Piece {
  const slash = text.charAt(at + 2) === '/';
  const end = at + (slash ? 3 : 2);
  const ending = at === 0 && !slash && !/[*?[\]\\]/.test(text.slice(end));
  return { token: end === text.length || ending ? { kind: 'many', takes: anything } : { kind: 'folders' }, end };
}

/** `[a-z]` or `[^a-z]`. */
function readSet(text: string, from: number): Piece | undefined {
  const negated = text.charAt(from) === '^';
  const ranges: (readonly [string, string])[] = [];
  let at = from + (negated ? 1 : 0);
  while (text.charAt(at) !== ']' || ranges.length === 0) {
    const low = readSetChar(text, at);
    const high = low !== undefined && text.charAt(low.end) === '-' ? readSetChar(text, low.end + 1) : low;
    if (low === undefined || high === undefined) return undefined;
    ranges.push([low.char, high.char]);
    at = high.end;
  }
  const takes = (char: string): boolean => ranges.some(([low, high]) => low <= char && char <= high) !== negated;
  return { token: { kind: 'one', takes }, end: at + 1 };
}

function readSetChar(text: string, at: number): { readonly char: string; readonly end: number } | undefined {
  const escaped = text.charAt(at) === '\\';
  const char = text.charAt(escaped ? at + 1 : at);
  if (char === '' || (!escaped && (char === '-' || char === ']'))) return undefined;
  return { char, end: at + (escaped ? 2 : 1) };
}

/** What the patterns say of a path, and of each pattern whether it took the path or a folder above. */
type Verdict = { readonly matched: boolean; readonly taken: readonly boolean[] };

export type Matcher = { readonly matches: (path: string) => boolean; readonly exhausted: () => boolean };

/** The last pattern that takes a path or a folder above it decides. Walks down from the top as BuildKit does. */
export function matcher(patterns: readonly Pattern[], steps: number): Matcher {
  const budget: Budget = { left: steps };
  const folders = new Map<string, Verdict>();
  const top: Verdict = { matched: false, taken: patterns.map(() => false) };
  const verdictOn = (path: string): Verdict => {
    const slash = path.lastIndexOf('/');
    const above = slash === -1 ? top : folderVerdict(path.slice(0, slash));
    return judge(patterns, path, above.taken, budget);
  };
  const folderVerdict = (path: string): Verdict => {
    const known = folders.get(path) ?? verdictOn(path);
    folders.set(path, known);
    return known;
  };
  return { matches: (path) => verdictOn(path).matched, exhausted: () => budget.left <= 0 };
}

function judge(patterns: readonly Pattern[], path: string, above: readonly boolean[], budget: Budget): Verdict {
  let matched = false;
  const taken = patterns.map((pattern, index) => {
    // BuildKit asks an exception only of what is matched so far, and the others only of what is not.
    const takes = above[index] === true || (pattern.exception === matched && takesPath(pattern, path, budget));
    if (takes) matched = !pattern.exception;
    return takes;
  });
  return { matched, taken };
}

function takesPath({ tokens, ending, literal }: Pattern, path: string, budget: Budget): boolean {
  if (literal) return path === ending;
  return path.endsWith(ending) && takesWhole(tokens, path, budget);
}
