import type { ManifestObject, ManifestsFacts, Unknown } from '../collect/manifests/section.ts';
import type { Attributes, Json, Value } from '../collect/terraform/section.ts';

/**
 * An object's body as a value, each member with its file and line: the readers of src/terraform/value.ts and text.ts are for
 * this too (`valueIn(body, 'spec', 'replicas')`, `asList`, `asText`). A text that holds a mark is unknown and says of what
 * it is made. An object whose body was left out is unknown as a whole.
 */
export function bodyOf(facts: ManifestsFacts, object: ManifestObject): Value {
  const known = bodies.get(object);
  if (known !== undefined) return known;
  const body = read(facts, object);
  bodies.set(object, body);
  return body;
}

/** A text of the facts that may hold marks: a name, a namespace. */
export const valueOfMarked = ({ unknowns }: ManifestsFacts, text: string): Value => valueOfText(text, unknowns);

/** Every check asks for the same ones; they go when the facts go. */
const bodies = new WeakMap<ManifestObject, Value>();

function read({ unknowns }: ManifestsFacts, object: ManifestObject): Value {
  const { path, line, body, lines = [] } = object;
  const place = { path, ...(line !== undefined && { line }) };
  if (body === undefined) return { unknown: true, ...place };
  const remaining = [...lines].reverse();
  return { ...valueOfJson(body, { path, unknowns, next: () => remaining.pop() ?? 0 }), ...place };
}

type Reading = { readonly path: string; readonly unknowns: readonly Unknown[]; readonly next: () => number };

function valueOfJson(json: Json, reading: Reading): Value {
  if (typeof json === 'string') return valueOfText(json, reading.unknowns);
  if (typeof json !== 'object' || json === null) return { known: json };
  if (isList(json)) return { list: json.map((each) => member(each, reading)) };
  const names = Object.keys(json).sort(byCodeUnit);
  const object: Attributes = Object.fromEntries(names.map((name) => [name, member(json[name] ?? null, reading)]));
  return { object };
}

/** Code units, as in the canonical form: no locale has a say. */
const byCodeUnit = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function member(json: Json, reading: Reading): Value {
  const line = reading.next();
  const value = valueOfJson(json, reading);
  return line === 0 ? value : { ...value, line, path: reading.path };
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);

/** With a group, split gives every second piece the number of an unknown. */
const marks = /docc-unknown-(\d{1,6})x/;

function valueOfText(text: string, unknowns: readonly Unknown[]): Value {
  if (!text.includes('docc-unknown-')) return { known: text };
  const parts = text.split(marks).map((piece, index): Value => (index % 2 === 0 ? { known: piece } : standIn(unknowns[Number(piece)])));
  const said = parts.filter((part) => !('known' in part && part.known === ''));
  const [first, ...rest] = said;
  if (first === undefined || rest.length === 0) return first ?? { known: '' };
  return { unknown: true, shape: { kind: 'template', parts: said } };
}

const standIn = (unknown: Unknown | undefined): Value => ({
  unknown: true,
  ...(unknown !== undefined && { refs: unknown.of.map((to) => ({ to })) }),
});
