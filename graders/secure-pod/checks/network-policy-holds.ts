import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { clusterPolicy } from '../../../src/collect/cluster/policy/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { open, verdictOf } from '../../../src/grade/findings.ts';
import { deployedAt, liveOf } from '../live-app.ts';
import { connections } from '../live-connections.ts';

export default check({
  id: 'network-policy-holds',
  title: "A stranger's pod is refused",
  needs: { policy: clusterPolicy, deploy: clusterDeploy, manifests, dockerfile },
  after: ['installs'],
  weight: 2,
  level: 'senior',
  skills: ['kubernetes.network-policy'],
  why: 'A policy whose labels or ports are a little wrong is accepted like any other. It lets everybody in and looks safe, or shuts the ingress controller out, which every visitor sees.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
  discuss: {
    topic: 'system-and-network',
    passed: '{observed}. Who else has to reach these pods in production, and how would you let them?',
    failed: '{observed}. How do you find out which policy lets a connection through, or stops it?',
  },
  judge: ({ policy, deploy, manifests, dockerfile }, settings) => {
    const expected = 'connections of strange pods refused, and those of the ingress controller’s pods not';
    const { control, workload } = policy;
    if (control === 'not-enforced') return verdictOf(expected, [open('the network of this cluster heeds no NetworkPolicy, not even one of docc’s own: nothing can be told', deployedAt(workload))]);
    return verdictOf(expected, connections(policy, liveOf(manifests, settings, workload), { deploy, manifests, dockerfile }, settings));
  },
});
