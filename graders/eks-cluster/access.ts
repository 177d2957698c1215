import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { asText, asTruth } from '../../src/terraform/value.ts';
import { type AwsAuth, awsAuthsBeside, awsAuthsByTerraform, type Mapping, placeholderIn } from './access-config-map.ts';
import { type AccessEntry, entriesOf } from './access-entries.ts';
import { type Unread, unmappedOf } from './access-nodes.ts';
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
  /** A role that aws-auth maps to groups of which RBAC knows nothing. */
  | { readonly kind: 'unbound'; readonly mapping: Mapping; readonly at: Location }
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

export type Sources = { readonly terraform: TerraformFacts; readonly manifests: ManifestsFacts };

export function accessOf(cluster: Cluster, sources: Sources, clusters: readonly Cluster[]): Access {
  const { terraform: facts, manifests } = sources;
  const mode = asText(cluster.settings.authenticationMode.value);
  const [readsEntries, readsMap] = [mode.kind !== 'known' || mode.is !== 'CONFIG_MAP', mode.kind !== 'known' || mode.is !== 'API'];
  const entries = entriesOf(cluster, facts, clusters);
  const beside = readsMap ? awsAuthsBeside(cluster, manifests) : [];
  const auths = [...awsAuthsByTerraform(cluster, facts), ...beside.filter(({ isBlank }) => !isBlank)];
  const read = { entries: readsEntries ? entries : [], auths: readsMap ? auths : [] };
  const compute = computeOf(cluster, facts, clusters).filter(({ attached }) => attached === 'yes');
  const [unrendered] = readsMap && auths.length === 0 ? manifests.unrendered : [];
  const unread = unrendered && { reason: `${unrendered.path} may hold aws-auth: ${unrendered.because}`, at: { path: unrendered.path } };
  const operators = operatorsOf(cluster, sources, read, { readsEntries, unread });
  const nodes = unmappedOf(compute, read, unread);
  const [ignored] = readsEntries ? [] : entries;
  const lacking = [...nodes.troubles, ...(ignored === undefined ? operators.troubles : [])];
  // What was given and left as it was is nobody's trouble where nobody needs it.
  const blank = lacking.length === 0 || ignored !== undefined ? [] : beside.filter(({ isBlank }) => isBlank).flatMap(troublesOf);
  const troubles: readonly AccessTrouble[] = [
    ...(ignored === undefined ? [] : [{ kind: 'mode', entry: ignored, at: cluster.settings.authenticationMode.at } as const]),
    ...read.entries.flatMap(strangersIn),
    ...auths.flatMap(troublesOf),
    ...(blank.length > 0 ? blank : lacking),
  ];
  return { cluster, name: nameOf(cluster, clusters), troubles, open: operators.open ?? nodes.open, operators: operators.how };
}

type Read = { readonly entries: readonly AccessEntry[]; readonly auths: readonly AwsAuth[] };
type Reads = { readonly readsEntries: boolean; readonly unread: Unread | undefined };

function strangersIn({ root, principal, by, at }: AccessEntry): readonly AccessTrouble[] {
  const who = principalOf(root, principal);
  return who === 'user' || who === 'root' ? [{ kind: who, by, at }] : [];
}

function troublesOf({ roles, users }: AwsAuth): readonly AccessTrouble[] {
  const all = [...roles, ...users];
  return [
    ...all.flatMap(({ arn, groups, by, at }) => [arn, ...groups].flatMap((value): readonly AccessTrouble[] => {
      const text = placeholderIn(value);
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
function operatorsOf(cluster: Cluster, sources: Sources, { entries, auths }: Read, { readsEntries, unread }: Reads): Operators {
  const people = entries.filter(({ type }) => type === undefined || type === 'STANDARD');
  const standing = people.map((entry) => ({ entry, rights: rightsOf([entry.hasPolicy], entry.groups, sources), who: principalOf(entry.root, entry.principal) }));
  const mapped = auths.flatMap(({ roles }) => roles).filter(({ groups }) => !groups.some((group) => isText(group, 'system:nodes')));
  const mappings = mapped.map((mapping) => ({ mapping, rights: rightsOf([], mapping.groups, sources), who: principalOf(mapping.root, mapping.arn) }));
  const creator = asTruth(cluster.settings.creatorIsAdmin.value);
  const certain = standing.find(({ rights, who }) => rights === 'yes' && (who === 'role' || who === 'caller'));
  if (certain !== undefined) return { how: certain.entry.by, troubles: [], open: undefined };
  const bound = mappings.find(({ rights, who }) => rights === 'yes' && who === 'role');
  if (bound !== undefined) return { how: bound.mapping.by, troubles: [], open: undefined };
  // EKS makes an entry with the administrator's policy for whoever creates the cluster; without entries that is nowhere to be seen.
  if (readsEntries && creator.kind === 'known' && creator.is) return { how: cluster.settings.creatorIsAdmin.name, troubles: [], open: undefined };
  const open = openOf(cluster, standing.filter(mayEnter).map(({ entry }) => entry), mappings.filter(mayEnter).map(({ mapping }) => mapping), auths, creator.kind === 'unknown');
  if (open !== undefined) return { how: '', troubles: [], open };
  // What is wrong with it is told already.
  if (mapped.length > 0 && auths.some((each) => troublesOf(each).length > 0)) return { how: '', troubles: [], open: undefined };
  const powerless = standing.find(({ rights }) => rights === 'no')?.entry;
  if (powerless !== undefined) return { how: '', troubles: [{ kind: 'no-rights', entry: powerless, at: powerless.at }], open: undefined };
  const unbound = mappings.find(({ rights }) => rights === 'no')?.mapping;
  if (unbound !== undefined) return { how: '', troubles: [{ kind: 'unbound', mapping: unbound, at: unbound.at }], open: undefined };
  return unread === undefined ? { how: '', troubles: [{ kind: 'no-operator', at: cluster.at }], open: undefined } : { how: '', troubles: [], open: unread };
}

type Rights = 'yes' | 'maybe' | 'no';

const mayEnter = ({ rights, who }: { readonly rights: Rights; readonly who: ReturnType<typeof principalOf> }): boolean => rights !== 'no' && who !== 'user' && who !== 'root';

function rightsOf(given: readonly Rights[], groups: Mapping['groups'], { terraform, manifests }: Sources): Rights {
  const answers = [...given, ...groups.map((group) => isBound(group, terraform, manifests))];
  return answers.includes('yes') ? 'yes' : answers.includes('maybe') ? 'maybe' : 'no';
}

function openOf(cluster: Cluster, entries: readonly AccessEntry[], mapped: readonly Mapping[], auths: readonly AwsAuth[], creatorOpen: boolean): Access['open'] {
  const [entry] = entries;
  if (entry !== undefined) {
    const who = principalOf(entry.root, entry.principal);
    const what = who === 'unknown' ? 'is a role' : 'has rights: what its group may do is not in the files';
    return { reason: `files alone don't tell whether the principal of ${entry.by} ${what}`, at: entry.at };
  }
  const [role] = mapped;
  if (role !== undefined) return { reason: `files alone don't tell whom ${role.by} maps, or what their groups may do`, at: role.at };
  const unread = auths.find((each) => each.open);
  if (unread !== undefined) return { reason: `files alone don't tell whom ${unread.by} maps`, at: unread.at };
  return creatorOpen ? { reason: `a variable decides ${cluster.settings.creatorIsAdmin.name}`, at: cluster.settings.creatorIsAdmin.at } : undefined;
}
