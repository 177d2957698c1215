import type { Problem } from './section.ts';

const mostProblems = 20;
const longestText = 400;

/** The first problems, in order of their lines, each cut to a length that people read. */
export function boundedProblems(problems: readonly Problem[]): Problem[] {
  const inOrder = problems.toSorted((one, other) => one.line - other.line).slice(0, mostProblems);
  return inOrder.map(({ line, message, fix }) => ({ line, message: shortened(message), fix: shortened(fix) }));
}

/** Well-formed too: a cut may leave half a character. */
const shortened = (text: string): string => (text.length <= longestText ? text : `${text.slice(0, longestText)}…`).toWellFormed();

/** Keeps what fits into `most` bytes of JSON in all; in place of each of the rest stands what `instead` makes of it. */
export function withinRecord<Item>(items: readonly Item[], most: number, instead: (item: Item) => Item): Item[] {
  let left = most;
  return items.map((item) => {
    const size = Buffer.byteLength(JSON.stringify(item));
    if (size > left) return instead(item);
    left -= size;
    return item;
  });
}
