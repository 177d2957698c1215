import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { addressOf, type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { asEntries, asText, valueIn, valueOf } from '../../src/terraform/value.ts';
import { isSamePrincipal } from './access-principals.ts';
import type { Cluster } from './clusters.ts';
import { attachment } from './compute-attachment.ts';

/** An access entry of a cluster. */
export type AccessEntry = {
  readonly root: Root;
  /** `aws_eks_access_entry.operator`, `module.eks.access_entries.operator`. */
  readonly by: string;
  readonly at: Location;
  readonly principal: Value | undefined;
  /** `STANDARD`, `EC2_LINUX`, …; undefined where files can't tell. */
  readonly type: string | undefined;
  readonly groups: readonly Value[];
  readonly hasPolicy: 'yes' | 'no' | 'maybe';
};

export function entriesOf(cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): readonly AccessEntry[] {
  const { roots } = facts;
  const isIts = (each: Declared): boolean => attachment(facts, valueOf(each, 'cluster_name'), each.root, cluster, clusters) !== 'no';
  const entries = roots.flatMap((root) => declaredIn(root, { type: 'aws_eks_access_entry' })).filter(isIts);
  const policies = roots.flatMap((root) => declaredIn(root, { type: 'aws_eks_access_policy_association' })).filter(isIts);
  return [...entries.map((each) => ofResource(each, policies)), ...ofModule(cluster)];
}

function ofResource(each: Declared, policies: readonly Declared[]): AccessEntry {
  const principal = valueOf(each, 'principal_arn');
  const its = policies.filter((policy) => isSamePrincipal(each.root, valueOf(policy, 'principal_arn'), principal));
  return {
    root: each.root,
    by: addressOf(each),
    at: placeOf(each),
    principal,
    type: textOr(valueOf(each, 'type'), 'STANDARD'),
    groups: membersOf(valueOf(each, 'kubernetes_groups')),
    hasPolicy: its.some(({ exists }) => exists === 'yes') ? 'yes' : its.length > 0 ? 'maybe' : 'no',
  };
}

function textOr(value: Value | undefined, otherwise: string): string | undefined {
  const text = asText(value);
  return text.kind === 'known' ? text.is : text.kind === 'absent' ? otherwise : undefined;
}

/** Maps of entries that modules take: by name, or with the principal itself as the key. */
function ofModule({ declared: module, maker }: Cluster): readonly AccessEntry[] {
  if (maker.by === 'resource') return [];
  return ['access_entries', 'access_entry_map'].flatMap((map): readonly AccessEntry[] => {
    const entries = asEntries(valueOf(module, map));
    const by = `${addressOf(module)}.${map}`;
    if (entries.kind === 'unknown') return [{ root: module.root, by, at: placeOf(module, entries.value), principal: entries.value, type: undefined, groups: [], hasPolicy: 'maybe' }];
    if (entries.kind !== 'known') return [];
    return entries.is.map(([key, entry]) => ({
      root: module.root,
      by: `${by}.${key}`,
      at: placeOf(module, entry),
      principal: valueIn(entry, 'principal_arn') ?? { known: key },
      type: textOr(valueIn(entry, 'type'), 'STANDARD'),
      groups: membersOf(valueIn(entry, 'kubernetes_groups')),
      hasPolicy: associated(valueIn(entry, 'policy_associations') ?? valueIn(entry, 'access_policy_associations')),
    }));
  });
}

function associated(value: Value | undefined): AccessEntry['hasPolicy'] {
  const entries = asEntries(value);
  if (entries.kind === 'unknown') return 'maybe';
  return entries.kind === 'known' && entries.is.length > 0 ? 'yes' : 'no';
}
