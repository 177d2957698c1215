import type { Attributes, Json, Ref, Shape, Value } from '../collect/terraform/section.ts';
import { own } from '../evidence/own.ts';

/** A name of an attribute or an index. */
export type Step = string | number;

/** An instance of a block, or a variable file. */
export type Holder = { readonly attributes: Attributes };

/**
 * What a block says at a path: `valueOf(cluster, 'vpc_config', 'subnet_ids')`. Undefined: not set, or set to null.
 *
 * One path reads a nested block, an argument that holds an object and a list of one: a name stepped from a list is looked
 * for in its first member, and `0` of what is no list is that itself. What lies within an unknown is an unknown with its refs.
 * Every value that comes back has the line of the nearest attribute or block around it.
 */
export const valueOf = ({ attributes }: Holder, ...path: readonly Step[]): Value | undefined =>
  valueIn({ object: attributes }, ...path);

/** The same of a value. */
export function valueIn(from: Value | undefined, ...path: readonly Step[]): Value | undefined {
  let value = from;
  for (const step of path) {
    if (value === undefined) return undefined;
    value = located(member(value, step), value);
  }
  return value === undefined || ('known' in value && value.known === null) ? undefined : value;
}

/** Members of an expression have no line of their own. */
function located(value: Value | undefined, around: Value): Value | undefined {
  if (value === undefined || value.line !== undefined || around.line === undefined) return value;
  const { line, endLine, path } = around;
  return { ...value, line, ...(endLine !== undefined && { endLine }), ...(path !== undefined && { path }) };
}

function member(value: Value, step: Step): Value | undefined {
  if ('list' in value) return typeof step === 'number' ? value.list[step] : memberOfFirst(value.list[0], step);
  if ('object' in value) return step === 0 ? value : own(value.object, String(step));
  if ('known' in value) return knownMember(value, value.known, step);
  return within(value, value.shape, step);
}

const memberOfFirst = (first: Value | undefined, step: Step): Value | undefined => (first === undefined ? undefined : member(first, step));

/** What a known container was made of is said of each of its members. */
function knownMember(value: Value, json: Json, step: Step): Value | undefined {
  const of = typeof step === 'number' ? elementOf(json, step) : propertyOf(json, step);
  if (of === undefined) return undefined;
  const { refs, calls } = value;
  return { known: of, ...(refs !== undefined && { refs }), ...(calls !== undefined && { calls }) };
}

function elementOf(json: Json, index: number): Json | undefined {
  if (isList(json)) return json[index];
  return index === 0 && json !== null ? json : undefined;
}

function propertyOf(json: Json, name: string): Json | undefined {
  const object = isList(json) ? json[0] : json;
  return object === undefined || !isObject(object) ? undefined : own(object, name);
}

/** Of a conditional between two objects one can still tell what each would give. */
function within({ refs, calls }: Value, shape: Shape | undefined, step: Step): Value {
  const rest = { unknown: true, ...(refs !== undefined && { refs }), ...(calls !== undefined && { calls }) } as const;
  if (shape?.kind !== 'either') return rest;
  const of = shape.of.flatMap((one) => valueIn(one, step) ?? []);
  return of.length === 0 ? rest : { ...rest, shape: { kind: 'either', of } };
}

const isList = (json: Json): json is readonly Json[] => Array.isArray(json);
const isObject = (json: Json): json is { readonly [key: string]: Json } => typeof json === 'object' && json !== null && !isList(json);

/** What an attribute says in one type. `other`: it says something of another type. */
export type Reading<T> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'known'; readonly is: T; readonly value: Value }
  | { readonly kind: 'unknown'; readonly value: Value }
  | { readonly kind: 'other'; readonly value: Value };

function reading<T>(value: Value | undefined, convert: (json: Json) => T | undefined): Reading<T> {
  if (value === undefined || ('known' in value && value.known === null)) return { kind: 'absent' };
  if ('unknown' in value) return { kind: 'unknown', value };
  const is = 'known' in value ? convert(value.known) : undefined;
  return is === undefined ? { kind: 'other', value } : { kind: 'known', is, value };
}

