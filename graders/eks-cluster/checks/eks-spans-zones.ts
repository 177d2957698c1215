import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import type { Declared } from '../../../src/terraform/declared.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { type Cluster, clustersOf, nameOf } from '../clusters.ts';
import type { Setting } from '../clusters-settings.ts';
import { type Finding, fine, ifMade, open, verdictOf } from '../clusters-verdict.ts';
import { openBecause } from '../clusters-wording.ts';
import { computeOf } from '../compute.ts';
import { type Subnet, subnetsIn } from '../subnets.ts';
import { healing, inOneZone } from '../subnets-fixes.ts';
import { spanSeveral } from '../subnets-zones.ts';

export default check({
  id: 'eks-spans-zones',
  title: 'Nodes stand in private subnets of two zones or more',
  needs: { terraform },
  after: ['eks-cluster-declared', 'eks-compute-declared'],
  weight: 1,
  level: 'mid',
  skills: ['aws.networking', 'aws.availability'],
  why: 'In one zone the service is down whenever that zone is; in a public subnet every port of a node is one security group rule from the internet.',
  docs: 'https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html',
  discuss: {
    topic: 'system-and-network',
    passed: 'Nodes stand in {observed}. A zone is lost: what do users notice, and how does traffic get out of the other one?',
    failed: '{observed}. What does an attacker, or a zone that goes dark, make of that?',
  },
  judge: ({ terraform }) => {
    const clusters = clustersOf(terraform);
    return verdictOf('subnets in two zones or more for what runs pods, none of them with a way in from the internet', clusters.flatMap((each) => findingsOf(each, clusters, terraform)));
  },
});

/** Where something stands, and what for. */
type Standing = { readonly who: string; readonly certain: boolean; readonly subnets: Setting; readonly found: readonly Subnet[] };

function findingsOf(cluster: Cluster, clusters: readonly Cluster[], facts: TerraformFacts): readonly Finding[] {
  const standings = standingsOf(cluster, facts, clusters);
  const exposed = standings.flatMap((each) => (each.certain ? exposure(each) : exposure(each).map(ifMade)));
  const hidden = standings.find(({ subnets }) => subnets.value === undefined);
  if (exposed.some(({ kind }) => kind === 'trouble')) return exposed;
  if (hidden !== undefined) return [open(`in which subnets ${code(hidden.who)} stands is not written`, hidden.subnets.at)];
  const all = standings.flatMap(({ found }) => found);
  const several = spanSeveral(all.map(({ zones }) => zones));
  const names = list([...new Set(all.map((each) => code(each.name)))].slice(0, 6));
  const [first] = standings;
  if (several === false && first !== undefined) return [inOneZone(nameOf(cluster, clusters), first, all)];
  if (several === undefined && first !== undefined) return [unknownZones(first, all)];
  return [...exposed, fine(`${names} of two zones or more`)];
}

function unknownZones({ who, subnets }: Standing, found: readonly Subnet[]): Finding {
  const waiting = found.find(({ zonesOpen }) => zonesOpen !== undefined);
  if (waiting !== undefined) return open(`${code(waiting.name)} ${waiting.zonesOpen ?? ''}`, waiting.at);
  const typed = subnets.value !== undefined && 'known' in subnets.value;
  return open(`where ${code(who)} stands ${typed ? 'is told by ids of subnets only, which are not in the files' : openBecause(subnets.value)}`, subnets.at);
}

/** Auto Mode starts its nodes in the subnets of the cluster; Karpenter where its classes say. Without either, the control plane's count. */
function standingsOf(cluster: Cluster, facts: TerraformFacts, clusters: readonly Cluster[]): readonly Standing[] {
  const { subnets } = cluster.settings;
  const compute = computeOf(cluster, facts, clusters).flatMap((each) => {
    if (each.kind === 'karpenter') return [];
    return [standing(facts, each.name, each.attached === 'yes', each.declared, each.kind === 'auto-mode' ? subnets : each.subnets)];
  });
  return compute.length > 0 ? compute : [standing(facts, cluster.address, true, cluster.declared, subnets)];
}

const standing = (facts: TerraformFacts, who: string, certain: boolean, { root }: Declared, subnets: Setting): Standing => ({
  who,
  certain,
  subnets,
  found: subnetsIn(facts, root, subnets),
});

function exposure({ who, subnets, found }: Standing): readonly Finding[] {
  const exposed = found.flatMap(({ name, at, open: way }) => (way.is === 'yes' ? [{ name, at, ...way }] : []));
  const [first] = exposed;
  if (first === undefined) {
    return found.flatMap(({ name, at, open: way }) => (way.is === 'unknown' ? [open(`whether ${code(name)}, where ${code(who)} stands, is private: ${way.because}`, at)] : []));
  }
  const observed = `${code(who)} stands in ${code(first.name)}, which ${first.because}`;
  return [{ kind: 'trouble', observed, at: subnets.at, alsoAt: exposed.map(({ at }) => at), ...healing(who, subnets, first) }];
}
