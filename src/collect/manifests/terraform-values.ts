import type { Location } from '../../evidence/observation.ts';
import { refText } from '../../terraform/value.ts';
import type { Json, Shape, Value } from '../terraform/section.ts';
import type { Placed } from './placed.ts';
import { type Unknowns, withoutMarks } from './unknowns.ts';
import { isMap } from './validate.ts';

/** Of the block that a value is part of. */
export type Around = { readonly at: Location; readonly unknowns: Unknowns };

/** A value as what it would be in an object: marks for what isn't known; what is null isn't set. */
export function placedValue(value: Value, around: Around): Placed | undefined {
  const line = lineOf(value, around);
  if ('known' in value) return placedJson(value.known, line);
  if ('list' in value) return { list: value.list.flatMap((each) => placedValue(each, around) ?? []), line };
  if ('object' in value) return { object: new Map(Object.entries(value.object).flatMap(([name, each]) => named(name, placedValue(each, around)))), line };
  return { is: textOf(value, { ...around, at: placeOf(value, around) }), line };
}

export const named = <Member>(name: string, member: Member | undefined): readonly (readonly [string, Member])[] => (member === undefined || name === '__proto__' ? [] : [[name, member]]);

/** What was written in another file than its block has no line that would be one of the block's. */
export const lineOf = ({ line, path }: Value, { at }: Around): number => (path === undefined || path === at.path ? (line ?? 0) : 0);

function placeOf(value: Value, { at }: Around): Location {
  const { line = at.line, path = at.path } = value;
  return { path, ...(line !== undefined && { line }) };
}

/** Members of an expression have no line of their own. */
function placedJson(json: Json, line: number): Placed | undefined {
  if (json === null) return undefined;
  if (typeof json === 'string') return { is: withoutMarks(json).toWellFormed(), line };
  if (typeof json !== 'object') return { is: json, line };
  if (isMap(json)) return { object: new Map(Object.entries(json).flatMap(([name, each]) => named(name, placedJson(each, 0)))), line };
  return { list: Object.values(json).flatMap((each: Json) => placedJson(each, 0) ?? []), line };
}

type Unknown = Extract<Value, { readonly unknown: true }>;

function textOf(value: Unknown, around: Around): string {
  const { shape } = value;
  if (shape?.kind === 'template') return shape.parts.map((part) => pieceOf(part, around)).join('');
  if (shape?.kind === 'head') return `${withoutMarks(shape.text).toWellFormed()}${markOf(value, shape, around)}`;
  return markOf(value, shape, around);
}

function pieceOf(part: Value, around: Around): string {
  if ('known' in part && typeof part.known !== 'object') return withoutMarks(String(part.known)).toWellFormed();
  return 'unknown' in part ? textOf(part, around) : markOf(part, undefined, around);
}

function markOf(value: Value, shape: Shape | undefined, around: Around): string {
  const refs = (value.refs ?? []).map(refText);
  const inner = refs.length === 0 && shape?.kind === 'either' ? shape.of.flatMap((each) => (each.refs ?? []).map(refText)) : [];
  const calls = (value.calls ?? []).map((call) => `${call}()`);
  return around.unknowns.mark(refs.length + inner.length > 0 ? [...refs, ...inner] : calls, placeOf(value, around));
}
