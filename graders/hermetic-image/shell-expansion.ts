import { innerPieces, type Piece } from './shell-lexer.ts';
import { trimmed } from './shell-pattern.ts';
import { hole, isKnown, joined, known, pieces as split, type Text, unknown } from './text.ts';

/** What a variable holds; undefined: it is not known to be set. */
export type Variables = (name: string) => Text | undefined;

/** What words are expanded with. */
export type Expander = {
  readonly variables: Variables;
  /** The members of `name[@]`, and of `@`. */
  readonly members: (name: string) => readonly Text[] | undefined;
  /** What a script prints that stands in the word. */
  readonly output: (script: Text) => Text;
};

/** A word as the shell would expand it: an unquoted variable may make several words of it, or none. */
export function expandWord(word: readonly Piece[], expander: Expander): readonly Text[] {
  const words: Text[] = [];
  let current: Text | undefined;
  for (const piece of word) {
    const splits = (piece.kind === 'variable' || piece.kind === 'substitution') && !piece.quoted;
    const [first = known(''), ...rest] = valuesOf(piece, expander, splits);
    const isNothing = first.text === '' && (splits || isEmptyList(piece, expander));
    if (!isNothing) current = joined([current ?? known(''), first]);
    for (const next of rest) {
      if (current !== undefined) words.push(current);
      current = splits && next.text === '' ? undefined : next;
    }
  }
  if (current !== undefined) words.push(current);
  return words;
}

/** `"${options[@]}"` of an empty list is no word at all, though the quotes are there. */
const isEmptyList = (piece: Piece, { members }: Expander): boolean => piece.kind === 'variable' && members(listName(piece.expression.text) ?? '')?.length === 0;

const listName = (expression: string): string | undefined => (expression === '@' || expression === '*' ? '@' : /^([A-Za-z_]\w*)\[[@*]\]$/.exec(expression)?.[1]);

function valuesOf(piece: Piece, expander: Expander, splits: boolean): readonly Text[] {
  const list = piece.kind === 'variable' ? expander.members(listName(piece.expression.text) ?? '') : undefined;
  if (list !== undefined) return list;
  const value = valueOf(piece, expander);
  return splits ? split(value, /\s+/) : [value];
}

function valueOf(piece: Piece, expander: Expander): Text {
  switch (piece.kind) {
    case 'text':
      return known(piece.text);
    case 'hole':
      return unknown(piece.what);
    case 'substitution':
      return isCalculation(piece.source) ? unknown('a calculation') : expander.output(piece.source);
    case 'variable':
      return parameter(piece.expression, expander);
  }
}

/** `$(( ))`. */
const isCalculation = ({ text }: Text): boolean => text.startsWith('(') && text.endsWith(')');

/** As one text, words not parted: what is assigned, or stands in quotes. */
export const expandText = (word: readonly Piece[], expander: Expander): Text => joined(word.map((piece) => joined(valuesOf(piece, expander, false), ' ')));

/** https://www.gnu.org/software/bash/manual/html_node/Shell-Parameter-Expansion.html; forms that aren't here stay open. */
function parameter({ text, holes }: Text, expander: Expander): Text {
  const [, name = '', rest = ''] = /^([A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-])([^]*)$/.exec(text) ?? [];
  const open = unknown(`$${text.replaceAll(hole, '…')}`);
  if (name === '') return text.startsWith('!') ? indirect(text.slice(1), open, expander) : open;
  const value = expander.variables(name);
  if (rest === '') return value ?? unknown(`$${name}`);
  const [, operator = '', operand = ''] = /^(:?[-=+?]|##?|%%?|\/\/?|,,?|\^\^?|@)([^]*)$/.exec(rest) ?? [];
  const given = { text: operand, holes };
  switch (operator.replace(':', '')) {
    case '-':
    case '=':
    case '?':
      return standIn(value, operator, given, expander) ?? unknown(`$${name}`);
    case '+':
      return value === undefined || !isKnown(value) ? open : value.text === '' ? value : inner(given, expander);
    case ',,':
    case '@':
      return operator === '@' && operand !== 'L' ? open : lowered(value) ?? unknown(`$${name}`);
    case ',':
      return value === undefined ? unknown(`$${name}`) : { ...value, text: value.text.slice(0, 1).toLowerCase() + value.text.slice(1) };
    default:
      return value === undefined ? open : (edited(value, operator, inner(given, expander)) ?? open);
  }
}

const lowered = (value: Text | undefined): Text | undefined => value && { ...value, text: value.text.toLowerCase() };

function indirect(name: string, open: Text, { variables }: Expander): Text {
  const target = variables(name);
  return target === undefined || !isKnown(target) ? open : (variables(target.text) ?? unknown(`$${target.text}`));
}

const inner = (text: Text, expander: Expander): Text => expandText(innerPieces(text), expander);

/** `:-` takes an empty value for none. */
function standIn(value: Text | undefined, operator: string, given: Text, expander: Expander): Text | undefined {
  if (value !== undefined && !(operator.startsWith(':') && value.text === '')) return value;
  return operator.endsWith('?') ? value : inner(given, expander);
}

/** Undefined: what stands in a hole would decide. */
function edited(value: Text, operator: string, operand: Text): Text | undefined {
  if (!isKnown(operand)) return undefined;
  if (/^[#%]/.test(operator)) return cut(value, operator, operand.text);
  const [from = '', to = ''] = operand.text.split(/\/([^]*)/);
  if (!operator.startsWith('/') || from === '' || /[*?[\\#%]/.test(from)) return undefined;
  return { ...value, text: operator === '//' ? value.text.replaceAll(from, () => to) : value.text.replace(from, () => to) };
}

function cut(value: Text, operator: string, pattern: string): Text | undefined {
  const text = trimmed(value.text, operator, pattern);
  if (text === undefined) return undefined;
  const count = text.split(hole).length - 1;
  // Of a hole alone, nothing that the pattern would take is to be seen.
  if (text === value.text && text === hole) return undefined;
  return { text, holes: operator.startsWith('#') ? value.holes.slice(value.holes.length - count) : value.holes.slice(0, count) };
}
