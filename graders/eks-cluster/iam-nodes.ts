import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { addressOf, type Declared, declared, placeOf, sourcesOf } from '../../src/terraform/declared.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { throughState } from '../../src/terraform/remote-state.ts';
import { matchesGlob } from '../../src/terraform/text.ts';
import { asEntries, asText, refsIn, valueOf } from '../../src/terraform/value.ts';
import { clustersOf } from './clusters.ts';
import { computeOf, type Role } from './compute.ts';
import { documentOf, type PolicyDocument } from './iam-documents.ts';
import { type Grant, grantsOf, isSameRole, policyName, rolesNamed } from './iam-grants.ts';
import { nodeActions, nodePolicies } from './knowledge/node-policies.ts';

/** What the role of nodes may do beyond what a node needs, or what files can't tell of it. */
export type NodeRight = Right & { readonly root: Root };

type Right = {
  readonly kind: 'documented' | 'excess' | 'unknown';
  /** `AmazonS3FullAccess`, or the actions. */
  readonly what: string;
  readonly at: Location;
};

export const nodeRightsOf = once((facts: TerraformFacts): readonly NodeRight[] => {
  const roles = nodeRolesOf(facts);
  const own = grantsOf(facts).filter(({ declared: each, holders }) =>
    holders.some((holder) => rolesNamed(each.root, holder).some((role) => roles.some((other) => isSameRole(role, other)))),
  );
  const made = moduleRoles(facts).flatMap(({ declared: each, role }) => moduleRights(each, role).map((right) => ({ ...right, root: each.root })));
  return [...own.map((grant) => ({ ...rightOf(grant), root: grant.declared.root })), ...made];
});

/** By what uses them: node groups, instance profiles of nodes, Auto Mode, Karpenter, and access entries of nodes. */
function nodeRolesOf(facts: TerraformFacts): readonly Declared[] {
  const given = computesOf(facts).flatMap((compute) => {
    const value = compute.kind === 'auto-mode' ? compute.nodeRole.value : compute.kind === 'fargate' ? undefined : compute.role?.given.value;
    return rolesThrough(facts, compute.declared.root, value);
  });
  const entered = declared(facts, { type: 'aws_eks_access_entry' }).filter((entry) => {
    const type = asText(valueOf(entry, 'type'));
    return type.kind === 'known' && /^EC2(_|$)/.test(type.is);
  });
  return [...given, ...entered.flatMap((entry) => rolesThrough(facts, entry.root, valueOf(entry, 'principal_arn')))];
}

/** Also where another root module's state names them. */
function rolesThrough(facts: TerraformFacts, reader: Root, written: Value | undefined): readonly Declared[] {
  const { root, value } = throughState(facts, reader, written ?? { known: null });
  return rolesNamed(root, value);
}

const computesOf = (facts: TerraformFacts) => {
  const clusters = clustersOf(facts);
  return clusters.flatMap((cluster) => computeOf(cluster, facts, clusters));
};

function moduleRoles(facts: TerraformFacts): readonly { readonly declared: Declared; readonly role: Role }[] {
  return computesOf(facts).flatMap((compute) => {
    const role = compute.kind === 'managed' || compute.kind === 'self-managed' || compute.kind === 'karpenter' ? compute.role : undefined;
    return role === undefined ? [] : [{ declared: compute.declared, role }];
  });
}

function rightOf(grant: Grant): Right {
  if (grant.kind === 'document') return ofDocument(documentOf(grant.declared, grant.document), addressOf(grant.declared), grant.at);
  return ofPolicy(grant.declared, grant.arn, grant.at);
}

function ofPolicy(each: Declared, arn: Value, at: Location): Right {
  const name = policyName(each, arn);
  if (name !== undefined) return { kind: nodePolicies.has(name) ? 'documented' : 'excess', what: name, at };
  const policies = sourcesOf(each.root, arn, { kind: 'resource', type: 'aws_iam_policy' });
  if (policies.length === 0) return { kind: 'unknown', what: refsIn(arn)[0]?.to ?? 'a policy', at };
  const rights = policies.map((policy) => ofDocument(documentOf(policy, valueOf(policy, 'policy')), addressOf(policy), placeOf(policy, valueOf(policy, 'policy'))));
  return rights.find(({ kind }) => kind === 'excess') ?? rights.find(({ kind }) => kind === 'unknown') ?? { kind: 'documented', what: policies.map(addressOf).join(', '), at };
}

function ofDocument({ statements, open }: PolicyDocument, by: string, at: Location): Right {
  const allowed = statements.filter(({ effect }) => effect !== 'deny');
  const beyond = allowed.find(({ allBut, actions }) => allBut || actions.some((action) => !isOfNodes(action)));
  if (beyond !== undefined) return { kind: 'excess', what: beyond.allBut ? 'NotAction' : (beyond.actions.find((action) => !isOfNodes(action)) ?? ''), at: beyond.at };
  return open || allowed.some((each) => each.open) ? { kind: 'unknown', what: by, at } : { kind: 'documented', what: by, at };
}

const isOfNodes = (action: string): boolean => nodeActions.some((known) => matchesGlob(action.toLowerCase(), known.toLowerCase()));

/** What a module is told to attach to the role that it makes. */
function moduleRights(each: Declared, { policies }: Role): readonly Right[] {
  const entries = asEntries(policies.value);
  const arns = entries.kind === 'known' ? entries.is.map(([, value]) => value) : policies.origin === 'written' ? membersOf(policies.value) : [];
  return arns.map((arn) => ofPolicy(each, arn, { path: policies.at.path, line: arn.line ?? policies.at.line }));
}
