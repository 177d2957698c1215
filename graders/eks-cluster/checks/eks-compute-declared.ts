import { manifests, type ManifestsFacts } from '../../../src/collect/manifests/section.ts';
import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Declared, declaredIn } from '../../../src/terraform/declared.ts';
import { asList } from '../../../src/terraform/value.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { type Cluster, clustersOf, nameOf } from '../clusters.ts';
import { type Finding, fine, open, verdictOf } from '../clusters-verdict.ts';
import { type Compute, computeOf } from '../compute.ts';
import { joining, withoutAny, withoutPool } from '../compute-fixes.ts';
import { appliedOfKind, karpenterByGitOps } from '../compute-manifests.ts';

export default check({
  id: 'eks-compute-declared',
  title: 'The cluster has compute to run pods on',
  needs: { terraform, manifests },
  after: ['eks-cluster-declared'],
  weight: 2,
  level: 'junior',
  skills: ['aws.eks', 'kubernetes.nodes'],
  why: 'A cluster without nodes, Fargate or Auto Mode accepts every deployment and runs none: CoreDNS itself stays pending.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/eks-compute.html',
  discuss: {
    topic: 'orchestration',
    passed: 'Pods run on {observed}. Traffic triples within a minute: what starts, in which order, and what is the slowest part?',
    failed: '{observed}. What would a pod that is deployed now wait for, and how do you see that?',
  },
  judge: ({ terraform, manifests }) => {
    const clusters = clustersOf(terraform);
    return verdictOf('managed or self-managed nodes, Fargate, Auto Mode or Karpenter, attached to the cluster', clusters.map((each) => findingOf(each, clusters, terraform, manifests)));
  },
});

function findingOf(cluster: Cluster, clusters: readonly Cluster[], facts: TerraformFacts, manifests: ManifestsFacts): Finding {
  const name = code(nameOf(cluster, clusters));
  const brought: Brought = { pools: appliedOfKind(facts, manifests, cluster.root, 'NodePool').map(({ by }) => by), karpenter: karpenterByGitOps(manifests, cluster.root) };
  const all = computeOf(cluster, facts, clusters).map((each) => ({ each, runs: runsPods(each, brought) }));
  const running = all.filter(({ each, runs }) => each.attached === 'yes' && runs === 'yes').map(({ each }) => each.name);
  const [pool] = brought.pools;
  const byGitOps = brought.karpenter === undefined || pool === undefined ? [] : [brought.karpenter, pool];
  if (running.length > 0 || byGitOps.length > 0) return fine(`${list((running.length > 0 ? running : byGitOps).map(code))} for ${name}`);
  const perhaps = all.find(({ each, runs }) => each.attached === 'maybe' || runs === 'maybe')?.each;
  if (perhaps !== undefined) return open(`whether ${code(perhaps.name)} runs pods of ${name} ${reasonOf(perhaps)}`, perhaps.at);
  const [idle] = all;
  const [unread] = idle === undefined ? [] : manifests.unrendered;
  if (unread !== undefined) return open(`${code(unread.path)} may bring the NodePool of ${name}: ${unread.because}`, { path: unread.path });
  if (idle !== undefined) return { kind: 'trouble', ...withoutPool(cluster, idle.each) };
  const observed = `${name} has no nodes, no Fargate profile, no Auto Mode and no Karpenter`;
  const [stranger] = strangersBeside(cluster, clusters, facts);
  return stranger === undefined ? { kind: 'trouble', observed, ...withoutAny(cluster) } : { kind: 'trouble', ...joining(cluster, stranger, observed) };
}

type Brought = { readonly pools: readonly string[]; readonly karpenter: string | undefined };

/** Built-in pools are on by name; without one a NodePool has to say what Auto Mode starts. */
function runsPods(compute: Compute, { pools: applied, karpenter }: Brought): 'yes' | 'maybe' | 'no' {
  if (compute.kind === 'karpenter') return compute.installsController || karpenter !== undefined ? 'yes' : 'maybe';
  if (compute.kind !== 'auto-mode' || applied.length > 0) return 'yes';
  const pools = asList(compute.nodePools.value);
  if (pools.kind === 'known' && pools.is.length > 0) return 'yes';
  return pools.kind === 'unknown' ? 'maybe' : 'no';
}

function reasonOf(compute: Compute): string {
  return compute.kind === 'karpenter' && !compute.installsController ? 'depends on Karpenter’s chart, which nothing in the files installs' : 'is decided by what is not in the files';
}

/** Groups in the same root that belong to none of the clusters. */
function strangersBeside({ root }: Cluster, clusters: readonly Cluster[], facts: TerraformFacts): readonly Declared[] {
  const owned = new Set(clusters.flatMap((each) => computeOf(each, facts, clusters)).map(({ declared: { block } }) => block));
  return declaredIn(root, { type: ['aws_eks_node_group', 'aws_eks_fargate_profile'] }).filter(({ block }) => !owned.has(block));
}
