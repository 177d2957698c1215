import type { Root, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { addressOf, type Declared, placeOf, sourcesOf } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asEntries, asText, refsIn, valueIn, valueOf } from '../../src/terraform/value.ts';
import { membersOf } from './members.ts';

/** A statement that allows something. */
export type Statement = {
  readonly actions: readonly Value[];
  readonly resources: readonly Value[];
  /** The keys that conditions look at. */
  readonly conditions: readonly string[];
  readonly at: Location;
  /** How it is written: where a fix belongs. */
  readonly written: 'json' | 'data source';
};

/** What a policy allows, as far as the files tell. */
export const statementsOf = (root: Root, by: Declared, policy: Value | undefined): readonly Statement[] => statementsWithin({ root, seen: new Set() }, by, policy);

/** A policy document may be put together from others, which may be: each is read once. */
type Reading = { readonly root: Root; readonly seen: Set<string> };

function statementsWithin(reading: Reading, by: Declared, policy: Value | undefined): readonly Statement[] {
  const sources = sourcesOf(reading.root, policy, { kind: 'data', type: 'aws_iam_policy_document' });
  if (sources.length > 0) return sources.flatMap((source) => statementsOfSource(reading, source));
  const said = membersOf(valueIn(documentOf(policy), 'Statement'));
  const at = placeOf(by, policy);
  return said.filter((each) => matchesText(valueIn(each, 'Effect'), 'Allow') !== 'no').map((each) => ofJson(each, at));
}

function ofJson(statement: Value, at: Location): Statement {
  const tests = asEntries(valueIn(statement, 'Condition'));
  const conditions = tests.kind === 'known' ? tests.is.flatMap(([, keys]) => namesOf(keys)) : [];
  return { actions: membersOf(valueIn(statement, 'Action')), resources: membersOf(valueIn(statement, 'Resource')), conditions, at, written: 'json' };
}

function namesOf(value: Value): readonly string[] {
  const entries = asEntries(value);
  return entries.kind === 'known' ? entries.is.map(([name]) => name) : [];
}

function statementsOfSource(reading: Reading, source: Declared): readonly Statement[] {
  const address = addressOf(source);
  if (reading.seen.has(address)) return [];
  reading.seen.add(address);
  const inherited = ['source_policy_documents', 'override_policy_documents'].flatMap((name) => membersOf(valueOf(source, name)));
  const own = membersOf(valueOf(source, 'statement')).filter((each) => allows(valueIn(each, 'effect')));
  return [...own.map((each) => ofBlock(source, each)), ...inherited.flatMap((each) => statementsWithin(reading, source, each))];
}

const allows = (effect: Value | undefined): boolean => effect === undefined || matchesText(effect, 'Allow') !== 'no';

function ofBlock(source: Declared, statement: Value): Statement {
  const resources = valueIn(statement, 'resources');
  const conditions = membersOf(valueIn(statement, 'condition')).flatMap((each) => {
    const variable = asText(valueIn(each, 'variable'));
    return variable.kind === 'known' ? [variable.is] : [];
  });
  return {
    actions: membersOf(valueIn(statement, 'actions')),
    resources: membersOf(resources),
    conditions,
    at: placeOf(source, resources ?? statement),
    written: 'data source',
  };
}

/** Every text within a policy or a block, those of the data sources that it is made of too. */
export function textsIn(root: Root, value: Value | undefined): readonly string[] {
  const sources = sourcesOf(root, value, { kind: 'data', type: 'aws_iam_policy_document' });
  return [documentOf(value), ...sources.map(({ attributes }): Value => ({ object: attributes }))].flatMap(textsOf);
}

function textsOf(value: Value | undefined): readonly string[] {
  if (value === undefined) return [];
  if ('known' in value) return [JSON.stringify(value.known)];
  if ('list' in value) return value.list.flatMap(textsOf);
  if ('object' in value) return Object.entries(value.object).flatMap(([name, each]) => [name, ...textsOf(each)]);
  const { shape } = value;
  if (shape === undefined || shape.kind === 'head') return shape === undefined ? [] : [shape.text];
  return shape.kind === 'template' ? shape.parts.flatMap(textsOf) : shape.kind === 'either' ? shape.of.flatMap(textsOf) : textsOf(shape.of);
}

/** Whether any block of that type is made of something of this one. */
export const isUsedBy = (root: Root, { block: { address } }: Declared, types: ReadonlySet<string>): boolean =>
  root.blocks.some(({ type, instances }) => types.has(type ?? '') && instances.some(({ attributes }) => refsIn({ object: attributes }).some(({ to }) => to === address)));
