import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { piecesOf } from '../../src/terraform/text.ts';
import { asText, asTruth } from '../../src/terraform/value.ts';
import { type AwsAuth, awsAuthsOf, type Mapping } from './access-config-map.ts';
import { type AccessEntry, entriesOf } from './access-entries.ts';
import { unmappedOf } from './access-nodes.ts';
import { principalOf } from './access-principals.ts';
import { isBound } from './access-rbac.ts';
import { type Cluster, nameOf } from './clusters.ts';
import { computeOf } from './compute.ts';

/** What keeps people or nodes out, or lets the wrong ones in. */
export type AccessTrouble =
  /** Entries are declared, and the cluster reads none. */
  | { readonly kind: 'mode'; readonly entry: AccessEntry; readonly at: Location }
  | { readonly kind: 'user' | 'root'; readonly by: string; readonly at: Location }
  /** `<ARN of the node role>` */
  | { readonly kind: 'placeholder'; readonly text: string; readonly by: string; readonly at: Location }
  | { readonly kind: 'masters'; readonly by: string; readonly at: Location }
  | { readonly kind: 'nodes'; readonly compute: string; readonly role: string | undefined; readonly at: Location }
  /** An operator's entry with neither policy nor bound group. */
  | { readonly kind: 'no-rights'; readonly entry: AccessEntry; readonly at: Location }
  | { readonly kind: 'no-operator'; readonly at: Location };

export type Access = {
  readonly cluster: Cluster;
  readonly name: string;
  readonly troubles: readonly AccessTrouble[];
  /** What files can't tell, if it decides. */
  readonly open: { readonly reason: string; readonly at: Location } | undefined;
  /** How operators get in. */
  readonly operators: string;
};

export function accessOf(cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): Access {
  const mode = asText(cluster.settings.authenticationMode.value);
  const [readsEntries, readsMap] = [mode.kind !== 'known' || mode.is !== 'CONFIG_MAP', mode.kind !== 'known' || mode.is !== 'API'];
  const entries = entriesOf(cluster, facts, clusters);
  const auths = awsAuthsOf(cluster, facts);
  const read = { entries: readsEntries ? entries : [], auths: readsMap ? auths : [] };
  const compute = computeOf(cluster, facts, clusters).filter(({ attached }) => attached === 'yes');
  const operators = operatorsOf(cluster, facts, read, { readsEntries, readsMap });
  const nodes = unmappedOf(compute, read, { readsMap });
  const [ignored] = readsEntries ? [] : entries;
  const troubles: readonly AccessTrouble[] = [
    ...(ignored === undefined ? [] : [{ kind: 'mode', entry: ignored, at: cluster.settings.authenticationMode.at } as const]),
    ...read.entries.flatMap(strangersIn),
    ...auths.flatMap(troublesOf),
    ...nodes.troubles,
    ...(ignored === undefined ? operators.troubles : []),
  ];
  return { cluster, name: nameOf(cluster, clusters), troubles, open: operators.open ?? nodes.open, operators: operators.how };
}

type Read = { readonly entries: readonly AccessEntry[]; readonly auths: readonly AwsAuth[] };
type Reads = { readonly readsEntries: boolean; readonly readsMap: boolean };

function strangersIn({ root, principal, by, at }: AccessEntry): readonly AccessTrouble[] {
  const who = principalOf(root, principal);
  return who === 'user' || who === 'root' ? [{ kind: who, by, at }] : [];
}

function troublesOf({ roles, users }: AwsAuth): readonly AccessTrouble[] {
  const all = [...roles, ...users];
  return [
    ...all.flatMap(({ arn, groups, by, at }) => [arn, ...groups].flatMap((value): readonly AccessTrouble[] => {
      const text = piecesOf(value)?.find((piece) => piece !== undefined && /<[^<>]+>/.test(piece));
      return text === undefined ? [] : [{ kind: 'placeholder', text, by, at }];
    })),
    ...all.flatMap(({ groups, by, at }): readonly AccessTrouble[] => (groups.some((group) => isText(group, 'system:masters')) ? [{ kind: 'masters', by, at }] : [])),
    ...users.map(({ by, at }): AccessTrouble => ({ kind: 'user', by, at })),
    ...roles.flatMap(({ root, arn, by, at }): readonly AccessTrouble[] => {
      const who = principalOf(root, arn);
      return who === 'user' || who === 'root' ? [{ kind: who, by, at }] : [];
    }),
  ];
}

