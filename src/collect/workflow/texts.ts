import type { Problem } from './section.ts';
import { entriesIn, entryOf, type Tree, textOf, valueOf } from './tree.ts';

/** Characters of a script, and of any other text, that are recorded. */
const longestScript = 8 * 1024;
const longestText = 4 * 1024;

export const bounded = (text: string): string => text.slice(0, longestText).toWellFormed();

export const boundedScript = (text: string): string => text.slice(0, longestScript).toWellFormed();

/** `{name: text}` where the key has a text, else nothing: absent facts are absent keys. */
export function optional<const Name extends string>(name: Name, tree: Tree | undefined): { readonly [Key in Name]?: string } {
  const text = textOf(tree);
  // The cast: TypeScript takes a computed key for any string.
  return text === undefined ? {} : ({ [name]: bounded(text) } as { readonly [Key in Name]: string });
}

/** A map of texts, such as `env:` and `with:`. Numbers and truth values are texts there; nothing is an empty one. */
export function textMap(parent: Tree, key: string, problems: Problem[]): Record<string, string> {
  const entry = entryOf(parent, key);
  if (entry === undefined || entry.value.kind === 'empty') return {};
  // An expression may stand for the whole map.
  if (entry.value.kind !== 'map' && textOf(entry.value)?.includes('${{') !== true) {
    problems.push({ line: entry.line, message: `${key} is not a map of names to values`, fix: `Write each as <name>: <value> below ${key}:.` });
  }
  return Object.fromEntries(
    entriesIn(entry.value).flatMap(({ key: name, line, value }): [string, string][] => {
      if (value.kind === 'scalar' || value.kind === 'empty') return [[bounded(name), bounded(textOf(value) ?? '')]];
      problems.push({ line, message: `${key}.${name} is a ${value.kind}, not a text`, fix: `Write the value as text; for several lines, ${name}: |.` });
      return [];
    }),
  );
}

/** Of a map of maps, what each holds under a key: the defaults of inputs, the values of outputs. */
export const textsBelow = (tree: Tree | undefined, key: string): Record<string, string> =>
  Object.fromEntries(
    entriesIn(tree).flatMap(({ key: name, value }): [string, string][] => {
      const text = textOf(valueOf(value, key));
      return text === undefined ? [] : [[bounded(name), bounded(text)]];
    }),
  );

/** `{name: texts}` where there are any. */
export const givenTexts = <const Name extends string>(name: Name, texts: Record<string, string>): { readonly [Key in Name]?: Record<string, string> } =>
  // The cast: TypeScript takes a computed key for any string.
  Object.keys(texts).length === 0 ? {} : ({ [name]: texts } as { readonly [Key in Name]: Record<string, string> });
