import { matches } from './shell-pattern.ts';
import { ended, hangsOn, isFilled, negated, openIn, type Status, statusOf } from './shell-status.ts';
import { canBe, isKnown, type Text } from './text.ts';

/** Whether a path is there; undefined: an earlier command may have made it. */
export type Exists = (path: string) => boolean | undefined;

/** What stands between the brackets: words, and the operators of `[[ ]]`, which are bare. */
export type TestItem = { readonly kind: 'word'; readonly text: Text } | { readonly kind: 'operator'; readonly text: string };

type Cursor = { readonly items: readonly TestItem[]; readonly patterns: boolean; readonly exists: Exists; at: number; depth: number };

/** `[ … ]` and `test …`. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/test.html */
export const tested = (words: readonly Text[], exists: Exists): Status =>
  testedItems(words.map((text) => ({ kind: 'word', text })), false, exists);

/** `[[ … ]]`, whose right sides are patterns. */
export function testedItems(items: readonly TestItem[], patterns: boolean, exists: Exists): Status {
  const cursor: Cursor = { items, patterns, exists, at: 0, depth: 0 };
  const status = items.length === 0 ? ended(false) : either(cursor);
  return cursor.at < items.length ? hangsOn('a test') : status;
}

const textAt = ({ items, at }: Cursor, ahead = 0): string | undefined => {
  const item = items[at + ahead];
  return item === undefined ? undefined : item.kind === 'operator' ? item.text : isKnown(item.text) ? item.text.text : undefined;
};

function take(cursor: Cursor, ...texts: readonly string[]): boolean {
  if (!texts.includes(textAt(cursor) ?? ' ')) return false;
  cursor.at += 1;
  return true;
}

function either(cursor: Cursor): Status {
  let left = both(cursor);
  while (take(cursor, '||', '-o')) left = decided(left, both(cursor), true);
  return left;
}

function both(cursor: Cursor): Status {
  let left = single(cursor);
  while (take(cursor, '&&', '-a')) left = decided(left, single(cursor), false);
  return left;
}

/** `by`: the answer of one side that is the answer of both. */
function decided(left: Status, right: Status, by: boolean): Status {
  const sure = [left, right].find((side) => side.kind === 'known' && side.ok === by);
  return sure ?? [left, right].find(({ kind }) => kind === 'open') ?? right;
}

function single(cursor: Cursor): Status {
  cursor.depth += 1;
  if (cursor.depth > 50) return hangsOn('a test');
  if (take(cursor, '!')) return negated(single(cursor));
  const isBinary = cursor.items.length - cursor.at > 2 && binary.test(textAt(cursor, 1) ?? '');
  if (!isBinary && cursor.items.length - cursor.at > 1 && take(cursor, '(', '((')) {
    const inner = either(cursor);
    return take(cursor, ')') ? inner : hangsOn('a test');
  }
  if (isBinary) return compared(cursor);
  return /^-[a-zA-Z]$/.test(textAt(cursor) ?? '') && wordAt(cursor, 1) !== undefined ? unary(cursor) : filled(cursor);
}

const binary = /^(=|==|!=|=~|<|>|-eq|-ne|-lt|-le|-gt|-ge|-nt|-ot|-ef)$/;

function wordAt({ items, at }: Cursor, ahead = 0): Text | undefined {
  const item = items[at + ahead];
  return item?.kind === 'word' ? item.text : undefined;
}

function filled(cursor: Cursor): Status {
  const word = wordAt(cursor);
  cursor.at += 1;
  return word === undefined ? hangsOn('a test') : statusOf(isFilled(word), openIn(word));
}

function unary(cursor: Cursor): Status {
  const [operator = '', word] = [textAt(cursor), wordAt(cursor, 1)];
  cursor.at += 2;
  if (word === undefined) return hangsOn('a test');
  if (operator === '-n') return statusOf(isFilled(word), openIn(word));
  if (operator === '-z') return negated(statusOf(isFilled(word), openIn(word)));
  if (!isKnown(word)) return hangsOn(openIn(word));
  const there = /^-[defrs]$/.test(operator) ? cursor.exists(word.text) : undefined;
  return statusOf(there, operator === '-v' ? `$${word.text}` : `whether ${word.text} is there`);
}

function compared(cursor: Cursor): Status {
  const [left, operator = '', right] = [wordAt(cursor), textAt(cursor, 1), wordAt(cursor, 2)];
  cursor.at += 3;
  if (left === undefined || right === undefined) return hangsOn('a test');
  const because = openIn(left, right);
  if (operator === '=~') return statusOf(searched(left, right), because);
  if (operator === '!=') return negated(statusOf(same(left, right, cursor.patterns), because));
  if (operator === '=' || operator === '==') return statusOf(same(left, right, cursor.patterns), because);
  if (!isKnown(left) || !isKnown(right)) return hangsOn(because);
  return statusOf(ordered(left.text, operator, right.text), because);
}

function same(left: Text, right: Text, patterns: boolean): boolean | undefined {
  const sameHoles = left.text === right.text && left.holes.join('\n') === right.holes.join('\n');
  if (sameHoles && (!patterns || isKnown(right))) return true;
  if (patterns) return matches(right, left);
  if (isKnown(left) && isKnown(right)) return false;
  const [known, open] = isKnown(left) ? [left, right] : [right, left];
  return isKnown(known) && !canBe(open, known.text) ? false : undefined;
}

/** Only of what is the same in every regular expression. */
function searched(left: Text, right: Text): boolean | undefined {
  const [, start, words = '', end] = /^(\^?)([\w /:@-]*)(\$?)$/.exec(right.text) ?? [];
  if (!isKnown(left) || !isKnown(right) || start === undefined) return undefined;
  if (start !== '' && end !== '') return left.text === words;
  if (start !== '') return left.text.startsWith(words);
  return end === '' ? left.text.includes(words) : left.text.endsWith(words);
}

function ordered(left: string, operator: string, right: string): boolean | undefined {
  if (operator === '<' || operator === '>') return left !== right && left < right === (operator === '<');
  if (!/^-?\d{1,15}$/.test(left.trim()) || !/^-?\d{1,15}$/.test(right.trim())) return undefined;
  const difference = Number(left) - Number(right);
  return { '-eq': difference === 0, '-ne': difference !== 0, '-lt': difference < 0, '-le': difference <= 0, '-gt': difference > 0, '-ge': difference >= 0 }[operator];
}
