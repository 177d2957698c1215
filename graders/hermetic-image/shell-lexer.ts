import { hole, known, type Text } from './text.ts';

/** A piece of a shell word, before it is expanded. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'hole'; readonly what: string }
  /** What stands behind `$` or within `${ }`. */
  | { readonly kind: 'variable'; readonly expression: Text; readonly quoted: boolean }
  /** What stands within `$( )` or backticks. */
  | { readonly kind: 'substitution'; readonly source: Text; readonly quoted: boolean };

export type Token =
  | { readonly kind: 'word'; readonly pieces: readonly Piece[]; readonly line: number }
  | { readonly kind: 'operator'; readonly text: string }
  /** `>`, `>>`, `<` and the like: the next word is its target. */
  | { readonly kind: 'redirect'; readonly operator: string }
  | Heredoc;

/** `<<END`: its text stands below the line, and is known once that has been read. */
export type Heredoc = { readonly kind: 'heredoc'; pieces: readonly Piece[] };

type Cursor = {
  readonly text: string;
  readonly holes: readonly string[];
  at: number;
  hole: number;
  line: number;
  /** Words that end heredocs begun on this line. */
  heredocs: { readonly token: Heredoc; readonly end: string; readonly tabs: boolean; readonly quoted: boolean }[];
};

const blank = /(?:[ \t\r]|\\\r?\n)+/y;
const comment = /#[^\n]*/y;
const operator = /&&|\|\||;;&?|;&|\|&|\(\(|[;|&()\n]/y;
const redirect = /\d*(?:<<<|<<-?|&>>?|>>|>&|>\||<&|<>|[<>])/y;

/** POSIX's words and operators with what bash adds and scripts use; what it doesn't know it takes for a word. */
export function tokensOf({ text, holes }: Text): readonly Token[] {
  const cursor: Cursor = { text, holes, at: 0, hole: 0, line: 1, heredocs: [] };
  const tokens: Token[] = [];
  while (cursor.at < text.length) {
    const token = nextToken(cursor);
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

function nextToken(cursor: Cursor): Token | undefined {
  if (skip(cursor, blank) || skip(cursor, comment)) return undefined;
  const redirection = match(cursor, redirect);
  if (redirection !== undefined) return redirected(cursor, redirection);
  const found = match(cursor, operator);
  if (found === '\n') endLine(cursor);
  if (found !== undefined) return { kind: 'operator', text: found };
  const line = cursor.line;
  return { kind: 'word', pieces: word(cursor), line };
}

/** Numbers of descriptors and closed ones (`2>&1`, `>&-`) name no file. */
function redirected(cursor: Cursor, text: string): Token | undefined {
  const sign = text.replace(/^\d+/, '');
  if (sign === '<<' || sign === '<<-') {
    skip(cursor, /[ \t]+/y);
    const end = word(cursor).filter((piece) => piece.kind === 'text');
    const token: Heredoc = { kind: 'heredoc', pieces: [] };
    cursor.heredocs.push({ token, end: end.map(({ text }) => text).join(''), tabs: sign === '<<-', quoted: end.some(({ quoted }) => quoted) });
    return token;
  }
  if (sign.endsWith('&') && skip(cursor, /\d+|-/y)) return undefined;
  return { kind: 'redirect', operator: sign };
}

/** Heredocs begin on the line after the one that names them. */
function endLine(cursor: Cursor): void {
  const waiting = cursor.heredocs;
  cursor.heredocs = [];
  for (const { token, end, tabs, quoted } of waiting) {
    const first = cursor.hole;
    let text = '';
    while (cursor.at < cursor.text.length) {
      const line = match(cursor, /[^\n]*\n?/y) ?? '';
      const own = tabs ? line.replace(/^\t+/, '') : line;
      if (own.replace(/\r?\n$/, '') === end) break;
      text += own;
    }
    token.pieces = heredocPieces({ text, holes: cursor.holes.slice(first, cursor.hole) }, quoted);
  }
}

/** What stands behind `:-` in braces. */
export const innerPieces = (text: Text): readonly Piece[] => heredocPieces(text, false);

/** What stands between the lines is read as what stands in quotes: single ones where its end was quoted, else double ones. */
function heredocPieces({ text, holes }: Text, quoted: boolean): readonly Piece[] {
  const cursor: Cursor = { text, holes, at: 0, hole: 0, line: 1, heredocs: [] };
  return quoted ? plainPieces(text, holes) : quotedPieces(cursor, /(?!)/y);
}

function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found === undefined || found === '') return undefined;
  advance(cursor, found);
  return found;
}

const skip = (cursor: Cursor, pattern: RegExp): boolean => match(cursor, pattern) !== undefined;

function advance(cursor: Cursor, over: string): void {
  cursor.at += over.length;
  cursor.line += countOf('\n', over);
  cursor.hole += countOf(hole, over);
}

function countOf(char: string, text: string): number {
  let count = 0;
  for (let at = text.indexOf(char); at !== -1; at = text.indexOf(char, at + 1)) count += 1;
  return count;
}

function word(cursor: Cursor): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let before = -1; cursor.at < cursor.text.length && before !== cursor.at; ) {
    before = cursor.at;
    pieces.push(...piecesAt(cursor));
  }
  return pieces;
}

