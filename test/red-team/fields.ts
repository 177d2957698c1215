export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/** Members and indices from the top. */
export type Place = readonly (string | number)[];

export const placeText = (place: Place): string => (place.length === 0 ? '(all of it)' : place.join('.'));

/** Every field once, however long the lists are that it stands in. */
export function fieldsOf(value: Json): readonly Place[] {
  const found = new Map<string, Place>();
  visit(value, [], found);
  return [...found.values()];
}

function visit(value: Json, place: Place, found: Map<string, Place>): void {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
  const form = `${formOf(place)} ${kind}`;
  if (!found.has(form)) found.set(form, place);
  if (typeof value !== 'object' || value === null) return;
  const members: readonly (readonly [string | number, Json])[] = isList(value) ? value.map((each, index) => [index, each] as const) : Object.entries(value);
  for (const [step, member] of members) visit(member, [...place, step], found);
}

/** Names that candidates choose stand for each other, as do the members of a list. */
const formOf = (place: Place): string => place.map((step, index) => (typeof step === 'number' || named.has(place[index - 1] ?? '') ? '*' : step)).join('.').replaceAll(/(?:\.object\.\*|\.list\.\*)+/g, '.*');
const named: ReadonlySet<string | number> = new Set(['attributes', 'object', 'labels', 'annotations']);

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** A copy in which `change` has been made at one place. */
export function changedAt(value: Json, place: Place, change: (before: Json) => Json): Json {
  const [step, ...rest] = place;
  if (step === undefined) return change(value);
  if (isList(value)) return value.map((each, index) => (index === step ? changedAt(each, rest, change) : each));
  if (typeof value !== 'object' || value === null) throw new Error(`nothing is at ${placeText(place)}`);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, name === step ? changedAt(each, rest, change) : each]));
}

/** The same place with a value of another type. */
export function ofAnotherType(before: Json): Json {
  if (before === null) return {};
  if (isList(before)) return { forged: [] };
  return typeof before === 'object' ? [{ forged: true }] : typeof before === 'string' ? { forged: before } : String(before);
}

/** An object with a member that no schema has; undefined of anything else. */
export const withAMemberMore = (before: Json): Json | undefined =>
  typeof before === 'object' && before !== null && !isList(before) ? { ...before, forged: { forged: 1 } } : undefined;

/** Another value of the same type, in the same form. */
export function another(before: Json): Json {
  if (typeof before === 'number') return before + 1;
  if (typeof before === 'boolean') return !before;
  if (typeof before !== 'string') return ofAnotherType(before);
  // The letter before base64's `=` has bits that nobody reads: `0=` and `1=` are the same bytes.
  const changed = before.replace(/[0-9a-f](?!=)(?=(?:[^0-9a-f]|[0-9a-f]=)*$)/, (last) => (last === '1' ? '2' : '1'));
  return changed === before ? `x${before}` : changed;
}
