import { isDeepStrictEqual } from 'node:util';
import type { Json, Value } from '../../src/collect/terraform/section.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { type Manifest, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { valueIn } from '../../src/terraform/value.ts';
import { fieldName, type Fields, isFields, isList, placed, written, writtenItems } from './snippets.ts';

/** What fields are written into: `the container server`, and what it says now. */
export type Holder = { readonly title: string; readonly value: Value | undefined };

/** Fields that belong in one place: those of `replaced` stand there already, and `items` are added to a list. */
type Step = {
  readonly path: readonly string[];
  readonly value: Value | undefined;
  readonly fields: Fields;
  readonly replaced: readonly string[];
  readonly items?: readonly Json[];
};

/**
 * What a fix writes into something. A key that is there is gone into, added to or said to be replaced: a second one beside it
 * would be refused by one parser, and taken for the first by another.
 */
export function put(manifest: Manifest, holder: Holder, fields: Fields, how = ''): string {
  const steps = stepsInto(holder.value, fields, []);
  const all = steps.length > 0 ? steps : [{ path: [], value: holder.value, fields, replaced: Object.keys(fields) }];
  return all.map((step, index) => sentence(manifest, holder, step, index === 0 ? how : '')).join('\n');
}

function stepsInto(value: Value | undefined, fields: Fields, path: readonly string[]): readonly Step[] {
  const entries = Object.entries(fields).map(([name, wanted]) => ({ name, wanted, now: valueIn(value, name) }));
  const within = entries.flatMap(({ name, wanted, now }) => (isFields(wanted) && isObject(now) ? stepsInto(now, wanted, [...path, name]) : []));
  const longer = entries.flatMap(({ name, wanted, now }) => (isItems(wanted) && hasItems(now) ? [{ path: [...path, name], value: now, fields: {}, replaced: [], items: wanted }] : []));
  const own = entries.filter(({ wanted, now }) => !(isFields(wanted) && isObject(now)) && !(isItems(wanted) && hasItems(now)) && !isSaid(now, wanted));
  const here = { path, value, fields: Object.fromEntries(own.map(({ name, wanted }) => [name, wanted])), replaced: own.filter(({ now }) => now !== undefined).map(({ name }) => name) };
  return [...(own.length > 0 ? [here] : []), ...within, ...longer];
}

const isItems = (wanted: Json): wanted is readonly Json[] => isList(wanted) && wanted.some(isFields);

/** As the YAML has it: readers of Terraform take a block for a list of one, and a list for its first. Nothing is written under `{}`. */
function isObject(now: Value | undefined): boolean {
  if (now === undefined) return false;
  const members = 'object' in now ? now.object : 'known' in now && isFields(now.known) ? now.known : {};
  return Object.keys(members).length > 0;
}

const hasItems = (now: Value | undefined): boolean => now !== undefined && ('list' in now ? now.list.length > 0 : 'known' in now && isList(now.known) && now.known.length > 0);

const isSaid = (now: Value | undefined, wanted: Json): boolean => now !== undefined && 'known' in now && isDeepStrictEqual(now.known, wanted);

function sentence(manifest: Manifest, holder: Holder, { path, value, fields, replaced, items }: Step, how: string): string {
  const place = `(${placed(placeIn(manifest, value))}${isMadeOfValues(manifest, holder.value, value) ? ', or in the values that it is made of' : ''})`;
  const names = path.map((name) => fieldName(manifest, name)).join('.');
  if (items !== undefined) return `Add to the list ${code(names)} of ${holder.title} ${place}${how}:${writtenItems(manifest, path.at(-1) ?? '', items)}`;
  const where = path.length === 0 ? `In ${holder.title} ${place}` : `Under ${code(names)} of ${holder.title} ${place}`;
  const instead = replaced.length === 0 ? '' : `, in place of the ${list(replaced.map((name) => code(fieldName(manifest, name))))} there`;
  return `${where} write${instead}${how}:${written(manifest, fields, path.at(-1))}`;
}

/** Annotations of an object. */
export const annotating = (manifest: Manifest, annotations: Fields, how = ''): string =>
  put(manifest, { title: code(titleOf(manifest)), value: manifest.body }, { metadata: { annotations } }, how);

/** What a template takes from values as a whole has no line of its own, and stands for what is around it. */
const isMadeOfValues = ({ origin }: Manifest, around: Value | undefined, value: Value | undefined): boolean =>
  origin.kind === 'chart' && value !== around && value?.line === around?.line;