const plainText = /[^ \t\r\n|&;()<>"'\\$`\0]+/y;
const joinedLine = /\\\r?\n/y;

/** None at the end of a word. */
function piecesAt(cursor: Cursor): readonly Piece[] {
  const plain = match(cursor, plainText);
  if (plain !== undefined) return [{ kind: 'text', text: plain, quoted: false }];
  if (skip(cursor, joinedLine)) return [];
  const escaped = match(cursor, /\\[^]?/y);
  if (escaped !== undefined) return [{ kind: 'text', text: escaped.slice(1), quoted: true }];
  if (cursor.text[cursor.at] === hole) return [holeAt(cursor)];
  if (cursor.text[cursor.at] === "'") return quoted(cursor, /'[^']*(?:'|$)/y);
  if (cursor.text.startsWith("$'", cursor.at)) return quoted(cursor, /\$'(?:[^'\\]|\\[^])*(?:'|$)/y);
  if (skip(cursor, /\$?"/y)) return doubleQuoted(cursor);
  return expansion(cursor, false);
}

function holeAt(cursor: Cursor): Piece {
  const what = cursor.holes[cursor.hole] ?? 'unknown';
  advance(cursor, hole);
  return { kind: 'hole', what };
}

/** What `${{ }}` put between single quotes stays a hole. */
function quoted(cursor: Cursor, pattern: RegExp): readonly Piece[] {
  const first = cursor.hole;
  const inner = (match(cursor, pattern) ?? '').replace(/^\$?'/, '').replace(/'$/, '');
  return plainPieces(inner, cursor.holes.slice(first));
}

const plainPieces = (text: string, holes: readonly string[]): readonly Piece[] =>
  text.split(hole).flatMap((part, index): readonly Piece[] => [
    ...(index === 0 ? [] : [{ kind: 'hole', what: holes[index - 1] ?? 'unknown' } as const]),
    { kind: 'text', text: part, quoted: true },
  ]);

const doubleQuoted = (cursor: Cursor): readonly Piece[] => [{ kind: 'text', text: '', quoted: true }, ...quotedPieces(cursor, /"/y)];

function quotedPieces(cursor: Cursor, end: RegExp): readonly Piece[] {
  const pieces: Piece[] = [];
  while (cursor.at < cursor.text.length && !skip(cursor, end)) {
    const text = match(cursor, /(?:[^"\\$`\0]|\\[^])+/y) ?? (end.source === '"' ? undefined : match(cursor, /"/y));
    if (text !== undefined) pieces.push({ kind: 'text', text: text.replaceAll(/\\([$`"\\]|\n)/g, (_, it: string) => (it === '\n' ? '' : it)), quoted: true });
    else if (cursor.text[cursor.at] === hole) pieces.push(holeAt(cursor));
    else pieces.push(...expansion(cursor, true));
  }
  return pieces;
}

function expansion(cursor: Cursor, quoted: boolean): readonly Piece[] {
  if (cursor.text.startsWith('$(', cursor.at)) return [substitution(cursor, quoted)];
  const first = cursor.hole;
  const ticked = match(cursor, /`(?:[^`\\]|\\[^])*`/y);
  if (ticked !== undefined) return [{ kind: 'substitution', source: { text: ticked.slice(1, -1), holes: cursor.holes.slice(first, cursor.hole) }, quoted }];
  const braced = match(cursor, /\$\{(?:[^{}\n]|\{[^{}\n]*\})*\}/y);
  if (braced !== undefined) return [{ kind: 'variable', expression: { text: braced.slice(2, -1), holes: cursor.holes.slice(first, cursor.hole) }, quoted }];
  const named = match(cursor, /\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])/y);
  if (named !== undefined) return [{ kind: 'variable', expression: known(named.slice(1)), quoted }];
  const lone = match(cursor, /[$`\\]/y);
  return lone === undefined ? [] : [{ kind: 'text', text: lone, quoted }];
}

/** To the parenthesis that closes it, those in quotes left aside. */
function substitution(cursor: Cursor, quoted: boolean): Piece {
  const first = cursor.hole;
  const from = cursor.at;
  advance(cursor, '$(');
  for (let depth = 1; depth > 0 && cursor.at < cursor.text.length; ) {
    const piece = match(cursor, /'[^']*'|"(?:[^"\\]|\\[^])*"|\\[^]|[^]/y);
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
  }
  const text = cursor.text.slice(from + 2, cursor.text[cursor.at - 1] === ')' ? cursor.at - 1 : cursor.at);
  return { kind: 'substitution', source: { text, holes: cursor.holes.slice(first, cursor.hole) }, quoted };
}
