import type { TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { addressOf, type Declared, declared as declaredOf, placeOf } from '../../src/terraform/declared.ts';
import { asEntries, asList, asTruth, valueOf } from '../../src/terraform/value.ts';
import type { Cluster } from './clusters.ts';
import { once } from '../../src/grade/once.ts';
import { isOrigin, originOf, releaseOf } from '../../src/terraform/module-origin.ts';
import { bodyOf, type Input, type Layer, type Setting, settingOf } from './clusters-settings.ts';
import type { Compute, Fargate, Nodes, Role } from './compute.ts';
import { attachment } from './compute-attachment.ts';
import { byTemplate, metadataIn, metadataOfEks, openMetadata, templateOf, withoutMetadataDefaults } from './compute-metadata.ts';
import {
  type FargateInputs,
  fargateProfileInputs,
  type Groups,
  groupsOfModules,
  nodeGroupInputs,
  type NodeInputs,
  nodeModules,
  type RoleInputs,
  sharedInputs,
} from './knowledge/node-inputs.ts';

/** One group, as it stands somewhere: in a resource, a module, or one entry of a map of groups. */
type Place = { readonly declared: Declared; readonly layers: readonly Layer[]; readonly name: string; readonly attached: 'yes' | 'maybe' };

/** Groups that the cluster's own module makes. */
export function groupsOf({ declared, maker }: Cluster): readonly Compute[] {
  if (maker.by === 'resource') return [];
  const majors = groupsOfModules[maker.registry] ?? {};
  const known = maker.major === undefined ? Object.values(majors).at(-1) : majors[maker.major];
  return (known ?? []).flatMap((groups) => {
    const one = maker.major === undefined ? withoutDefaults(groups) : groups;
    return entriesOf(declared, groups).flatMap((place) => groupAt(place, one));
  });
}

/** Of a release that files can't tell. */
function withoutDefaults(groups: OneGroup): OneGroup {
  if (groups.kind === 'fargate' || groups.inputs.metadata === undefined) return groups;
  return { ...groups, inputs: { ...groups.inputs, metadata: withoutMetadataDefaults(groups.inputs.metadata) } };
}

function entriesOf(declared: Declared, { input, defaults }: Groups): readonly Place[] {
  const entries = namedEntries(valueOf(declared, input), input);
  const around: readonly Layer[] = [
    ...(defaults === undefined ? [] : [{ body: valueOf(declared, defaults), prefix: `${defaults}.` }]),
    { body: onlyShared(declared), prefix: '' },
  ];
  const address = addressOf(declared);
  return entries.map(({ path, body, attached }) => ({ declared, layers: [{ body, prefix: `${path}.` }, ...around], name: `${address}.${path}`, attached }));
}

type NamedEntry = { readonly path: string; readonly body: Value; readonly attached: 'yes' | 'maybe' };

/** `eks_managed_node_groups.general`, `worker_groups[0]`; one that may be where files can't tell which there are. */
function namedEntries(value: Value | undefined, input: string): readonly NamedEntry[] {
  const list = isList(value) ? asList(value) : undefined;
  if (list?.kind === 'known') return list.is.map((body, index) => ({ path: `${input}[${index}]`, body, attached: 'yes' }));
  const map = asEntries(value);
  if (map.kind === 'unknown') return [{ path: input, body: map.value, attached: 'maybe' }];
  return map.kind === 'known' ? map.is.map(([key, body]) => ({ path: `${input}.${key}`, body, attached: 'yes' })) : [];
}

const isList = (value: Value | undefined): boolean => value !== undefined && ('list' in value || ('known' in value && Array.isArray(value.known)));

/** What a group takes from the module around it where it says nothing itself. */
function onlyShared({ attributes }: Declared): Value {
  return { object: Object.fromEntries(Object.entries(attributes).filter(([name]) => sharedInputs.has(name))) };
}

type OneGroup = { readonly kind: Nodes['kind']; readonly inputs: NodeInputs } | { readonly kind: 'fargate'; readonly inputs: FargateInputs };

const groupAt = (place: Place, groups: OneGroup): readonly Compute[] =>
  groups.kind === 'fargate' ? fargateAt(place, groups.inputs) : nodesAt(place, groups.kind, groups.inputs);

function nodesAt(place: Place, kind: Nodes['kind'], inputs: NodeInputs): readonly Nodes[] {
  const common = commonOf(place, inputs.create);
  if (common === undefined) return [];
  const { declared, layers } = place;
  return [
    {
      ...common,
      kind,
      subnets: settingOf(declared, layers, inputs.subnets),
      role: roleOf(declared, layers, inputs.role),
      ...metadataAt(place, inputs),
      mappedBy: kind === 'managed' ? 'eks' : mapperOf(settingOf(declared, layers, inputs.accessEntry ?? { paths: [] })),
    },
  ];
}

function fargateAt(place: Place, inputs: FargateInputs): readonly Fargate[] {
  const common = commonOf(place, inputs.create);
  if (common === undefined) return [];
  const { declared, layers } = place;
  const [subnets, selectors] = [settingOf(declared, layers, inputs.subnets), settingOf(declared, layers.slice(0, 2), inputs.selectors)];
  return [{ ...common, kind: 'fargate', subnets, selectors, role: roleOf(declared, layers, inputs.role) }];
}

/** Undefined: it is switched off. */
function commonOf({ declared, layers, name, attached }: Place, create: Input | undefined): Pick<Nodes, 'declared' | 'name' | 'at' | 'attached'> | undefined {
  const switchedOn = create && asTruth(settingOf(declared, layers, create).value);
  if (switchedOn?.kind === 'known' && !switchedOn.is) return undefined;
  const certain = attached === 'yes' && declared.exists === 'yes' && switchedOn?.kind !== 'unknown';
  return { declared, name, at: placeOf(declared, layers[0]?.body), attached: certain ? 'yes' : 'maybe' };
}

export function mapperOf({ value }: Setting): 'module' | 'nobody' | 'unknown' {
  const entry = asTruth(value);
  if (entry.kind === 'known') return entry.is ? 'module' : 'nobody';
  return entry.kind === 'absent' ? 'nobody' : 'unknown';
}

export function roleOf(declared: Declared, layers: readonly Layer[], { given, makes, policies, cniPolicy }: RoleInputs): Role {
  const never: Input = { paths: [], default: { is: false } };
  const none: Input = { paths: [], default: { is: [] } };
  return {
    given: settingOf(declared, layers, given),
    made: settingOf(declared, layers, makes ?? never),
    policies: settingOf(declared, layers, policies ?? none),
    cniPolicy: settingOf(declared, layers, cniPolicy ?? never),
  };
}

function metadataAt({ declared, layers }: Place, { template, makesTemplate = [], metadata }: NodeInputs): Pick<Nodes, 'metadata' | 'template' | 'switchedOff'> {
  const makes = makesTemplate.map((each) => ({ name: each.paths[0] ?? '', truth: asTruth(settingOf(declared, layers, each).value) }));
  if (makes.some(({ truth }) => truth.kind === 'unknown')) return { metadata: openMetadata(declared) };
  const given = settingOf(declared, layers, template).value;
  const switchedOff = makes.flatMap(({ name, truth }) => (truth.kind === 'known' && truth.is ? [] : [name]));
  if (metadata !== undefined && switchedOff.length === 0) return { metadata: metadataIn(declared, layers, metadata) };
  return given === undefined ? { metadata: metadataOfEks(declared, metadata), switchedOff } : byTemplate(declared, templateOf(declared, given));
}

/** Groups that stand apart from the cluster: as resources, or as modules that make one each. */
export const separateGroupsOf = (cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): readonly Compute[] =>
  separate(facts).flatMap(({ declared, groups }) => attached(declared, groups.inputs.cluster, cluster, facts, clusters).flatMap((place) => groupAt(place, groups)));

const separate = once((facts: TerraformFacts): readonly { readonly declared: Declared; readonly groups: OneGroup }[] => [
  ...declaredOf(facts, { type: 'aws_eks_node_group' }).map((declared) => ({ declared, groups: { kind: 'managed', inputs: nodeGroupInputs } as const })),
  ...declaredOf(facts, { type: 'aws_eks_fargate_profile' }).map((declared) => ({ declared, groups: { kind: 'fargate', inputs: fargateProfileInputs } as const })),
  ...declaredOf(facts, { kind: 'module' }).flatMap((declared) => {
    const groups = groupsOfModule(declared);
    return groups === undefined ? [] : [{ declared, groups }];
  }),
]);

function attached(declared: Declared, name: Input | undefined, cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): readonly Place[] {
  const layers = [bodyOf(declared)];
  const answer = attachment(facts, name && settingOf(declared, layers, name).value, declared.root, cluster, clusters);
  return answer === 'no' ? [] : [{ declared, layers, name: addressOf(declared), attached: answer }];
}

/** What a module makes that makes one group; of a release that files can't tell, without its defaults. */
function groupsOfModule(module: Declared): OneGroup | undefined {
  const origin = originOf(module);
  const known = origin && nodeModules.find((each) => isOrigin(origin, each));
  if (origin === undefined || known === undefined) return undefined;
  if (known.kind === 'fargate') {
    const release = releaseOf(origin, known.releases) ?? known.releases[0];
    return release && { kind: 'fargate', inputs: release.inputs };
  }
  const release = releaseOf(origin, known.releases);
  const [latest] = known.releases;
  return release === undefined ? latest && withoutDefaults({ kind: known.kind, inputs: latest.inputs }) : { kind: known.kind, inputs: release.inputs };
}
