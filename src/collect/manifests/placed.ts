import type { Json } from '../terraform/section.ts';

/** A value and the line on which it stands in the file that a person edits; 0 where that isn't certain. */
export type Placed = { readonly line: number } & (
  | { readonly is: string | number | boolean | null }
  | { readonly list: readonly Placed[] }
  | { readonly object: ReadonlyMap<string, Placed> }
);

export type PlacedObject = Extract<Placed, { readonly object: unknown }>;
export type Step = string | number;

export const isObject = (placed: Placed | undefined): placed is PlacedObject => placed !== undefined && 'object' in placed;

export function jsonOf(placed: Placed): Json {
  if ('is' in placed) return placed.is;
  if ('list' in placed) return placed.list.map(jsonOf);
  return Object.fromEntries([...placed.object].map(([name, member]) => [name, jsonOf(member)]));
}

/** Of each member in the order of section manifests' `lines`: on the way down, names sorted by code unit. */
export function linesOf(placed: Placed): number[] {
  const lines: number[] = [];
  addLines(placed, lines);
  return lines;
}

function addLines(placed: Placed, lines: number[]): void {
  for (const member of membersOf(placed)) {
    lines.push(member.line);
    addLines(member, lines);
  }
}

function membersOf(placed: Placed): readonly Placed[] {
  if ('is' in placed) return [];
  if ('list' in placed) return placed.list;
  return [...placed.object].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, member]) => member);
}

export function placedAt(placed: Placed | undefined, ...steps: readonly Step[]): Placed | undefined {
  let at = placed;
  for (const step of steps) {
    if (at === undefined || 'is' in at) return undefined;
    if ('list' in at) at = typeof step === 'number' ? at.list[step] : undefined;
    else at = typeof step === 'string' ? at.object.get(step) : undefined;
  }
  return at;
}

export function textAt(placed: Placed | undefined, ...steps: readonly Step[]): string | undefined {
  const at = placedAt(placed, ...steps);
  return at !== undefined && 'is' in at && typeof at.is === 'string' ? at.is : undefined;
}

/** The members of a list; none where there is no list. */
export function itemsAt(placed: Placed | undefined, ...steps: readonly Step[]): readonly Placed[] {
  const at = placedAt(placed, ...steps);
  return at !== undefined && 'list' in at ? at.list : [];
}

export function entriesAt(placed: Placed | undefined, ...steps: readonly Step[]): readonly (readonly [string, Placed])[] {
  const at = placedAt(placed, ...steps);
  return isObject(at) ? [...at.object] : [];
}

/** The same with each line given anew. */
export function relined(placed: Placed, lineOf: (line: number) => number): Placed {
  const line = lineOf(placed.line);
  if ('is' in placed) return { ...placed, line };
  if ('list' in placed) return { list: placed.list.map((each) => relined(each, lineOf)), line };
  return { object: new Map([...placed.object].map(([name, each]) => [name, relined(each, lineOf)])), line };
}

/** The same with each text given anew. */
export function retexted(placed: Placed, textOf: (text: string, line: number) => string): Placed {
  if ('is' in placed) return typeof placed.is === 'string' ? { ...placed, is: textOf(placed.is, placed.line) } : placed;
  if ('list' in placed) return { ...placed, list: placed.list.map((each) => retexted(each, textOf)) };
  return { ...placed, object: new Map([...placed.object].map(([name, each]) => [name, retexted(each, textOf)])) };
}

export function withMember(placed: PlacedObject, name: string, member: Placed): PlacedObject {
  return { ...placed, object: new Map([...placed.object, [name, member]]) };
}

export function withoutMembers(placed: PlacedObject, names: readonly string[]): PlacedObject {
  return { ...placed, object: new Map([...placed.object].filter(([name]) => !names.includes(name))) };
}
