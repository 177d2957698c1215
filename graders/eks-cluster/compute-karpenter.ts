import type { TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { addressOf, type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asTruth, valueOf } from '../../src/terraform/value.ts';
import type { Cluster } from './clusters.ts';
import { isOrigin, originOf } from './clusters-releases.ts';
import { bodyOf, settingOf } from './clusters-settings.ts';
import type { Karpenter } from './compute.ts';
import { attachment } from './compute-attachment.ts';
import { mapperOf, roleOf } from './compute-nodes.ts';
import { type KarpenterModule, karpenterModules } from './knowledge/node-inputs.ts';

/** Karpenter's controller by Helm, and modules that make its roles and queue or install it. */
export function karpenterOf(cluster: Cluster, { roots }: TerraformFacts, clusters: readonly Cluster[]): readonly Karpenter[] {
  return roots.flatMap((root) => [
    ...declaredIn(root, { type: 'helm_release' }).flatMap((release) => byChart(release, cluster, clusters)),
    ...declaredIn(root, { kind: 'module' }).flatMap((module) => byModule(module, cluster, clusters)),
  ]);
}

/** The chart is of the cluster that stands in its root; elsewhere only its values could tell. */
function byChart(release: Declared, cluster: Cluster, clusters: readonly Cluster[]): readonly Karpenter[] {
  const chart = valueOf(release, 'chart');
  if (matchesText(chart, 'karpenter') !== 'yes' && matchesText(chart, '*/karpenter') !== 'yes') return [];
  const own = clusters.filter(({ root }) => root === release.root);
  const here = release.root === cluster.root;
  if (own.length > 0 && !here) return [];
  const certain = release.exists === 'yes' && (own.length === 1 || clusters.length === 1);
  return [karpenter(release, certain ? 'yes' : 'maybe', { installsController: true, mappedBy: 'nobody' })];
}

function byModule(module: Declared, cluster: Cluster, clusters: readonly Cluster[]): readonly Karpenter[] {
  const origin = originOf(module);
  const known = origin && karpenterModules.find((each) => isOrigin(origin, each));
  if (known === undefined) return [];
  const layers = [bodyOf(module)];
  const enabled = known.enabled && asTruth(settingOf(module, layers, known.enabled).value);
  if (enabled?.kind === 'known' && !enabled.is) return [];
  const attached = attachment(clusterNameOf(module, known), module.root, cluster, clusters);
  if (attached === 'no') return [];
  const certain = attached === 'yes' && module.exists === 'yes' && enabled?.kind !== 'unknown';
  return [
    karpenter(module, certain ? 'yes' : 'maybe', {
      installsController: known.installsController,
      mappedBy: mapperOf(settingOf(module, layers, known.accessEntry)),
      role: roleOf(module, layers, known.role),
    }),
  ];
}

const clusterNameOf = (module: Declared, { cluster }: KarpenterModule): Value | undefined => settingOf(module, [bodyOf(module)], cluster).value;

const karpenter = (declared: Declared, attached: 'yes' | 'maybe', rest: Pick<Karpenter, 'installsController' | 'mappedBy' | 'role'>): Karpenter => ({
  kind: 'karpenter',
  declared,
  name: addressOf(declared),
  at: placeOf(declared),
  attached,
  ...rest,
});
