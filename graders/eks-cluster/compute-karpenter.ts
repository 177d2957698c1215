import type { TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { addressOf, type Declared, declared, placeOf } from '../../src/terraform/declared.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asTruth, valueOf } from '../../src/terraform/value.ts';
import type { Cluster } from './clusters.ts';
import { once } from '../../src/grade/once.ts';
import { isOrigin, originOf } from '../../src/terraform/module-origin.ts';
import { bodyOf, settingOf } from './clusters-settings.ts';
import type { Karpenter } from './compute.ts';
import { attachment } from './compute-attachment.ts';
import { mapperOf, roleOf } from './compute-nodes.ts';
import { type KarpenterModule, karpenterModules } from './knowledge/node-inputs.ts';

/** Karpenter's controller by Helm, and modules that make its roles and queue or install it. */
export function karpenterOf(cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): readonly Karpenter[] {
  const { releases, modules } = karpenters(facts);
  return [...releases.flatMap((release) => byChart(release, cluster, clusters)), ...modules.flatMap(({ module, known }) => byModule(module, known, cluster, facts, clusters))];
}

const karpenters = once((facts: TerraformFacts) => ({
  releases: declared(facts, { type: 'helm_release' }).filter((release) => {
    const chart = valueOf(release, 'chart');
    return matchesText(chart, 'karpenter') === 'yes' || matchesText(chart, '*/karpenter') === 'yes';
  }),
  modules: declared(facts, { kind: 'module' }).flatMap((module) => {
    const origin = originOf(module);
    const known = origin && karpenterModules.find((each) => isOrigin(origin, each));
    return known === undefined ? [] : [{ module, known }];
  }),
}));

/** The chart is of the cluster that stands in its root; elsewhere only its values could tell. */
function byChart(release: Declared, cluster: Cluster, clusters: readonly Cluster[]): readonly Karpenter[] {
  const own = clusters.filter(({ root }) => root === release.root);
  const here = release.root === cluster.root;
  if (own.length > 0 && !here) return [];
  const certain = release.exists === 'yes' && (own.length === 1 || clusters.length === 1);
  return [karpenter(release, certain ? 'yes' : 'maybe', { installsController: true, mappedBy: 'nobody' })];
}

function byModule(module: Declared, known: KarpenterModule, cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): readonly Karpenter[] {
  const layers = [bodyOf(module)];
  const enabled = known.enabled && asTruth(settingOf(module, layers, known.enabled).value);
  if (enabled?.kind === 'known' && !enabled.is) return [];
  const attached = attachment(facts, clusterNameOf(module, known), module.root, cluster, clusters);
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

const karpenter = (by: Declared, attached: 'yes' | 'maybe', rest: Pick<Karpenter, 'installsController' | 'mappedBy' | 'role'>): Karpenter => ({
  kind: 'karpenter',
  declared: by,
  name: addressOf(by),
  at: placeOf(by),
  attached,
  ...rest,
});
