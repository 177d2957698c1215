import type { Matrix } from '../../src/collect/workflow/section.ts';
import { condition, interpolate, type Lookup } from './expression.ts';
import { open, valueOf } from './expression-value.ts';
import { known, type Text, unknown } from './text.ts';

/** A member of an axis: a text, or a map of them. */
type Member = Text | ReadonlyMap<string, Text>;
type Combination = ReadonlyMap<string, Member>;

/** GitHub takes 256; a matrix of images or platforms has a handful. */
const most = 32;

/** `matrix.…` in each of the jobs that a matrix makes; none: GitHub makes no job of it. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix */
export function combinationsOf(matrix: Matrix, lookup: Lookup): readonly Lookup[] {
  const told = matrix.expression === undefined ? matrix : given(matrix.expression, matrix.line, lookup);
  if (told === undefined) return [(path) => open(['matrix', ...path].join('.'))];
  const names = Object.keys(told.axes);
  let all: readonly Combination[] = names.length === 0 ? [] : [new Map()];
  for (const [name, axis] of Object.entries(told.axes)) {
    const members = membersOf(name, axis, lookup);
    all = all.flatMap((each) => members.map((member): Combination => new Map([...each, [name, member]]))).slice(0, most);
  }
  const excluded = mapsOf(told.exclude, lookup);
  const kept = all.filter((each) => !excluded.some((other) => [...other].every(([key, member]) => isSame(each.get(key), member))));
  return included(kept, mapsOf(told.include, lookup), new Set(names)).slice(0, most).map(lookupOf);
}

const lookupOf = (combination: Combination): Lookup => ([name = '', key]) => {
  const member = combination.get(name);
  if (member === undefined) return valueOf(known(''));
  if (!('text' in member)) return key === undefined ? open(`matrix.${name}`) : valueOf(member.get(key) ?? known(''));
  return valueOf(member);
};

/** `${{ fromJSON('…') }}`; undefined: an earlier job writes it. */
function given(expression: string, line: number, lookup: Lookup): Matrix | undefined {
  const json = parsed(expression, lookup);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  const entries = Object.entries(json).map(([name, list]) => [name, Array.isArray(list) ? list.map(textsOf) : String(list)] as const);
  const maps = (name: string) => {
    const list = entries.find(([key]) => key === name)?.[1];
    return Array.isArray(list) ? { [name]: list.map((item) => (typeof item === 'string' ? {} : item)) } : {};
  };
  return { line, axes: Object.fromEntries(entries.filter(([name]) => name !== 'include' && name !== 'exclude')), ...maps('include'), ...maps('exclude') };
}

const textsOf = (value: unknown): string | Record<string, string> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, String(inner)])) : String(value);

function parsed(text: string, lookup: Lookup): unknown {
  const inner = /^\s*\$\{\{\s*fromJSON\s*\(([^]*)\)\s*\}\}\s*$/i.exec(text)?.[1];
  const value = inner === undefined ? undefined : condition(`\${{ ${inner} }}`, lookup);
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') return undefined;
  try {
    return JSON.parse(value.value);
  } catch {
    // GitHub would stop there; what keeps it from parsing may be our own reading.
    return undefined;
  }
}

function membersOf(name: string, axis: Matrix['axes'][string], lookup: Lookup): readonly Member[] {
  const json = typeof axis === 'string' ? parsed(axis, lookup) : axis;
  if (!Array.isArray(json)) return [unknown(`matrix.${name}`)];
  return json.slice(0, most).map((member) => memberOf(textsOf(member), lookup));
}

const memberOf = (member: string | Readonly<Record<string, string>>, lookup: Lookup): Member =>
  typeof member === 'string' ? interpolate(member, lookup) : new Map(Object.entries(member).map(([key, text]) => [key, interpolate(text, lookup)]));

/** What an expression adds or takes away is not known, and rarely all of it. */
const mapsOf = (list: Matrix['include'], lookup: Lookup): readonly Combination[] =>
  Array.isArray(list) ? list.map((map) => new Map(Object.entries(map).map(([key, text]) => [key, interpolate(text, lookup)]))) : [];

const isSame = (one: Member | undefined, other: Member): boolean =>
  one !== undefined && 'text' in one && 'text' in other && one.text === other.text && one.holes.length + other.holes.length === 0;

/** Each goes into the combinations that it contradicts in no axis; one that goes into none is a combination of its own. */
function included(all: readonly Combination[], more: readonly Combination[], axes: ReadonlySet<string>): readonly Combination[] {
  const result = [...all];
  for (const added of more) {
    const own = [...added].filter(([key]) => axes.has(key));
    const fitting = all.length === 0 ? [] : result.slice(0, all.length).flatMap((each, index) => (own.every(([key, member]) => isSame(each.get(key), member)) ? [index] : []));
    for (const index of fitting) result[index] = new Map([...(result[index] ?? []), ...added]);
    if (fitting.length === 0) result.push(added);
  }
  return result;
}
