import type { Root, Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { addressOf, type Declared, placeOf, sourcesOf } from './declared.ts';
import { documentOf as textDocument } from './document.ts';
import { membersOf } from './members.ts';
import { asEntries, asList, asText, partsOf, valueIn, valueOf } from './value.ts';

/** One statement of an IAM policy, in IAM's own words or in Terraform's. */
export type Statement = {
  readonly effect: 'allow' | 'deny' | 'unknown';
  readonly actions: readonly Value[];
  readonly resources: readonly Value[];
  /** `NotAction`: all but these. */
  readonly allBut: boolean;
  /** `NotResource` */
  readonly everywhereBut: boolean;
  /** The keys that conditions look at. */
  readonly conditions: readonly string[];
  /** Somebody is named who it holds for: a policy of a resource. */
  readonly ofResource: boolean;
  readonly at: Location;
  /** Where a fix of what it holds for belongs. */
  readonly resourcesAt: Location;
  readonly written: 'json' | 'data source';
};

export type PolicyDocument = {
  readonly statements: readonly Statement[];
  /** Files can't tell what else it says. */
  readonly open: boolean;
};

const nothing: PolicyDocument = { statements: [], open: false };
const unreadable: PolicyDocument = { statements: [], open: true };

/** A document may be put together from others, which may be: each is read once. */
type Reading = { readonly seen: Set<string>; readonly isPublished: (source: Declared) => boolean };

/**
 * What a `policy` attribute says, however it is written: JSON, jsonencode(), a heredoc, a data source. `isPublished` tells of a block that
 * fetches a document whether that is one which everybody may read, and which grants nothing to speak of.
 */
export const policyOf = (by: Declared, policy: Value | undefined, isPublished: Reading['isPublished'] = () => false): PolicyDocument =>
  within({ seen: new Set(), isPublished }, by, policy);

function within(reading: Reading, by: Declared, policy: Value | undefined): PolicyDocument {
  if (policy === undefined) return nothing;
  const written = writtenIn(policy);
  if (written !== undefined) return statementsIn(written, placeOf(by, policy));
  if ('unknown' in policy && policy.shape?.kind === 'either') return together(partsOf(policy).map((part) => within(reading, by, part)));
  return ofSources(reading, by.root, policy);
}

const together = (documents: readonly PolicyDocument[]): PolicyDocument => ({
  statements: documents.flatMap(({ statements }) => statements),
  open: documents.some(({ open }) => open),
});

/** The document as a value that can be walked. */
function writtenIn(value: Value): Value | undefined {
  const document = textDocument(value) ?? value;
  return 'object' in document || ('known' in document && typeof document.known === 'object') ? document : undefined;
}

function statementsIn(document: Value, at: Location): PolicyDocument {
  const statements = asList(valueIn(document, 'Statement'));
  if (statements.kind === 'unknown') return unreadable;
  return { statements: statements.kind === 'known' ? statements.is.map((statement) => statementOf(statement, at)) : [], open: false };
}

function ofSources(reading: Reading, root: Root, policy: Value): PolicyDocument {
  const sources = sourcesOf(root, policy);
  const documents = sources.filter(({ block }) => block.kind === 'data' && block.type === 'aws_iam_policy_document');
  if (documents.length > 0) return together(documents.map((each) => ofSource(reading, each)));
  return sources.some(reading.isPublished) ? nothing : unreadable;
}

/** `data "aws_iam_policy_document"`, and those that it is made of. */
function ofSource(reading: Reading, source: Declared): PolicyDocument {
  const address = addressOf(source);
  if (reading.seen.has(address)) return nothing;
  reading.seen.add(address);
  const own = asList(valueOf(source, 'statement'));
  const statements = own.kind === 'known' ? own.is.map((each) => ofBlock(source, each)) : [];
  const inherited = ['source_policy_documents', 'override_policy_documents'].flatMap((name) => membersOf(valueOf(source, name)));
  return together([{ statements, open: own.kind === 'unknown' }, ...inherited.map((each) => within(reading, source, each))]);
}

const ofBlock = (source: Declared, statement: Value): Statement => ({
  ...statementOf(statement, placeOf(source, statement)),
  resourcesAt: placeOf(source, valueIn(statement, 'resources') ?? statement),
  written: 'data source',
});

/** One that stands by itself, such as in what a module is given. */
export function statementOf(statement: Value, at: Location): Statement {
  const either = (one: string, other: string): readonly Value[] => membersOf(valueIn(statement, one) ?? valueIn(statement, other));
  const effect = asText(valueIn(statement, 'Effect') ?? valueIn(statement, 'effect'));
  return {
    effect: effect.kind === 'unknown' ? 'unknown' : effect.kind === 'known' && effect.is.toLowerCase() === 'deny' ? 'deny' : 'allow',
    actions: either('Action', 'actions'),
    resources: either('Resource', 'resources'),
    allBut: either('NotAction', 'not_actions').length > 0,
    everywhereBut: either('NotResource', 'not_resources').length > 0,
    conditions: [...namesOfTests(valueIn(statement, 'Condition')), ...membersOf(valueIn(statement, 'condition')).flatMap(variableOf)],
    ofResource: ['Principal', 'principals', 'NotPrincipal', 'not_principals'].some((name) => membersOf(valueIn(statement, name)).length > 0),
    at,
    resourcesAt: at,
    written: 'json',
  };
}

function namesOfTests(value: Value | undefined): readonly string[] {
  const tests = asEntries(value);
  return tests.kind === 'known' ? tests.is.flatMap(([, keys]) => namesOf(keys)) : [];
}

function namesOf(value: Value): readonly string[] {
  const entries = asEntries(value);
  return entries.kind === 'known' ? entries.is.map(([name]) => name) : [];
}

function variableOf(condition: Value): readonly string[] {
  const variable = asText(valueIn(condition, 'variable'));
  return variable.kind === 'known' ? [variable.is] : [];
}
