import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { accessOf } from '../access.ts';
import { repairOf } from '../access-fixes.ts';
import { clustersOf } from '../clusters.ts';

export default check({
  id: 'eks-access-mapped',
  title: 'Nodes and operators are let in by access entries or aws-auth',
  needs: { terraform, manifests },
  after: ['eks-cluster-declared'],
  weight: 3,
  level: 'mid',
  skills: ['eks.access', 'aws.iam'],
  why: 'A node that isn’t mapped never joins; a cluster that only its creator can enter is lost with them, and a user’s long-lived key opens it to whoever finds it.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html',
  discuss: {
    topic: 'orchestration',
    passed: 'Operators come in by {observed}. The role is deleted by mistake on a Friday evening: who can still get in, and how?',
    failed: '{observed}. Who can run kubectl against this cluster on the day after it was made, and how do you know?',
  },
  judge: (sources) => {
    const clusters = clustersOf(sources.terraform);
    if (clusters.length === 0) return unresolved('docc finds no cluster whose settings it can read');
    const seen = clusters.map((cluster) => accessOf(cluster, sources, clusters));
    const troubles = seen.flatMap(({ cluster, name, troubles: its }) => its.map((trouble) => ({ ...repairOf(trouble, cluster), at: trouble.at, name, cluster })));
    const [first, ...others] = troubles;
    if (first !== undefined) {
      return fail({
        expected: 'an operator role with an access policy or a bound group, in a mode that reads it; nodes that EKS does not map mapped; no user, no root, no system:masters',
        observed: list([...new Set(troubles.map(({ observed, name, cluster }) => (name === cluster.address ? observed : `${observed} (${code(name)})`)))]),
        at: first.at,
        alsoAt: others.map(({ at }) => at),
        fix: [...new Set(troubles.map(({ fix }) => fix))].join('\n'),
        reproduce: [...new Set(troubles.map(({ reproduce }) => reproduce))].join(' && '),
      });
    }
    const open = seen.find((each) => each.open !== undefined)?.open;
    return open === undefined ? pass(list([...new Set(seen.map(({ operators }) => code(operators)))])) : unresolved(open.reason, open.at);
  },
});
