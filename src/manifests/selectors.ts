import type { Value } from '../collect/terraform/section.ts';
import { matchesText } from '../terraform/text.ts';
import { asEntries, asList, asText, partsOf, refText, valueIn } from '../terraform/value.ts';

export type Answer = 'yes' | 'no' | 'maybe';

/** All of them must hold. */
export const every = (answers: readonly Answer[]): Answer => (answers.includes('no') ? 'no' : answers.includes('maybe') ? 'maybe' : 'yes');

/** One of them must hold. */
export const some = (answers: readonly Answer[]): Answer => (answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no');

/** Whether two texts are one; those of which files can't tell all are where they are made of the same. */
export function sameText(one: Value | undefined, other: Value | undefined): Answer {
  if (one === undefined || other === undefined) return one === other ? 'yes' : 'no';
  const [mine, theirs] = [asText(one), asText(other)];
  if (mine.kind === 'other' || theirs.kind === 'other') return 'no';
  if (mine.kind === 'known' && theirs.kind === 'known') return mine.is === theirs.is ? 'yes' : 'no';
  const [written, elsewhere] = [writingOf(one), writingOf(other)];
  if (written !== undefined && written === elsewhere) return 'yes';
  if (mine.kind === 'known') return couldBe(other, mine.is);
  return theirs.kind === 'known' ? couldBe(one, theirs.is) : 'maybe';
}

const couldBe = (value: Value, text: string): Answer => (text.includes('*') ? 'maybe' : matchesText(value, text));

/** Undefined where it doesn't even tell of what it is made: then it is like nothing else. */
function writingOf(value: Value): string | undefined {
  if ('known' in value) return JSON.stringify(value.known);
  const parts = partsOf(value).map(writingOf);
  if (parts.length > 0) return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
  const refs = value.refs?.map(refText) ?? [];
  return refs.length === 0 ? undefined : `\0${refs.join(' ')}\0`;
}

/** Label by label, as a Service selects. An absent or empty one selects nothing. */
export function selectsByLabels(selector: Value | undefined, labels: Value | undefined): Answer {
  const asked = asEntries(selector);
  if (asked.kind === 'unknown') return 'maybe';
  if (asked.kind !== 'known' || asked.is.length === 0) return 'no';
  return every(asked.is.map(([name, value]) => hasLabel(labels, name, value)));
}

function hasLabel(labels: Value | undefined, name: string, value: Value): Answer {
  const label = labelOf(labels, name);
  return label.kind === 'maybe' ? 'maybe' : sameText(label.value, value);
}

type Label = { readonly kind: 'told'; readonly value: Value | undefined } | { readonly kind: 'maybe' };

function labelOf(labels: Value | undefined, name: string): Label {
  const all = asEntries(labels);
  if (all.kind === 'unknown') return { kind: 'maybe' };
  return { kind: 'told', value: all.kind === 'known' ? new Map(all.is).get(name) : undefined };
}

/**
 * matchLabels and matchExpressions, all of which must hold; an empty one selects all. An absent one selects nothing.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function selects(selector: Value | undefined, labels: Value | undefined): Answer {
  if (selector === undefined) return 'no';
  const expressions = asList(valueIn(selector, 'matchExpressions'));
  if ('unknown' in selector || expressions.kind === 'unknown') return 'maybe';
  const byLabels = valueIn(selector, 'matchLabels');
  const asked = asEntries(byLabels);
  const matched = asked.kind === 'absent' || (asked.kind === 'known' && asked.is.length === 0) ? 'yes' : selectsByLabels(byLabels, labels);
  return every([matched, ...(expressions.kind === 'known' ? expressions.is.map((each) => holds(each, labels)) : [])]);
}

/** Whether it selects everything there is. */
export function selectsAll(selector: Value | undefined): Answer {
  if (selector === undefined) return 'no';
  if ('unknown' in selector) return 'maybe';
  const [byLabels, expressions] = [asEntries(valueIn(selector, 'matchLabels')), asList(valueIn(selector, 'matchExpressions'))];
  if (byLabels.kind === 'unknown' || expressions.kind === 'unknown') return 'maybe';
  const asks = (byLabels.kind === 'known' && byLabels.is.length > 0) || (expressions.kind === 'known' && expressions.is.length > 0);
  return asks ? 'no' : 'yes';
}

const opposite = { yes: 'no', no: 'yes', maybe: 'maybe' } as const satisfies Record<Answer, Answer>;

function holds(expression: Value, labels: Value | undefined): Answer {
  const [key, operator] = [asText(valueIn(expression, 'key')), asText(valueIn(expression, 'operator'))];
  if (key.kind !== 'known' || operator.kind !== 'known') return 'maybe';
  const label = labelOf(labels, key.is);
  if (label.kind === 'maybe') return 'maybe';
  const isThere = label.value === undefined ? 'no' : 'yes';
  if (operator.is === 'Exists') return isThere;
  if (operator.is === 'DoesNotExist') return opposite[isThere];
  const isIn = label.value === undefined ? 'no' : isOneOf(label.value, valueIn(expression, 'values'));
  return operator.is === 'In' ? isIn : operator.is === 'NotIn' ? opposite[isIn] : 'no';
}

function isOneOf(label: Value, values: Value | undefined): Answer {
  const listed = asList(values);
  if (listed.kind === 'unknown') return 'maybe';
  return listed.kind === 'known' ? some(listed.is.map((each) => sameText(each, label))) : 'no';
}
