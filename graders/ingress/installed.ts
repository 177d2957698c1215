import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import { once } from '../../src/grade/once.ts';
import { type Controller, controllersIn, type Sources } from '../../src/manifests/controllers.ts';
import { autoMode } from '../../src/manifests/controllers-known.ts';
import { asTruth } from '../../src/terraform/value.ts';
import { type Cluster, clustersOf } from '../eks-cluster/clusters.ts';

/** Every controller that the submission installs, with what its clusters have built in. */
export const installed = (sources: Sources): readonly Controller[] => [...controllersIn(sources), ...builtIn(sources.terraform)];

/** https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-alb.html */
const builtIn = once((terraform: TerraformFacts): readonly Controller[] => clustersOf(terraform).flatMap(ofCluster));

function ofCluster({ root, declared, exists, settings, address, at }: Cluster): readonly Controller[] {
  const enabled = asTruth(settings.autoMode.value);
  if (enabled.kind === 'absent' || (enabled.kind === 'known' && !enabled.is)) return [];
  const isSure = enabled.kind === 'known' && exists === 'yes' && declared.exists === 'yes';
  return [{ product: autoMode, by: `Auto Mode of ${address}`, at, exists: isSure ? 'yes' : 'maybe', version: { of: 'managed' }, release: undefined, root, manifest: undefined }];
}

/** Clusters in whose roots none is installed, though others have theirs: one environment was forgotten. */
export function without(all: readonly Controller[], terraform: TerraformFacts): readonly Cluster[] {
  const clusters = clustersOf(terraform);
  const roots = new Set(clusters.map(({ root }) => root));
  const isShared = all.some(({ root }) => root === undefined || !roots.has(root));
  return isShared ? [] : clusters.filter(({ root }) => !all.some((each) => each.root === root));
}
