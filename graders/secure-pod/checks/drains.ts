import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { clusterDrain } from '../../../src/collect/cluster/drain/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass, unresolved } from '../../../src/grade/judgement.ts';
import { drainTrouble } from '../drain-troubles.ts';
import { deployedAt, deployedTitle, liveOf } from '../live-app.ts';
import { deployed } from '../live-commands.ts';
import { underLoad } from '../live-requests.ts';

export default check({
  id: 'drains',
  title: 'A node drains without lost requests',
  needs: { drain: clusterDrain, deploy: clusterDeploy, manifests, dockerfile },
  after: ['installs'],
  weight: 1,
  level: 'senior',
  skills: ['kubernetes.disruption'],
  why: 'Every upgrade of the nodes drains them one by one. A pod that can’t be evicted, or has nowhere to go, holds that up; one that stops in the middle of requests makes each node of it an outage.',
  docs: 'https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/',
  discuss: {
    topic: 'orchestration',
    passed: '{observed}. What happens to it when two nodes are drained at once?',
    failed: '{observed}. The node must go tonight. What do you do?',
  },
  judge: ({ drain: { workload, outcome }, deploy, manifests, dockerfile }, settings) => {
    if (outcome.kind === 'one-node') return unresolved('this cluster has one node that takes pods: a pod that is evicted has nowhere to go', deployedAt(workload));
    const live = liveOf(manifests, settings, workload);
    const trouble = drainTrouble(outcome, live);
    if (trouble === undefined) return pass(`the node of a pod of ${deployedTitle(workload)} drains, the pod is replaced on another, and no request is lost`);
    const facts = { deploy, manifests, dockerfile };
    const draining = 'kubectl drain "$(kubectl get pods -o \'jsonpath={.items[0].spec.nodeName}\')" --ignore-daemonsets --delete-emptydir-data --force --timeout=60s';
    return fail({
      expected: 'the node drained within its budget, the pod replaced on another node, and no request lost',
      ...trouble,
      reproduce: deployed(facts, settings, { test: underLoad(facts, live, draining) }),
    });
  },
});
