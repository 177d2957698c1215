import { known, pieces, type Text } from './text.ts';

/** What Docker's actions take as a list: one a line, `#` before a comment. */
export const inputLines = (input: Text | undefined): readonly Text[] =>
  pieces(input ?? known(''), /\r?\n/).map(unquoted).filter(({ text }) => text !== '' && !text.startsWith('#'));

/** Those of them that commas may part too. */
export const inputItems = (input: Text | undefined): readonly Text[] =>
  inputLines(input).flatMap((line) => pieces(line, /,/)).map(unquoted).filter(({ text }) => text !== '');

export const unquoted = ({ text, holes }: Text): Text => ({ text: text.trim().replace(/^"|"$/g, ''), holes });
