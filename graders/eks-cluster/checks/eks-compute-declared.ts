import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Declared, declaredIn } from '../../../src/terraform/declared.ts';
import { asList } from '../../../src/terraform/value.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { type Cluster, clustersOf, nameOf } from '../clusters.ts';
import { type Finding, fine, open, verdictOf } from '../clusters-verdict.ts';
import { type Compute, computeOf } from '../compute.ts';
import { joining, withoutAny } from '../compute-fixes.ts';
import { appliedOfKind, inTerraformOnly } from '../compute-manifests.ts';

export default check({
  id: 'eks-compute-declared',
  title: 'The cluster has compute to run pods on',
  needs: { terraform },
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
  judge: ({ terraform }) => {
    const clusters = clustersOf(terraform);
    return verdictOf('managed or self-managed nodes, Fargate, Auto Mode or Karpenter, attached to the cluster', clusters.map((each) => findingOf(each, clusters, terraform)));
  },
});

function findingOf(cluster: Cluster, clusters: readonly Cluster[], facts: TerraformFacts): Finding {
  const name = code(nameOf(cluster, clusters));
  const all = computeOf(cluster, facts, clusters).map((each) => ({ each, runs: runsPods(each, facts) }));
  const running = all.filter(({ each, runs }) => each.attached === 'yes' && runs === 'yes');
  if (running.length > 0) return fine(`${list(running.map(({ each }) => code(each.name)))} for ${name}`);
  const [perhaps] = all;
  if (perhaps !== undefined) return open(`whether ${code(perhaps.each.name)} runs pods of ${name} ${reasonOf(perhaps.each)}`, perhaps.each.at);
  const observed = `${name} has no nodes, no Fargate profile, no Auto Mode and no Karpenter`;
  const [stranger] = strangersBeside(cluster, clusters, facts);
  return stranger === undefined ? { kind: 'trouble', observed, ...withoutAny(cluster) } : { kind: 'trouble', ...joining(cluster, stranger, observed) };
}

/** Built-in pools are on by name; without one a NodePool has to say what Auto Mode starts. */
function runsPods(compute: Compute, facts: TerraformFacts): 'yes' | 'maybe' {
  if (compute.kind === 'karpenter') return compute.installsController ? 'yes' : 'maybe';
  if (compute.kind !== 'auto-mode') return 'yes';
  const pools = asList(compute.nodePools.value);
  const builtIn = pools.kind === 'known' && pools.is.length > 0;
  return builtIn || appliedOfKind(facts, 'NodePool').length > 0 ? 'yes' : 'maybe';
}

function reasonOf(compute: Compute): string {
  if (compute.kind === 'karpenter' && !compute.installsController) return `depends on Karpenter’s chart, ${inTerraformOnly}`;
  if (compute.kind === 'auto-mode' && compute.attached === 'yes') return `depends on a NodePool, ${inTerraformOnly}`;
  return 'is decided by what is not in the files';
}

/** Groups in the same root that belong to none of the clusters. */
function strangersBeside({ root }: Cluster, clusters: readonly Cluster[], facts: TerraformFacts): readonly Declared[] {
  const owned = new Set(clusters.flatMap((each) => computeOf(each, facts, clusters)).map(({ declared: { block } }) => block));
  return declaredIn(root, { type: ['aws_eks_node_group', 'aws_eks_fargate_profile'] }).filter(({ block }) => !owned.has(block));
}
