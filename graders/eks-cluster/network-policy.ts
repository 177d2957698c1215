import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { landingIn } from '../../src/manifests/beside-terraform.ts';
import { gitOpsReleases } from '../../src/manifests/gitops-releases.ts';
import { imageOf } from '../../src/manifests/images.ts';
import { type Manifest, placeIn, titleOf } from '../../src/manifests/objects.ts';
import { addressOf, type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { documentOf } from '../../src/terraform/document.ts';
import { chartValues, hasUnknownValues } from '../../src/terraform/helm-release.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asList, asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { objectsIn } from '../../src/terraform/kubernetes-objects.ts';
import type { Cluster } from './clusters.ts';
import { type Addon, addonsOf } from './identity-addons.ts';
import { type NetworkPolicyChart, networkPolicyCharts, networkPolicyImages } from './knowledge/network-policy.ts';
import { rootsAround } from './roots-around.ts';

/** Something that would enforce NetworkPolicy, and whether it is told to. */
export type Enforcer = {
  readonly kind: 'vpc-cni' | 'auto-mode' | 'chart' | 'fargate';
  /** `aws_eks_addon.vpc_cni` */
  readonly by: string;
  readonly at: Location;
  readonly enforces: 'yes' | 'no' | 'maybe';
  /** Absent: something else than Terraform brings it. */
  readonly declared?: Declared;
};

export function enforcersOf(facts: TerraformFacts, manifests: ManifestsFacts, { root }: Cluster): readonly Enforcer[] {
  const around = rootsAround(facts, root);
  const ofTerraform = [...addonsOf(facts).filter((addon) => around.includes(addon.root)).flatMap(ofAddon), ...around.flatMap(ofCharts), ...around.flatMap(ofObjects)];
  return [...ofTerraform, ...landingIn(manifests, root).flatMap(ofManifest)];
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

const ofCharts = once((root: Root): readonly Enforcer[] =>
  declaredIn(root, { type: 'helm_release' }).flatMap((release) => {
    const common = { by: addressOf(release), at: placeOf(release), declared: release };
    return ofChart(common, { chart: valueOf(release, 'chart'), values: chartValues(release), isOpen: hasUnknownValues(release) });
  }),
);

type Common = Pick<Enforcer, 'by' | 'at' | 'declared'>;
type Installed = { readonly chart: Value | undefined; readonly values: Value; readonly isOpen: boolean };

function ofChart(common: Common, installed: Installed): readonly Enforcer[] {
  const chart = networkPolicyCharts.find(({ name }) => [name, `*/${name}`].some((glob) => matchesText(installed.chart, glob) === 'yes'));
  if (chart === undefined) return [];
  return [{ ...common, kind: chart.name === 'aws-vpc-cni' ? 'vpc-cni' : 'chart', enforces: enforcementBy(chart, installed) }];
}

function enforcementBy({ switch: path, off }: NetworkPolicyChart, { values, isOpen }: Installed): Enforcer['enforces'] {
  if (path === undefined) return 'yes';
  const value = valueIn(values, ...path);
  if (value === undefined && isOpen) return 'maybe';
  if (off === undefined) return switchedOn(value);
  const match = matchesText(value, off);
  return match === 'yes' ? 'no' : match === 'no' ? 'yes' : 'maybe';
}

const ofObjects = once((root: Root): readonly Enforcer[] => {
  const typed = declaredIn(root, { type: ['kubernetes_config_map', 'kubernetes_config_map_v1', 'kubernetes_config_map_v1_data'] }).map((by) => ({ by, kind: 'ConfigMap', body: { object: by.attributes } satisfies Value }));
  return [...typed, ...objectsIn(root)].flatMap(({ by, kind, body }) => ofObject({ by: addressOf(by), at: placeOf(by), declared: by }, kind, body));
});

const ofManifest = once((manifest: Manifest): readonly Enforcer[] => ofObject({ by: titleOf(manifest), at: placeIn(manifest) }, manifest.object.kind, manifest.body));

/** Auto Mode's switch, the security groups that hold Fargate's pods apart, and what enforces policies by itself, installed by GitOps or as it is. */
function ofObject(common: Common, kind: string, body: Value): readonly Enforcer[] {
  if (kind === 'SecurityGroupPolicy') return [{ ...common, kind: 'fargate', enforces: 'yes' }];
  if (kind === 'DaemonSet' && runsEnforcer(body)) return [{ ...common, kind: 'chart', enforces: 'yes' }];
  // Calico's operator installs what this asks for.
  if (kind === 'Installation' && matchesText(valueIn(body, 'apiVersion'), 'operator.tigera.io/*') === 'yes') return [{ ...common, kind: 'chart', enforces: 'yes' }];
  if (kind !== 'ConfigMap') return gitOpsReleases(kind, body).flatMap((release) => ofChart(common, release));
  if (matchesText(valueIn(body, 'metadata', 'name'), 'amazon-vpc-cni') !== 'yes') return [];
  return [{ ...common, kind: 'auto-mode', enforces: switchedOn(valueIn(body, 'data', 'enable-network-policy-controller')) }];
}

function runsEnforcer(body: Value): boolean {
  const containers = asList(valueIn(body, 'spec', 'template', 'spec', 'containers'));
  const repositories = containers.kind === 'known' ? containers.is.flatMap((each) => imageOf(valueIn(each, 'image'))?.repository ?? []) : [];
  return repositories.some((repository) => networkPolicyImages.some((name) => repository === name || repository.endsWith(`/${name}`)));
}
