import type { Piece } from './shell-lexer.ts';
import type { Variables } from './shell-commands.ts';
import { hole, joined, known, pieces as split, type Text, unknown } from './text.ts';

export type Expansion = {
  readonly words: readonly Text[];
  /** Scripts whose output stands in the word. */
  readonly substitutions: readonly Text[];
};

/** A word as the shell would expand it: an unquoted variable may make several words of it, or none. */
export function expandWord(word: readonly Piece[], variables: Variables): Expansion {
  const words: Text[] = [];
  let current: Text | undefined;
  for (const piece of word) {
    const value = valueOf(piece, variables);
    const [first = known(''), ...rest] = splits(piece) ? split(value, /\s+/) : [value];
    if (first.text !== '' || !splits(piece)) current = joined([current ?? known(''), first]);
    for (const next of rest) {
      if (current !== undefined) words.push(current);
      current = next.text === '' ? undefined : next;
    }
  }
  if (current !== undefined) words.push(current);
  return { words, substitutions: word.flatMap((piece) => (piece.kind === 'substitution' ? [piece.source] : [])) };
}

const splits = (piece: Piece): boolean => piece.kind === 'variable' && !piece.quoted;

function valueOf(piece: Piece, variables: Variables): Text {
  switch (piece.kind) {
    case 'text':
      return known(piece.text);
    case 'hole':
      return unknown(piece.what);
    case 'substitution':
      return unknown(`$(${piece.source.text.replaceAll(hole, '…').slice(0, 80).trim()})`);
    case 'variable':
      return variable(piece.expression, variables);
  }
}

/** `NAME`, `NAME:-default` and `NAME,,`; the other forms of bash stay open. */
function variable(expression: string, variables: Variables): Text {
  const [, name = '', rest = ''] = /^([A-Za-z_][A-Za-z0-9_]*)([^]*)$/.exec(expression) ?? [];
  const open = unknown(`$${expression.replaceAll(hole, '…')}`);
  if (name === '') return open;
  const value = variables(name) ?? unknown(`$${name}`);
  if (rest === '') return value;
  if (rest === ',,') return { ...value, text: value.text.toLowerCase() };
  const otherwise = /^:?[-=]([^$`\0]*)$/.exec(rest)?.[1];
  if (otherwise === undefined) return open;
  return variables(name) === undefined || value.text === '' ? known(otherwise) : value;
}
