import type { Root, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { type Declared, placeOf, sourcesOf } from '../../src/terraform/declared.ts';
import { documentOf as textDocument } from '../../src/terraform/document.ts';
import { piecesOf } from '../../src/terraform/text.ts';
import { asList, asText, partsOf, valueIn, valueOf } from '../../src/terraform/value.ts';
import { publishedPolicies } from './knowledge/node-policies.ts';

/** One statement of a policy that says what its holder may do. */
export type Statement = {
  readonly effect: 'allow' | 'deny' | 'unknown';
  /** Known ones; `open` tells that there are others. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** `NotAction`: all but these. */
  readonly allBut: boolean;
  /** `NotResource` */
  readonly everywhereBut: boolean;
  /** Files can't tell all of its actions or resources. */
  readonly open: boolean;
  /** Somebody is named who it holds for: a policy of a resource. */
  readonly ofResource: boolean;
  readonly at: Location;
};

export type PolicyDocument = {
  readonly statements: readonly Statement[];
  /** Files can't tell what else it says. */
  readonly open: boolean;
};

const unreadable: PolicyDocument = { statements: [], open: true };
/** Documents that are made of documents that are made of documents. */
const deepest = 8;

/** What a `policy` attribute says, however it is written: JSON, jsonencode(), a heredoc, a data source. */
export function documentOf(each: Declared, value: Value | undefined, depth = 0): PolicyDocument {
  if (value === undefined) return { statements: [], open: false };
  if (depth > deepest) return unreadable;
  const at = placeOf(each, value);
  const written = writtenIn(value);
  if (written !== undefined) return statementsIn(written, at);
  if ('unknown' in value && value.shape?.kind === 'either') return together(partsOf(value).map((part) => documentOf(each, part, depth + 1)));
  return ofSources(each.root, value, depth);
}

function together(documents: readonly PolicyDocument[]): PolicyDocument {
  return { statements: documents.flatMap(({ statements }) => statements), open: documents.some(({ open }) => open) };
}

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

function ofSources(root: Root, value: Value, depth: number): PolicyDocument {
  const sources = sourcesOf(root, value);
  const documents = sources.filter(({ block }) => block.type === 'aws_iam_policy_document');
  if (documents.length > 0) return together(documents.map((each) => declaredDocument(each, depth)));
  const published = sources.filter(({ block }) => block.type === 'http').map((each) => asText(valueOf(each, 'url')));
  return published.length > 0 && published.every((url) => url.kind === 'known' && publishedPolicies.test(url.is)) ? { statements: [], open: false } : unreadable;
}

/** `data "aws_iam_policy_document"`, and those that it is made of. */
function declaredDocument(each: Declared, depth: number): PolicyDocument {
  const own = asList(valueOf(each, 'statement'));
  const statements = own.kind === 'known' ? own.is.map((statement) => statementOf(statement, placeOf(each, statement))) : [];
  const parts = ['source_policy_documents', 'override_policy_documents'].flatMap((name) => {
    const list = asList(valueOf(each, name));
    return list.kind === 'known' ? list.is.map((part) => documentOf(each, part, depth + 1)) : list.kind === 'unknown' ? [unreadable] : [];
  });
  return together([{ statements, open: own.kind === 'unknown' }, ...parts]);
}

/** In IAM's own words, or in Terraform's. */
export function statementOf(statement: Value, at: Location): Statement {
  const either = (one: string, other: string): Value | undefined => valueIn(statement, one) ?? valueIn(statement, other);
  const [actions, notActions] = [either('Action', 'actions'), either('NotAction', 'not_actions')];
  const [resources, notResources] = [either('Resource', 'resources'), either('NotResource', 'not_resources')];
  const effect = asText(either('Effect', 'effect'));
  const read = [textsOf(actions), textsOf(resources)] as const;
  return {
    effect: effect.kind === 'unknown' ? 'unknown' : effect.kind === 'known' && effect.is.toLowerCase() === 'deny' ? 'deny' : 'allow',
    actions: read[0].texts,
    resources: read[1].texts,
    allBut: textsOf(notActions).some,
    everywhereBut: textsOf(notResources).some,
    open: read[0].open || read[1].open,
    ofResource: ['Principal', 'principals', 'NotPrincipal', 'not_principals'].some((name) => textsOf(valueIn(statement, name)).some),
    at,
  };
}

/** One text or a list of them. */
function textsOf(value: Value | undefined): { readonly texts: readonly string[]; readonly open: boolean; readonly some: boolean } {
  const members = asList(value);
  if (members.kind !== 'known') return { texts: [], open: members.kind === 'unknown' && !isPartlyKnown(value), some: members.kind === 'unknown' };
  const texts = members.is.flatMap((member) => {
    const text = asText(member);
    return text.kind === 'known' ? [text.is] : [];
  });
  return { texts, open: members.is.some((member) => !isPartlyKnown(member)), some: members.is.length > 0 };
}

/** What has a known piece, such as `arn:aws:s3:::` before a name, is not a star whatever the rest is; nor is what another block gives. */
function isPartlyKnown(value: Value | undefined): boolean {
  const pieces = piecesOf(value);
  if (pieces?.some((piece) => piece !== undefined) === true) return true;
  return value !== undefined && 'unknown' in value && (value.refs ?? []).some(({ to }) => !to.startsWith('var.'));
}

/** All actions on all things, or all but a few. */
export const grantsEverything = ({ effect, actions, resources, allBut, everywhereBut, ofResource }: Statement): boolean =>
  effect === 'allow' && !ofResource && (allBut || actions.some((action) => /^\*(:\*)?$/.test(action))) && (everywhereBut || resources.includes('*'));
