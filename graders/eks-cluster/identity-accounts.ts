import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { addressOf, type Declared, declared, placeOf, sourcesOf } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { matchesGlob, matchesText, piecesOf } from '../../src/terraform/text.ts';
import { asEntries, asList, asText, asTruth, leavesOf, partsOf, refsIn, valueIn, valueOf } from '../../src/terraform/value.ts';
import { isOrigin, major, originOf } from '../../src/terraform/module-origin.ts';
import { rolesNamed } from './iam-grants.ts';
import { identityModules, irsaAnnotation, karpenterModule } from './knowledge/aws-callers.ts';

/** A service account of a cluster; undefined where files can't tell. */
export type Account = { readonly namespace: string | undefined; readonly name: string | undefined };

/** That an account gets a role by Pod Identity. */
export type Association = Account & { readonly root: Root; readonly at: Location; readonly by: string };

/** `aws_eks_pod_identity_association`, and modules that make some. Those of add-ons stand with the add-on. */
export const associationsOf = once((facts: TerraformFacts): readonly Association[] => [
  ...declared(facts, { type: 'aws_eks_pod_identity_association' }).map((each) => associationOf(each, { object: each.attributes })),
  ...declared(facts, { kind: 'module' }).flatMap(ofModule),
]);

function associationOf(each: Declared, body: Value, otherwise?: Value): Association {
  const said = (name: string): Value | undefined => valueIn(body, name) ?? valueIn(otherwise, name);
  return { root: each.root, by: addressOf(each), at: placeOf(each, body), namespace: namespaceName(each.root, said('namespace')), name: knownText(said('service_account')) };
}

/** The id of a namespace that Terraform makes is its name. */
export function namespaceName(root: Root, value: Value | undefined): string | undefined {
  const [ref, other] = refsIn(value);
  if (ref?.path !== 'id' || other !== undefined) return knownText(value);
  const [made] = sourcesOf(root, value, { kind: 'resource', type: ['kubernetes_namespace', 'kubernetes_namespace_v1'] });
  return made && knownText(valueOf(made, 'metadata', 'name'));
}

export function knownText(value: Value | undefined): string | undefined {
  const text = asText(value);
  return text.kind === 'known' ? text.is : undefined;
}

function ofModule(module: Declared): readonly Association[] {
  const origin = originOf(module);
  if (origin === undefined) return [];
  if (isOrigin(origin, karpenterModule)) return ofKarpenter(module, origin.version);
  const its = identityModules.find((each) => each.kind === 'pod-identity' && isOrigin(origin, each));
  const entries = asEntries(its && valueOf(module, its.accounts));
  if (entries.kind === 'unknown') return [{ root: module.root, by: addressOf(module), at: placeOf(module), namespace: undefined, name: undefined }];
  const defaults = valueOf(module, 'association_defaults');
  return entries.kind === 'known' ? entries.is.map(([, entry]) => associationOf(module, entry, defaults)) : [];
}

/** Until 20 the association is asked for. */
function ofKarpenter(module: Declared, version: string | undefined): readonly Association[] {
  const asked = asTruth(valueOf(module, 'create_pod_identity_association'));
  const newest = major(/\d+/.exec(version ?? '21')?.[0] ?? '21') >= 21;
  if (asked.kind === 'known' ? !asked.is : !newest) return [];
  const { namespace, name, ...rest } = associationOf(module, { object: module.attributes });
  return [{ ...rest, namespace: namespace ?? 'kube-system', name: name ?? 'karpenter' }];
}

export type Fit = 'yes' | 'no' | 'maybe';

/** Whether two accounts are one: what files can't tell of either may be. */
export function isAccount(one: Account, other: Account): Fit {
  const answers = [fit(one.namespace, other.namespace), fit(one.name, other.name)];
  return answers.includes('no') ? 'no' : answers.includes('maybe') ? 'maybe' : 'yes';
}

const fit = (one: string | undefined, other: string | undefined): Fit => (one === undefined || other === undefined ? 'maybe' : one === other ? 'yes' : 'no');

/** Whether a role lets an account of the cluster in by its OIDC provider. */
export function trusts(root: Root, role: Value | undefined, account: Account): Fit {
  const roles = rolesNamed(root, role);
  const answers = roles.length > 0 ? roles.map((each) => trustOf(each, account)) : sourcesOf(root, role, { kind: 'module' }).map((each) => trustOfModule(each, account));
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') || answers.length === 0 ? 'maybe' : 'no';
}

const subject = 'system:serviceaccount:';

/** By the subjects that its trust policy names, wherever in it they stand. Where it names none, files can't tell: keys of conditions are made of the issuer. */
function trustOf(role: Declared, account: Account): Fit {
  const policy = valueOf(role, 'assume_role_policy');
  const documents = sourcesOf(role.root, policy, { kind: 'data', type: 'aws_iam_policy_document' }).map(({ attributes }): Value => ({ object: attributes }));
  const texts = [documentOf(policy), ...documents].flatMap((document) => leavesOf(document).flatMap(({ value }) => [value, ...partsOf(value)]));
  const subjects = texts.filter((value) => piecesOf(value)?.[0]?.startsWith(subject) === true);
  if (subjects.length === 0) return texts.some((value) => matchesText(value, 'pods.eks.amazonaws.com') === 'yes') ? 'no' : 'maybe';
  return subjects.some((value) => names(value, account)) ? 'yes' : 'no';
}

function names(value: Value, { namespace, name }: Account): boolean {
  const [wantedNamespace, wantedName] = [namespace ?? '*', name ?? '*'];
  if (matchesText(value, `${subject}${wantedNamespace}:${wantedName}`) !== 'no') return true;
  // StringLike: the policy's own star.
  const text = knownText(value);
  return text !== undefined && matchesGlob(`${subject}${namespace ?? ''}:${name ?? ''}`, text);
}

function trustOfModule(module: Declared, account: Account): Fit {
  const origin = originOf(module);
  const its = origin && identityModules.find((each) => each.kind === 'irsa' && isOrigin(origin, each));
  if (its === undefined) return 'maybe';
  const entries = asEntries(valueOf(module, its.accounts));
  if (entries.kind !== 'known') return 'maybe';
  const listed = entries.is.map(([, entry]) => asList(its.list === '' ? entry : valueIn(entry, its.list ?? '')));
  if (listed.some(({ kind }) => kind === 'unknown')) return 'maybe';
  const accounts = listed.flatMap((list) => (list.kind === 'known' ? list.is : []));
  const answers = accounts.map((value) => matchesText(value, `${account.namespace ?? '*'}:${account.name ?? '*'}`));
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

export type AnnotatedAccount = Account & { readonly root: Root; readonly role: Value };

/** Accounts that Terraform declares with a role. */
export const annotatedAccounts = once((facts: TerraformFacts): readonly AnnotatedAccount[] => {
  return declared(facts, { type: ['kubernetes_service_account', 'kubernetes_service_account_v1'] }).flatMap((each) => {
    const role = valueOf(each, 'metadata', 'annotations', irsaAnnotation);
    const namespace = valueOf(each, 'metadata', 'namespace');
    return role === undefined ? [] : [{ root: each.root, role, namespace: namespace === undefined ? 'default' : namespaceName(each.root, namespace), name: knownText(valueOf(each, 'metadata', 'name')) }];
  });
});
