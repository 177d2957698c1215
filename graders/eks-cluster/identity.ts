import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Root, TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { onceFor } from '../../src/grade/once.ts';
import { landingIn } from '../../src/manifests/beside-terraform.ts';
import { gitOpsReleases } from '../../src/manifests/gitops-releases.ts';
import { declaredIn } from '../../src/terraform/declared.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asTruth, valueOf } from '../../src/terraform/value.ts';
import { clustersOf } from './clusters.ts';
import { type Compute, computeOf, type Role } from './compute.ts';
import { type NodeRight, nodeRightsOf } from './iam-nodes.ts';
import { type Account, type AnnotatedAccount, annotatedAccounts, associationsOf, isAccount, trusts } from './identity-accounts.ts';
import { addonsOf } from './identity-addons.ts';
import { annotatedBeside, callersBeside } from './identity-beside.ts';
import { type Caller, callersByTerraform } from './identity-callers.ts';
import { podIdentityAgent } from './knowledge/aws-callers.ts';
import { rootsAround } from './roots-around.ts';

/** Who a program is to AWS. */
export type Identity = { readonly caller: Caller } & (
  | { readonly kind: 'own'; readonly how: 'Pod Identity' | 'IRSA' | 'its module' }
  /** The role of its node, as AWS documents it for this one. */
  | { readonly kind: 'node' }
  | { readonly kind: 'none' }
  /** A role, but one that doesn't let its service account in. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unknown' }
);

export const identitiesOf = onceFor((facts: TerraformFacts, manifests: ManifestsFacts): readonly Identity[] => {
  const associations = associationsOf(facts);
  const annotated = [...annotatedAccounts(facts), ...annotatedBeside(facts, manifests)];
  const rights = nodeRightsOf(facts);
  return [...callersByTerraform(facts), ...callersBeside(facts, manifests)].flatMap((caller): readonly Identity[] => {
    const around = rootsAround(facts, caller.root);
    const isNear = ({ root }: { readonly root: Root }): boolean => around.includes(root);
    const seen: Seen = { associations: associations.filter(isNear), annotated: annotated.filter(isNear), rights: rights.filter(isNear), roles: nodeRolesAround(facts, caller.root) };
    return identityOf(caller, seen);
  });
});

type Seen = {
  readonly associations: readonly Account[];
  readonly annotated: readonly AnnotatedAccount[];
  readonly rights: readonly NodeRight[];
  readonly roles: readonly Role[];
};

function identityOf(caller: Caller, { associations, annotated, rights, roles }: Seen): readonly Identity[] {
  const meets = (account: Account): boolean => isAccount(account, caller.account) === 'yes';
  const may = (account: Account): boolean => isAccount(account, caller.account) === 'maybe';
  if (caller.ownRole === 'yes') return [{ caller, kind: 'own', how: 'its module' }];
  const role = caller.role ?? annotated.find(meets)?.role;
  if (role !== undefined) return [trusts(caller.root, role, caller.account) === 'no' ? { caller, kind: 'refused' } : { caller, kind: 'own', how: 'IRSA' }];
  const named = [...caller.associates, ...associations];
  if (named.some(meets)) return [{ caller, kind: 'own', how: 'Pod Identity' }];
  if (caller.ownRole === 'maybe' || named.some(may) || annotated.some(may)) return [{ caller, kind: 'unknown' }];
  if (caller.byNode === undefined) return [{ caller, kind: 'none' }];
  // Without nodes there is nobody to lend a role, and no DaemonSet that would want one.
  return roles.length === 0 ? [] : [{ caller, kind: nodesHold(caller.byNode, rights, roles) }];
}

function nodesHold(policy: string, rights: readonly NodeRight[], roles: readonly Role[]): 'node' | 'none' | 'unknown' {
  const attached = roles.some(({ made, cniPolicy }) => isTrue(made.value) && isTrue(cniPolicy.value));
  if (rights.some(({ what }) => what === policy) || (attached && policy === 'AmazonEKS_CNI_Policy')) return 'node';
  const open = rights.some(({ kind }) => kind === 'unknown') || roles.some(({ made, given }) => !isTrue(made.value) && given.value === undefined);
  return open ? 'unknown' : 'none';
}

const nodeRolesAround = (facts: TerraformFacts, root: Root): readonly Role[] =>
  computesAround(facts, root).flatMap((compute) => (compute.kind === 'managed' || compute.kind === 'self-managed' || compute.kind === 'karpenter' ? (compute.role ?? []) : []));

const isTrue = (value: Parameters<typeof asTruth>[0]): boolean => {
  const truth = asTruth(value);
  return truth.kind === 'known' && truth.is;
};

/** An association that nothing acts on: the pods get no credentials. */
export type Unserved = { readonly root: Root; readonly at: Location; readonly by: string; readonly because: 'no agent' | 'Fargate' };

export const unservedOf = onceFor((facts: TerraformFacts, manifests: ManifestsFacts): readonly Unserved[] => {
  const ofAddons = callersByTerraform(facts).filter(({ associates }) => associates.length > 0);
  const all = [...associationsOf(facts), ...ofAddons];
  return all.flatMap(({ root, at, by }): readonly Unserved[] => {
    const computes = computesAround(facts, root);
    if (computes.length > 0 && computes.every(({ kind }) => kind === 'fargate')) return [{ root, at, by, because: 'Fargate' }];
    return hasAgent(facts, manifests, root) ? [] : [{ root, at, by, because: 'no agent' }];
  });
});

function computesAround(facts: TerraformFacts, root: Root): readonly Compute[] {
  const clusters = clustersOf(facts);
  const around = rootsAround(facts, root);
  return clusters.filter((cluster) => around.includes(cluster.root)).flatMap((cluster) => computeOf(cluster, facts, clusters));
}

/** Auto Mode has it built in; an add-on that files can't name may be it. */
export function hasAgent(facts: TerraformFacts, manifests: ManifestsFacts, root: Root): boolean {
  const around = rootsAround(facts, root);
  const computes = computesAround(facts, root);
  const addons = addonsOf(facts).filter((addon) => around.includes(addon.root));
  if (computes.some(({ kind }) => kind === 'auto-mode') || addons.some(({ name }) => name === podIdentityAgent || name === undefined)) return true;
  const releases = around.flatMap((each) => declaredIn(each, { type: 'helm_release' })).map((release) => valueOf(release, 'chart'));
  const byGitOps = landingIn(manifests, root).flatMap(({ object, body }) => gitOpsReleases(object.kind, body)).map(({ chart }) => chart);
  return [...releases, ...byGitOps].some((chart) => matchesText(chart, `*${podIdentityAgent}*`) === 'yes');
}
