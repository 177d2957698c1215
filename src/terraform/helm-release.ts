import type { Attributes, Json, Value } from '../collect/terraform/section.ts';
import { own } from '../evidence/own.ts';
import { once } from '../grade/once.ts';
import { documentOf } from './document.ts';
import { asEntries, asList, asText, type Holder, type Step, valueOf } from './value.ts';

/**
 * The values that a release gives its chart, the chart's own defaults left out: `values` in order, then `set`, `set_list` and
 * `set_sensitive`, as Helm merges them. Also of modules that take the same arguments. An unknown document among them makes the
 * whole unknown only where nothing else is known.
 */
export const chartValues = once((release: Holder): Value => {
  const given = asList(valueOf(release, 'values'));
  const documents = given.kind === 'known' ? given.is.flatMap((each) => documentOf(each) ?? []) : given.kind === 'unknown' ? [given.value] : [];
  const [first = { object: {} }, ...others] = documents;
  const from = others.reduce(merged, first);
  return settings.flatMap((name) => setBy(release, name)).reduce((values, { steps, value }) => withSetting(values, steps, value), from);
});

/** Whether something among the values can't be told from the files: what one doesn't find may be there all the same. */
export function hasUnknownValues(release: Holder): boolean {
  const given = asList(valueOf(release, 'values'));
  if (given.kind === 'unknown') return true;
  const documents = given.kind === 'known' ? given.is.flatMap((each) => documentOf(each) ?? []) : [];
  return documents.some((each) => 'unknown' in each) || settings.some((name) => asList(valueOf(release, name)).kind === 'unknown');
}

const settings = ['set', 'set_list', 'set_sensitive', 'set_wo'] as const;

type Setting = { readonly steps: readonly Step[]; readonly value: Value };

/** Nested blocks before version 3 of the provider, a list of objects since. */
function setBy(release: Holder, argument: string): readonly Setting[] {
  const all = asList(valueOf(release, argument));
  if (all.kind !== 'known') return [];
  return all.is.flatMap((each) => {
    const entries = asEntries(each);
    const fields = entries.kind === 'known' ? new Map(entries.is) : new Map<string, Value>();
    const name = asText(fields.get('name'));
    const value = fields.get('value');
    const type = asText(fields.get('type'));
    const asWritten = type.kind === 'known' && type.is !== 'auto' && type.is !== '';
    return name.kind === 'known' && value !== undefined ? [{ steps: stepsOf(name.is), value: asWritten ? value : listed(value) }] : [];
  });
}

/** `a.b\.c[0]` as Helm reads it: a dot that is escaped belongs to the name. */
export function stepsOf(name: string): readonly Step[] {
  return name.split(/(?<!\\)\./).flatMap((part): readonly Step[] => {
    const indices = [...part.matchAll(/\[(\d+)\]/g)].map(([, index]) => Number(index));
    const word = part.replaceAll(/\[\d+\]/g, '').replaceAll('\\', '');
    return word === '' ? indices : [word, ...indices];
  });
}

/** `{a,b}` is a list. */
function listed(value: Value): Value {
  if (!('known' in value) || typeof value.known !== 'string') return value;
  const inside = /^\{(.*)\}$/s.exec(value.known)?.[1];
  return inside === undefined ? { ...value, known: typed(value.known) } : { list: inside.split(',').map((each) => ({ known: typed(each.trim()) })) };
}

/** As Helm reads what `--set` gives: truth values, null and whole numbers are what they look like; a comma may be escaped. */
function typed(text: string): string | number | boolean | null {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^(?:0|-?[1-9]\d{0,14})$/.test(text) ? Number(text) : text.replaceAll('\\,', ',');
}

/** Longer lists are nobody's: an index is a number that a candidate chose. */
const longestList = 1000;

function withSetting(base: Value | undefined, steps: readonly Step[], value: Value): Value {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === 'string') {
    const below = (base && objectOf(base)) ?? {};
    return { object: { ...below, [step]: withSetting(own(below, step), rest, value) } };
  }
  const list = itemsOf(base);
  if (step >= longestList) return { list };
  while (list.length < step) list.push({ known: null });
  list[step] = withSetting(list[step], rest, value);
  return { list };
}

/** With those that are null: an index counts them. */
function itemsOf(value: Value | undefined): Value[] {
  if (value === undefined) return [];
  if ('list' in value) return [...value.list];
  return 'known' in value && isList(value.known) ? value.known.map((known) => ({ known })) : [];
}

/** Objects are joined name by name; of anything else the later one counts. */
function merged(base: Value, over: Value): Value {
  const [below, above] = [objectOf(base), objectOf(over)];
  if (above === undefined) return 'unknown' in over && below !== undefined ? base : over;
  if (below === undefined) return over;
  const both = Object.entries(above).map(([name, value]): readonly [string, Value] => {
    const under = own(below, name);
    return [name, under === undefined ? value : merged(under, value)];
  });
  const { line = over.line, path = over.path } = base;
  return { object: { ...below, ...Object.fromEntries(both) }, ...(line !== undefined && { line }), ...(path !== undefined && { path }) };
}

function objectOf(value: Value): Attributes | undefined {
  if ('object' in value) return value.object;
  if (!('known' in value) || typeof value.known !== 'object' || value.known === null || isList(value.known)) return undefined;
  return Object.fromEntries(Object.entries(value.known).map(([name, known]) => [name, { known }]));
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);
