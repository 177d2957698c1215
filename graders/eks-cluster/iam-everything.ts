import type { TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { addressOf, type Declared, declared, placeOf } from '../../src/terraform/declared.ts';
import { asEntries, asList, asText } from '../../src/terraform/value.ts';
import { documentOf, grantsEverything, type PolicyDocument, type Statement, statementOf } from './iam-documents.ts';
import { type Grant, grantsOf, managedPolicyName, policyName, textsGiven } from './iam-grants.ts';
import { everythingPolicies } from './knowledge/node-policies.ts';

/** Rights to everything, or rights of which files can't tell that. */
export type Breadth = { readonly kind: 'everything' | 'unknown'; readonly what: string; readonly by: string; readonly at: Location };

export const breadthsOf = once((facts: TerraformFacts): readonly Breadth[] => [
  ...grantsOf(facts).flatMap(ofGrant),
  ...declared(facts, { kind: 'module' }).filter(({ block }) => block.folder === undefined).flatMap(ofModule),
]);

function ofGrant(grant: Grant): readonly Breadth[] {
  const by = addressOf(grant.declared);
  if (grant.kind === 'document') return ofDocument(documentOf(grant.declared, grant.document), by, grant.at);
  const name = policyName(grant.declared, grant.arn);
  if (name !== undefined) return everythingPolicies.has(name) ? [{ kind: 'everything', what: name, by, at: grant.at }] : [];
  // What a block of this configuration declares is judged there; only a variable leaves it open.
  return isGiven(grant.arn) ? [{ kind: 'unknown', what: by, by, at: grant.at }] : [];
}

const isGiven = (arn: Value): boolean => 'unknown' in arn && (arn.refs ?? []).length > 0 && (arn.refs ?? []).every(({ to }) => to.startsWith('var.'));

function ofDocument({ statements, open }: PolicyDocument, by: string, at: Location): readonly Breadth[] {
  const broad = statements.filter(grantsEverything).map((each): Breadth => ({ kind: 'everything', what: everythingIn(each), by, at: each.at }));
  if (broad.length > 0) return broad;
  const isOpen = open || statements.some((each) => each.open && each.effect !== 'deny' && mayGrantEverything(each));
  return isOpen ? [{ kind: 'unknown', what: by, by, at }] : [];
}

/** Unknown actions on one thing, or one action on an unknown thing, are not everything. */
const mayGrantEverything = ({ actions, resources, allBut }: Statement): boolean =>
  (allBut || actions.length === 0 || actions.includes('*')) && (resources.length === 0 || resources.includes('*'));

const everythingIn = ({ allBut }: Statement): string => (allBut ? 'all but a few actions on everything' : '`*` on `*`');

/** Policies in what a module of others is given, whatever it calls them. */
function ofModule(module: Declared): readonly Breadth[] {
  const by = addressOf(module);
  const named = textsGiven(module).flatMap((value): readonly Breadth[] => {
    const name = managedPolicyName(value);
    return name !== undefined && everythingPolicies.has(name) ? [{ kind: 'everything', what: name, by, at: placeOf(module, value) }] : [];
  });
  const written = Object.values(module.attributes).flatMap((value) => statementsWithin(module, value, placeOf(module, value), 0));
  return [...named, ...written.filter(grantsEverything).map((each): Breadth => ({ kind: 'everything', what: everythingIn(each), by, at: each.at }))];
}

/** How deep inputs are looked into: a map of roles with a list of statements. */
const deepest = 6;

function statementsWithin(module: Declared, value: Value, at: Location, depth: number): readonly Statement[] {
  if (depth > deepest) return [];
  const text = asText(value);
  if (text.kind === 'known' ? text.is.includes('"Statement"') : 'unknown' in value) return documentOf(module, value).statements;
  const inner = innerOf(value);
  const looksLikeOne = inner.names.some((name) => /^(not_)?actions?$|^(Not)?Action$/.test(name)) && inner.names.some((name) => /resources?$/i.test(name));
  return looksLikeOne ? [statementOf(value, at)] : inner.values.flatMap((each) => statementsWithin(module, each, placeOf(module, each), depth + 1));
}

function innerOf(value: Value): { readonly names: readonly string[]; readonly values: readonly Value[] } {
  if ('list' in value || ('known' in value && Array.isArray(value.known))) {
    const list = asList(value);
    return { names: [], values: list.kind === 'known' ? list.is : [] };
  }
  const entries = asEntries(value);
  return entries.kind === 'known' ? { names: entries.is.map(([name]) => name), values: entries.is.map(([, each]) => each) } : { names: [], values: [] };
}
