import type { Location } from '../../evidence/observation.ts';
import { asEntries, asList, refsIn, refText } from '../../terraform/value.ts';
import { type Unknowns, withoutMarks } from '../manifests/unknowns.ts';
import type { Json, Value } from '../terraform/section.ts';
import { isList } from './declared.ts';

/** Where marks are counted, and of what block the value is. */
export type Marking = { readonly unknowns: Unknowns; readonly at: Location; readonly address: string };

/** A value of Terraform's with a mark wherever it can't be told. Null stays: it takes a chart's default away. */
export function markedValues(value: Value, marking: Marking): Json {
  const around = { ...marking, at: placeOf(value, marking.at) };
  if ('unknown' in value) return markedText(value, around);
  if ('known' in value && typeof value.known === 'string') return withoutMarks(value.known);
  if ('known' in value && (typeof value.known !== 'object' || value.known === null)) return value.known;
  if ('list' in value || ('known' in value && isList(value.known))) {
    const items = asList(value);
    return items.kind === 'known' ? items.is.map((each) => markedValues(each, around)) : [];
  }
  const entries = asEntries(value);
  return Object.fromEntries(entries.kind === 'known' ? entries.is.map(([name, each]) => [name, markedValues(each, around)]) : []);
}

const placeOf = ({ path, line }: Value, at: Location): Location => (line === undefined ? at : { path: path ?? at.path, line });

/** A text with a mark for each piece that can't be told. */
export function markedText(value: Value, marking: Marking): string {
  if ('known' in value && typeof value.known !== 'object') return withoutMarks(String(value.known));
  const shape = 'unknown' in value ? value.shape : undefined;
  if (shape?.kind === 'template') return shape.parts.map((part) => markedText(part, marking)).join('');
  const refs = refsIn(value).map(refText);
  return marking.unknowns.mark(refs.length === 0 ? [marking.address] : refs, marking.at);
}