const isText = (value: Parameters<typeof asText>[0], wanted: string): boolean => {
  const text = asText(value);
  return text.kind === 'known' && text.is === wanted;
};

type Operators = { readonly how: string; readonly troubles: readonly AccessTrouble[]; readonly open: Access['open'] };

/** The best of what is there: one that certainly gets in, one that may, one without rights, none. */
function operatorsOf(cluster: Cluster, facts: TerraformFacts, { entries, auths }: Read, { readsEntries, readsMap }: Reads): Operators {
  const people = entries.filter(({ type }) => type === undefined || type === 'STANDARD');
  const standing = people.map((entry) => ({ entry, rights: rightsOf(entry, facts), who: principalOf(entry.root, entry.principal) }));
  const mapped = auths.flatMap(({ roles }) => roles).filter(({ groups }) => !groups.some((group) => isText(group, 'system:nodes')));
  const creator = asTruth(cluster.settings.creatorIsAdmin.value);
  const certain = standing.find(({ rights, who }) => rights === 'yes' && (who === 'role' || who === 'caller'));
  if (certain !== undefined) return { how: certain.entry.by, troubles: [], open: undefined };
  const bound = mapped.find((each) => boundnessOf(each, facts) === 'yes' && principalOf(each.root, each.arn) === 'role');
  if (bound !== undefined) return { how: bound.by, troubles: [], open: undefined };
  // EKS makes an entry with the administrator's policy for whoever creates the cluster; without entries that is nowhere to be seen.
  if (readsEntries && creator.kind === 'known' && creator.is) return { how: cluster.settings.creatorIsAdmin.name, troubles: [], open: undefined };
  const open = openOf(cluster, standing.filter(({ rights, who }) => rights !== 'no' && who !== 'user' && who !== 'root').map(({ entry }) => entry), mapped, auths, creator.kind === 'unknown');
  if (open !== undefined) return { how: '', troubles: [], open };
  const powerless = standing.find(({ rights }) => rights === 'no');
  if (powerless !== undefined) return { how: '', troubles: [{ kind: 'no-rights', entry: powerless.entry, at: powerless.entry.at }], open: undefined };
  if (!readsMap || auths.length > 0) return { how: '', troubles: [{ kind: 'no-operator', at: cluster.at }], open: undefined };
  const reason = `${cluster.address} reads aws-auth, which Terraform does not write; docc does not read plain manifests yet`;
  return { how: '', troubles: [], open: { reason, at: cluster.at } };
}

function rightsOf({ hasPolicy, groups }: AccessEntry, facts: TerraformFacts): 'yes' | 'maybe' | 'no' {
  const answers = [hasPolicy, ...groups.map((group) => isBound(group, facts))];
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

function boundnessOf({ groups }: Mapping, facts: TerraformFacts): 'yes' | 'maybe' | 'no' {
  const answers = groups.map((group) => isBound(group, facts));
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

function openOf(cluster: Cluster, entries: readonly AccessEntry[], mapped: readonly Mapping[], auths: readonly AwsAuth[], creatorOpen: boolean): Access['open'] {
  const [entry] = entries;
  if (entry !== undefined) {
    const who = principalOf(entry.root, entry.principal);
    const what = who === 'unknown' ? 'is a role' : 'has rights: its group is bound by nothing that Terraform applies, and docc does not read plain manifests yet';
    return { reason: `files alone don't tell whether the principal of ${entry.by} ${what}`, at: entry.at };
  }
  const [role] = mapped;
  if (role !== undefined) return { reason: `files alone don't tell what the groups that ${role.by} maps may do`, at: role.at };
  const unread = auths.find((each) => each.open);
  if (unread !== undefined) return { reason: `files alone don't tell whom ${unread.by} maps`, at: unread.at };
  return creatorOpen ? { reason: `a variable decides ${cluster.settings.creatorIsAdmin.name}`, at: cluster.settings.creatorIsAdmin.at } : undefined;
}
