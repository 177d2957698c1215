import type { Job, Matrix } from './section.ts';
import { bounded } from './texts.ts';
import { type Entry, entriesIn, itemsIn, type Tree, textOf } from './tree.ts';

/** GitHub makes 256 jobs of a matrix at most. */
const mostItems = 256;

/** What a job is repeated for. */
export function matrixOf(entry: Entry | undefined): Pick<Job, 'matrix'> {
  if (entry === undefined) return {};
  const { line, value } = entry;
  const expression = textOf(value);
  if (expression !== undefined) return { matrix: { line, expression: bounded(expression), axes: {} } };
  const added = Object.fromEntries(entriesIn(value).flatMap(({ key, value: list }) => (key === 'include' || key === 'exclude' ? [[key, combinations(list)]] : [])));
  const axes = entriesIn(value).filter(({ key }) => key !== 'include' && key !== 'exclude');
  return { matrix: { line, axes: Object.fromEntries(axes.map(({ key, value: list }) => [bounded(key), axisOf(list)])), ...added } };
}

const combinations = (tree: Tree): NonNullable<Matrix['include']> => {
  const text = textOf(tree);
  return text === undefined ? itemsIn(tree).slice(0, mostItems).map(textsOfMap) : bounded(text);
};

function axisOf(tree: Tree): Matrix['axes'][string] {
  const text = textOf(tree);
  if (text !== undefined) return bounded(text);
  return itemsIn(tree)
    .slice(0, mostItems)
    .map((item) => (item.kind === 'map' ? textsOfMap(item) : bounded(textOf(item) ?? '')));
}

/** What is nested deeper is rare, and left out. */
const textsOfMap = (tree: Tree): Record<string, string> =>
  Object.fromEntries(
    entriesIn(tree).flatMap(({ key, value }): [string, string][] => (value.kind === 'scalar' || value.kind === 'empty' ? [[bounded(key), bounded(textOf(value) ?? '')]] : [])),
  );
