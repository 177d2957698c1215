import type { Ink } from './ink.ts';
import { indented, padded, wrapped } from './layout.ts';

/** Where the parts of a report are set: how wide it is, and with what ink. */
export type Page = { readonly columns: number; readonly ink: Ink };

const labelColumns = 11;

/** Below this, a label takes a line of its own: beside it too little room is left for words. */
const roomy = 60;

/** A label with its text beside it, wrapped, or nothing where there is no text; lines that are indented are code to copy, and stay whole. */
export const field = (page: Page, label: string, lines: readonly string[]): readonly string[] =>
  labelled(page, label, lines.flatMap((line) => (/^\s/.test(line) ? [line] : wrapped(line, roomBeside(page)))));

/** The columns that a label leaves for what stands beside it. */
export const roomBeside = ({ columns }: Page): number => columns - (columns < roomy ? 4 : labelColumns + 2);

/** A label with what people copy beside it: paths, commands and addresses stay in one piece, however long. */
export const copied = (page: Page, label: string, lines: readonly string[]): readonly string[] => labelled(page, label, lines);

function labelled({ columns, ink }: Page, label: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  if (columns < roomy) return indented([...(label === '' ? [] : [ink('dim', label)]), ...indented(lines, 2)], 2);
  const [first = '', ...rest] = lines;
  return indented([ink('dim', padded(label, labelColumns)) + first, ...indented(rest, labelColumns)], 2);
}

/** A part of the report under its heading; nothing at all when the part is empty. */
export const part = ({ ink }: Page, heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', ink('bold', heading), ...lines];