/** Numbers and booleans are texts too, as in Terraform. */
export const asText = (value: Value | undefined): Reading<string> =>
  reading(value, (json) => (typeof json === 'object' ? undefined : String(json)));

export const asTruth = (value: Value | undefined): Reading<boolean> =>
  reading(value, (json) => (json === true || json === 'true' ? true : json === false || json === 'false' ? false : undefined));

export const asNumber = (value: Value | undefined): Reading<number> =>
  reading(value, (json) => {
    const number = typeof json === 'string' && json.trim() !== '' ? Number(json) : json;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
  });

/**
 * Members of a list, set or of nested blocks; an object that is no list is a list of itself. The members may be unknown.
 * `absent` where nothing is set: for nested blocks that is the same as none.
 */
export function asList(value: Value | undefined): Reading<readonly Value[]> {
  if (value === undefined || ('known' in value && value.known === null)) return { kind: 'absent' };
  if ('unknown' in value) return { kind: 'unknown', value };
  return { kind: 'known', is: membersOf(value), value };
}

function membersOf(value: Value): readonly Value[] {
  const count = 'list' in value ? value.list.length : 'known' in value && isList(value.known) ? value.known.length : 1;
  return Array.from({ length: count }, (_, index) => valueIn(value, index)).filter((each) => each !== undefined);
}

/** Name by name what an object or map holds. */
export function asEntries(value: Value | undefined): Reading<readonly (readonly [name: string, value: Value])[]> {
  const single = value !== undefined && 'list' in value && value.list.length === 1 ? valueIn(value, 0) : value;
  if (single === undefined || ('known' in single && single.known === null)) return { kind: 'absent' };
  if ('unknown' in single) return { kind: 'unknown', value: single };
  const names = 'object' in single ? Object.keys(single.object) : 'known' in single && isObject(single.known) ? Object.keys(single.known) : undefined;
  if (names === undefined) return { kind: 'other', value: single };
  const entries = names.flatMap((name) => {
    const each = valueIn(single, name);
    return each === undefined ? [] : [[name, each] as const];
  });
  return { kind: 'known', is: entries, value: single };
}

/** Everything within that has no members: known scalars and unknowns, each with its path. */
export function leavesOf(value: Value | undefined, path: readonly Step[] = []): readonly { readonly path: readonly Step[]; readonly value: Value }[] {
  if (value === undefined || 'unknown' in value) return value === undefined ? [] : [{ path, value }];
  if ('list' in value || ('known' in value && isList(value.known))) {
    return membersOf(value).flatMap((each, index) => leavesOf(each, [...path, index]));
  }
  const entries = asEntries(value);
  if (entries.kind !== 'known') return 'known' in value ? [{ path, value }] : [];
  return entries.is.flatMap(([name, each]) => leavesOf(each, [...path, name]));
}

/** Every ref within, those of shapes too; each once. */
export function refsIn(value: Value | undefined): readonly Ref[] {
  const found = new Map<string, Ref>();
  collectRefs(value, found);
  return [...found.values()];
}

function collectRefs(value: Value | undefined, found: Map<string, Ref>): void {
  if (value === undefined) return;
  for (const ref of value.refs ?? []) found.set(refText(ref), ref);
  const inside = 'list' in value ? value.list : 'object' in value ? Object.values(value.object) : 'unknown' in value ? partsOf(value) : [];
  for (const each of inside) collectRefs(each, found);
}

/** As one would write it: `aws_subnet.private[0].id`. */
export const refText = ({ to, key, path }: Ref): string =>
  `${to}${key === undefined ? '' : `[${JSON.stringify(key)}]`}${path === undefined ? '' : path.startsWith('[') ? path : `.${path}`}`;

/** What the shape of an unknown is made of. */
export function partsOf(value: Value): readonly Value[] {
  if (!('unknown' in value) || value.shape === undefined) return [];
  const { shape } = value;
  if (shape.kind === 'template') return shape.parts;
  if (shape.kind === 'either') return shape.of;
  return shape.kind === 'head' ? [{ known: shape.text }] : [shape.of];
}

/** Written out in the code itself: known, and made of nothing else, not even of a variable. */
export const isLiteral = (value: Value): boolean => 'known' in value && value.refs === undefined;
