import { clusterConfinement, type ClusterConfinementFacts } from '../../../src/collect/cluster/confinement/section.ts';
import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { open, verdictOf } from '../../../src/grade/findings.ts';
import { seenContainer } from '../kernel-view.ts';
import { deployedAt, liveOf } from '../live-app.ts';

export default check({
  id: 'confined-in-fact',
  title: 'Seen from the node, the process is confined',
  needs: { confinement: clusterConfinement, deploy: clusterDeploy, manifests, dockerfile },
  after: ['installs'],
  weight: 2,
  level: 'senior',
  skills: ['kubernetes.pod-security'],
  why: 'A manifest is a wish. What an intruder can do is what the kernel lets the process do: a setting in the wrong place, or one that the runtime does not heed, is found only there.',
  docs: 'https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/',
  discuss: {
    topic: 'containers-and-serverless',
    passed: 'On its node it looks so: {observed}. How would you find this out for every pod of a cluster at once?',
    failed: '{observed}. Somebody runs code in that container. What is the first thing they try?',
  },
  judge: ({ confinement: { workload, seen }, deploy, manifests, dockerfile }, settings) => {
    const expected = 'seen from the node: a user other than 0, no effective capability, no_new_privs, a seccomp filter, a read-only root';
    if (seen.kind === 'hidden') return verdictOf(expected, [open(`the processes of this cluster can’t be seen from their node: ${seen.because}`, deployedAt(workload))]);
    const live = liveOf(manifests, settings, workload);
    return verdictOf(expected, seen.containers.flatMap((each: SeenContainer) => seenContainer(each, live, { deploy, manifests, dockerfile }, settings)));
  },
});

type SeenContainer = Extract<ClusterConfinementFacts['seen'], { kind: 'processes' }>['containers'][number];
