import { manifests, type ManifestsFacts } from '../../../src/collect/manifests/section.ts';
import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Location, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { type Cluster, clustersOf, nameOf } from '../clusters.ts';
import { computeOf } from '../compute.ts';
import { type Enforcer, enforcersOf } from '../network-policy.ts';
import { policyRepair } from '../network-policy-fixes.ts';
import type { Repair } from '../repair.ts';

export default check({
  id: 'eks-enforces-network-policy',
  title: 'The cluster enforces network policies',
  needs: { terraform, manifests },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'senior',
  skills: ['eks.networking'],
  why: 'A cluster accepts NetworkPolicy objects whether or not anything enforces them: without an enforcer every pod reaches every other, and nobody is told.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html',
  discuss: {
    topic: 'system-and-network',
    passed: 'Policies are enforced by {observed}. A packet is dropped between two pods: how do you find out which policy did it?',
    failed: '{observed}. How would you notice in a running cluster that a NetworkPolicy does nothing?',
  },
  judge: ({ terraform, manifests }) => {
    const clusters = clustersOf(terraform);
    if (clusters.length === 0) return unresolved('docc finds no cluster whose settings it can read');
    const seen = clusters.map((cluster) => stateOf(terraform, manifests, cluster, clusters));
    const lost = seen.filter(({ state }) => state === 'no');
    const [first, ...others] = lost;
    if (first !== undefined) {
      return fail({
        expected: 'the VPC CNI with enableNetworkPolicy, Auto Mode’s config map, Calico or Cilium',
        observed: `nothing in ${list(lost.map(({ cluster }) => code(nameOf(cluster, clusters))))} enforces NetworkPolicy`,
        at: first.at,
        alsoAt: others.map(({ at }) => at),
        fix: [...new Set(lost.map(({ fix }) => fix))].join('\n'),
        reproduce: [...new Set(lost.map(({ reproduce }) => reproduce))].join(' && '),
      });
    }
    const open = seen.find(({ state }) => state === 'maybe');
    return open === undefined ? pass(list([...new Set(seen.map(({ by }) => code(by)))])) : unresolved(open.by, open.at);
  },
});

type State = Repair & { readonly cluster: Cluster; readonly state: Enforcer['enforces']; readonly by: string; readonly at: Location };

function stateOf(facts: TerraformFacts, manifests: ManifestsFacts, cluster: Cluster, clusters: readonly Cluster[]): State {
  const compute = computeOf(cluster, facts, clusters);
  const [isAuto, isFargate] = [compute.some(({ kind }) => kind === 'auto-mode'), compute.length > 0 && compute.every(({ kind }) => kind === 'fargate')];
  const enforcers = enforcersOf(facts, manifests, cluster).filter(({ kind }) => (kind === 'auto-mode' ? isAuto : kind === 'fargate' ? isFargate : true));
  const found = enforcers.find(({ enforces }) => enforces === 'yes') ?? enforcers.find(({ enforces }) => enforces === 'maybe');
  const repair = policyRepair(cluster, isAuto ? 'auto-mode' : isFargate ? 'fargate' : 'nodes', enforcers);
  if (found?.enforces === 'yes') return { cluster, state: 'yes', by: found.by, at: found.at, ...repair };
  if (found !== undefined) return { cluster, state: 'maybe', by: `files alone don't tell whether ${code(found.by)} enforces NetworkPolicy`, at: found.at, ...repair };
  const said = enforcers[0];
  const [unread] = said === undefined ? manifests.unrendered : [];
  if (unread !== undefined) return { cluster, state: 'maybe', by: `${code(unread.path)} may bring what enforces NetworkPolicy: ${unread.because}`, at: { path: unread.path }, ...repair };
  return { cluster, state: 'no', by: '', at: said?.at ?? cluster.at, ...repair };
}
