import type { Root, Value } from '../../src/collect/terraform/section.ts';
import { type Declared, placeOf, sourcesOf } from '../../src/terraform/declared.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asEntries, asList, asText, refsIn, valueIn, valueOf } from '../../src/terraform/value.ts';

/** A statement that allows something. */
export type Statement = {
  readonly actions: readonly Value[];
  readonly resources: readonly Value[];
  /** The keys that conditions look at. */
  readonly conditions: readonly string[];
  readonly at: Location;
  /** How it is written: where a fix belongs. */
  readonly written: 'json' | 'data source';
  /** Of the data source; of JSON the block that holds it. */
  readonly in: Declared;
};

/** `isOpen`: more may be allowed than can be told from the files. */
export type Policy = { readonly statements: readonly Statement[]; readonly isOpen: boolean };

/** A policy document may be put together from others, which may be. */
const deepest = 8;

export function policyOf(root: Root, by: Declared, value: Value | undefined, depth = 0): Policy {
  if (value === undefined) return { statements: [], isOpen: false };
  const sources = sourcesOf(root, value, { kind: 'data', type: 'aws_iam_policy_document' });
  if (sources.length > 0 && depth < deepest) return together(sources.map((source) => policyOfSource(root, source, depth + 1)));
  const said = asList(valueIn(documentOf(value), 'Statement'));
  if (said.kind !== 'known') return { statements: [], isOpen: !('known' in value) };
  const allowing = said.is.filter((each) => matchesText(valueIn(each, 'Effect'), 'Allow') !== 'no');
  const at = placeOf(by, value);
  return { statements: allowing.map((each) => ofJson(by, each, at)), isOpen: false };
}

const together = (policies: readonly Policy[]): Policy => ({
  statements: policies.flatMap(({ statements }) => statements),
  isOpen: policies.some(({ isOpen }) => isOpen),
});

function ofJson(by: Declared, statement: Value, at: Location): Statement {
  const tests = asEntries(valueIn(statement, 'Condition'));
  const conditions = tests.kind === 'known' ? tests.is.flatMap(([, keys]) => namesOf(keys)) : [];
  return { actions: membersOf(valueIn(statement, 'Action')), resources: membersOf(valueIn(statement, 'Resource')), conditions, at, written: 'json', in: by };
}

function namesOf(value: Value): readonly string[] {
  const entries = asEntries(value);
  return entries.kind === 'known' ? entries.is.map(([name]) => name) : [];
}

export function membersOf(value: Value | undefined): readonly Value[] {
  const list = asList(value);
  return list.kind === 'known' ? list.is : list.kind === 'absent' ? [] : [list.value];
}

function policyOfSource(root: Root, source: Declared, depth: number): Policy {
  const inherited = ['source_policy_documents', 'override_policy_documents'].flatMap((name) => membersOf(valueOf(source, name)));
  const own = asList(valueOf(source, 'statement'));
  const allowing = own.kind === 'known' ? own.is.filter((each) => valueIn(each, 'effect') === undefined || matchesText(valueIn(each, 'effect'), 'Allow') !== 'no') : [];
  const statements = allowing.map((each) => ofBlock(source, each));
  return together([{ statements, isOpen: own.kind === 'unknown' }, ...inherited.map((each) => policyOf(root, source, each, depth))]);
}

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
    in: source,
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
