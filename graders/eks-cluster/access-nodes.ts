import type { Value } from '../../src/collect/terraform/section.ts';
import { addressOf, type Declared } from '../../src/terraform/declared.ts';
import { asText, asTruth, valueOf } from '../../src/terraform/value.ts';
import type { Access, AccessTrouble } from './access.ts';
import type { AwsAuth } from './access-config-map.ts';
import type { AccessEntry } from './access-entries.ts';
import { isSamePrincipal } from './access-principals.ts';
import type { Compute, Karpenter, Nodes } from './compute.ts';
import { isSameRole, rolesNamed } from './iam-grants.ts';

type Read = { readonly entries: readonly AccessEntry[]; readonly auths: readonly AwsAuth[] };
type Unmapped = { readonly troubles: readonly AccessTrouble[]; readonly open: Access['open'] };

/** What may hold an aws-auth, where none is to be seen. */
export type Unread = NonNullable<Access['open']>;

/** Nodes whose role nobody maps: they start, and never join. */
export function unmappedOf(computes: readonly Compute[], read: Read, unread: Unread | undefined): Unmapped {
  const own = computes.filter((each): each is Nodes | Karpenter => each.kind === 'self-managed' || each.kind === 'karpenter');
  const states = own.map((each) => ({ compute: each, state: stateOf(each, computes, read) }));
  const lost = states.filter(({ state }) => state === 'no');
  const open = states.find(({ state }) => state === 'maybe');
  if (lost.length > 0 && unread !== undefined) return { troubles: [], open: unread };
  const reason = `files alone don't tell who maps the role of ${open?.compute.name ?? lost[0]?.compute.name ?? ''}`;
  const at = open?.compute.at ?? lost[0]?.compute.at;
  return { troubles: lost.map(({ compute }) => troubleOf(compute)), open: open && at && { reason, at } };
}

function troubleOf({ declared, name, at, role }: Nodes | Karpenter): AccessTrouble {
  const [first] = rolesNamed(declared.root, role?.given.value);
  return { kind: 'nodes', compute: name, role: first && addressOf(first), at };
}

function stateOf(compute: Nodes | Karpenter, all: readonly Compute[], read: Read): 'yes' | 'no' | 'maybe' {
  if (compute.mappedBy === 'eks' || compute.mappedBy === 'module') return 'yes';
  if (compute.mappedBy === 'unknown') return 'maybe';
  if (read.auths.some(({ mapsNodesOf }) => mapsNodesOf !== undefined && mapsNodesOf.block === compute.declared.block)) return 'yes';
  const { root } = compute.declared;
  const role = compute.role?.given.value;
  const entered = read.entries.filter(({ type }) => type !== undefined && /^(EC2|HYBRID)/.test(type));
  const mapped = read.auths.flatMap(({ roles }) => roles).filter(({ groups }) => groups.some(isNodes));
  if (compute.role === undefined) return forKarpenter(all, entered.length + mapped.length > 0);
  const roles = rolesNamed(root, role);
  const principals = [...entered.map(({ principal }) => principal), ...mapped.map(({ arn }) => arn)];
  if (principals.some((principal) => isSamePrincipal(root, principal, role) || shareRole(roles, rolesNamed(root, principal)))) return 'yes';
  // EKS maps the roles of its own groups; a group that shares one is mapped with them.
  if (all.some((other) => other.kind === 'managed' && shareRole(roles, rolesNamed(root, other.role.given.value)))) return 'yes';
  const unread = read.auths.some(({ open }) => open) || principals.some((principal) => principal !== undefined && 'unknown' in principal && isGiven(principal));
  // Whoever writes an ARN down knows the name that AWS made up.
  const isMadeUp = roles.length === 0 || roles.some((each) => asText(valueOf(each, 'name')).kind !== 'known');
  return unread || (isMadeUp && principals.length > 0) ? 'maybe' : 'no';
}

const isNodes = (group: Value): boolean => {
  const text = asText(group);
  return text.kind === 'known' && text.is === 'system:nodes';
};

/** By a variable of Terraform's, or by whatever fills a manifest: `$(NODE_ROLE)`. */
const isGiven = ({ refs = [] }: Value): boolean => refs.every(({ to }) => to.startsWith('var.') || to.includes('$'));

const shareRole = (some: readonly Declared[], others: readonly Declared[]): boolean => some.some((one) => others.some((other) => isSameRole(one, other)));

/** The role stands in its EC2NodeClass: that of a module which maps it, of a managed group, or another. */
function forKarpenter(all: readonly Compute[], anyMapped: boolean): 'yes' | 'maybe' {
  const byModule = all.some((other) => other.kind === 'karpenter' && other.mappedBy === 'module' && made(other));
  return anyMapped || byModule ? 'yes' : 'maybe';
}

function made({ role }: Karpenter): boolean {
  const truth = asTruth(role?.made.value);
  return role === undefined || truth.kind !== 'known' || truth.is;
}
