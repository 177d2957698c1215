import type { Token } from './shell-lexer.ts';
import { type ArrayNode, bare, type Counting, type RedirectNode, type ShellItem, type ShellNode, type Word } from './shell-tree.ts';

export type Cursor = { readonly tokens: readonly Token[]; at: number; depth: number };

export const operatorAt = ({ tokens, at }: Cursor, ahead = 0): string | undefined => {
  const token = tokens[at + ahead];
  return token?.kind === 'operator' ? token.text : undefined;
};

/** The word in front, if it is bare: quoted ones are no keywords. */
export function bareAt({ tokens, at }: Cursor, ahead = 0): string | undefined {
  const token = tokens[at + ahead];
  return token?.kind === 'word' ? bare(token.pieces) : undefined;
}

export function takeOperator(cursor: Cursor, ...texts: readonly string[]): boolean {
  if (!texts.includes(operatorAt(cursor) ?? ' ')) return false;
  cursor.at += 1;
  return true;
}

export function takeWord(cursor: Cursor, text: string): boolean {
  if (bareAt(cursor) !== text) return false;
  cursor.at += 1;
  return true;
}

export function skipLines(cursor: Cursor): void {
  while (takeOperator(cursor, '\n')) continue;
}

/** Behind a block: what all of it reads or writes. */
export function redirects(cursor: Cursor): readonly RedirectNode[] {
  const found: RedirectNode[] = [];
  for (let next = redirect(cursor); next !== undefined; next = redirect(cursor)) found.push(next);
  return found;
}

function redirect(cursor: Cursor): RedirectNode | undefined {
  const token = cursor.tokens[cursor.at];
  if (token?.kind === 'heredoc') {
    cursor.at += 1;
    return { operator: '<<', pieces: token.pieces };
  }
  if (token?.kind !== 'redirect') return undefined;
  const target = cursor.tokens[cursor.at + 1];
  cursor.at += target?.kind === 'word' ? 2 : 1;
  return { operator: token.operator, pieces: target?.kind === 'word' ? target.pieces : [] };
}

/** What a loop reads or writes as a whole tells nothing that is asked here. */
export function withRedirects(cursor: Cursor, node: ShellNode): ShellNode {
  const found = redirects(cursor);
  return found.length === 0 ? node : { kind: 'group', body: [alone(node)], subshell: false, redirects: found };
}

const alone = (node: ShellNode): ShellItem => ({ kind: 'run', first: { negated: false, parts: [node] }, rest: [], background: false });

export function counting(cursor: Cursor): Counting {
  const from = cursor.at + 1;
  passBrackets(cursor);
  const text = cursor.tokens.slice(from, Math.max(from, cursor.at - 2)).map(signOf).join('');
  if (/^[^;]*;;/.test(text)) return { begins: true };
  const [, , first, sign = '', last] = /^(\w+)=(\d{1,9});\1(<=?|>=?|!=)(\d{1,9});/.exec(text) ?? [];
  if (first === undefined) return { begins: undefined };
  const difference = Number(first) - Number(last);
  return { begins: sign === '!=' ? difference !== 0 : (sign.endsWith('=') && difference === 0) || (sign.startsWith('<') ? difference < 0 : difference > 0) };
}

function signOf(token: Token): string {
  if (token.kind === 'operator') return token.text;
  if (token.kind === 'redirect') return token.operator;
  return token.kind === 'word' ? token.pieces.map((piece) => (piece.kind === 'text' ? piece.text : '$')).join('') : '';
}

function passBrackets(cursor: Cursor): void {
  while (cursor.at < cursor.tokens.length && !(operatorAt(cursor) === ')' && operatorAt(cursor, 1) === ')')) cursor.at += 1;
  cursor.at += 2;
}

export function wordsHere(cursor: Cursor): readonly Word[] {
  const words: Word[] = [];
  for (let token = cursor.tokens[cursor.at]; token?.kind === 'word'; token = cursor.tokens[cursor.at]) {
    words.push(token.pieces);
    cursor.at += 1;
  }
  return words;
}

export function test(cursor: Cursor): ShellNode | undefined {
  cursor.at += 1;
  const items: (Word | string)[] = [];
  for (let token = cursor.tokens[cursor.at]; token !== undefined && bareAt(cursor) !== ']]'; token = cursor.tokens[cursor.at]) {
    if (token.kind === 'word') items.push(token.pieces);
    else if (token.kind === 'operator') items.push(token.text);
    else if (token.kind === 'redirect') items.push(token.operator);
    cursor.at += 1;
  }
  return takeWord(cursor, ']]') ? withRedirects(cursor, { kind: 'test', items }) : undefined;
}

export function arithmetic(cursor: Cursor): ShellNode | undefined {
  const from = cursor.at;
  passBrackets(cursor);
  if (cursor.at > cursor.tokens.length) return undefined;
  return { kind: 'arithmetic', words: cursor.tokens.slice(from, cursor.at - 2).flatMap((token) => (token.kind === 'word' ? [token.pieces] : [[{ kind: 'hole', what: 'a calculation' }]])) };
}

export function simple(cursor: Cursor): ShellNode | undefined {
  const words: Word[] = [];
  const lists: ArrayNode[] = [];
  const found: RedirectNode[] = [];
  let line: number | undefined;
  for (;;) {
    const token = cursor.tokens[cursor.at];
    const next = redirect(cursor);
    if (next !== undefined) found.push(next);
    else if (token?.kind === 'word') {
      line ??= token.line;
      cursor.at += 1;
      const list = arrayAt(cursor, token.pieces);
      if (list === undefined) words.push(token.pieces);
      else lists.push(list);
    } else break;
  }
  return words.length + lists.length + found.length === 0 ? undefined : { kind: 'simple', words, lists, redirects: found, line: line ?? 1 };
}

function arrayAt(cursor: Cursor, word: Word): ArrayNode | undefined {
  const [, name, plus] = /^([A-Za-z_]\w*)(\+?)=$/.exec(bare(word) ?? '') ?? [];
  if (name === undefined || !takeOperator(cursor, '(')) return undefined;
  const words: Word[] = [];
  for (skipLines(cursor); cursor.tokens[cursor.at]?.kind === 'word'; skipLines(cursor)) words.push(...wordsHere(cursor));
  takeOperator(cursor, ')');
  return { name, adds: plus === '+', words };
}

/** The simple commands of what can't be read as a whole. */
export function partsIn(tokens: readonly Token[]): readonly ShellNode[] {
  const cursor: Cursor = { tokens, at: 0, depth: 0 };
  const parts: ShellNode[] = [];
  while (cursor.at < tokens.length) {
    while (/^(if|then|elif|else|while|until|do|!|\{|time)$/.test(bareAt(cursor) ?? '')) cursor.at += 1;
    const part = simple(cursor);
    if (part === undefined) cursor.at += 1;
    else parts.push(part);
  }
  return parts;
}
