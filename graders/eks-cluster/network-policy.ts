import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { addressOf, type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { chartValues, hasUnknownValues } from '../../src/terraform/helm-release.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { objectsIn } from '../../src/terraform/kubernetes-objects.ts';
import type { Cluster } from './clusters.ts';
import { type Addon, addonsOf } from './identity-addons.ts';
import { type NetworkPolicyChart, networkPolicyCharts } from './knowledge/network-policy.ts';
import { rootsAround } from './roots-around.ts';

/** Something that would enforce NetworkPolicy, and whether it is told to. */
export type Enforcer = {
  readonly kind: 'vpc-cni' | 'auto-mode' | 'chart' | 'fargate';
  /** `aws_eks_addon.vpc_cni` */
  readonly by: string;
  readonly at: Location;
  readonly enforces: 'yes' | 'no' | 'maybe';
  readonly declared: Declared;
};

export function enforcersOf(facts: TerraformFacts, { root }: Cluster): readonly Enforcer[] {
  const around = rootsAround(facts, root);
  return [...addonsOf(facts).filter((addon) => around.includes(addon.root)).flatMap(ofAddon), ...around.flatMap(ofCharts), ...around.flatMap(ofObjects)];
}

function ofAddon({ name, address, at, body, declared }: Addon): readonly Enforcer[] {
  if (name === undefined) return [{ kind: 'vpc-cni', by: address, at, enforces: 'maybe', declared }];
  if (name !== 'vpc-cni') return [];
  const configuration = valueIn(body, 'configuration_values');
  const document = documentOf(configuration);
  return [{ kind: 'vpc-cni', by: address, at, enforces: document !== undefined && 'unknown' in document ? 'maybe' : switchedOn(valueIn(document, 'enableNetworkPolicy')), declared }];
}

function switchedOn(value: Value | undefined): Enforcer['enforces'] {
  const truth = asTruth(value);
  if (truth.kind === 'unknown') return 'maybe';
  return truth.kind === 'known' && truth.is ? 'yes' : 'no';
}

const ofCharts = once((root: Root): readonly Enforcer[] => {
  return declaredIn(root, { type: 'helm_release' }).flatMap((release): readonly Enforcer[] => {
    const chart = networkPolicyCharts.find(({ name }) => [name, `*/${name}`].some((glob) => matchesText(valueOf(release, 'chart'), glob) === 'yes'));
    if (chart === undefined) return [];
    return [{ kind: chart.name === 'aws-vpc-cni' ? 'vpc-cni' : 'chart', by: addressOf(release), at: placeOf(release), enforces: enforcementBy(chart, release), declared: release }];
  });
});

function enforcementBy({ switch: path, off }: NetworkPolicyChart, release: Declared): Enforcer['enforces'] {
  if (path === undefined) return 'yes';
  const value = valueIn(chartValues(release), ...path);
  if (value === undefined && hasUnknownValues(release)) return 'maybe';
  if (off === undefined) return switchedOn(value);
  const match = matchesText(value, off);
  return match === 'yes' ? 'no' : match === 'no' ? 'yes' : 'maybe';
}

/** Auto Mode's switch, and the security groups that hold Fargate's pods apart. */
const ofObjects = once((root: Root): readonly Enforcer[] => {
  const typed = declaredIn(root, { type: ['kubernetes_config_map', 'kubernetes_config_map_v1', 'kubernetes_config_map_v1_data'] }).map((by) => ({ by, kind: 'ConfigMap', body: { object: by.attributes } satisfies Value }));
  return [...typed, ...objectsIn(root)].flatMap(({ by, kind, body }): readonly Enforcer[] => {
    const common = { by: addressOf(by), at: placeOf(by), declared: by };
    if (kind === 'SecurityGroupPolicy') return [{ ...common, kind: 'fargate', enforces: 'yes' }];
    if (kind !== 'ConfigMap' || matchesText(valueIn(body, 'metadata', 'name'), 'amazon-vpc-cni') !== 'yes') return [];
    return [{ ...common, kind: 'auto-mode', enforces: switchedOn(valueIn(body, 'data', 'enable-network-policy-controller')) }];
  });
});
