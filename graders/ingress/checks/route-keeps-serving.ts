import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { clusterReplacement } from '../../../src/collect/cluster/replacement/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, pass } from '../../../src/grade/judgement.ts';
import { deployedTitle, liveOf } from '../../secure-pod/live-app.ts';
import { deployed } from '../../secure-pod/live-commands.ts';
import { underLoad } from '../../secure-pod/live-requests.ts';
import { replacementTrouble } from '../replacement-troubles.ts';

export default check({
  id: 'route-keeps-serving',
  title: 'No request is lost while pods are replaced',
  needs: { replacement: clusterReplacement, deploy: clusterDeploy, manifests, dockerfile },
  after: ['route-serves'],
  weight: 2,
  level: 'senior',
  skills: ['kubernetes.probes', 'kubernetes.disruption'],
  why: 'Pods are replaced at every deployment, every day. A server that stops before the controller knows of it loses a second of requests each time, and nobody finds the cause in its own log.',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  discuss: {
    topic: 'continuous-delivery',
    passed: '{observed}. Tell in order what happens from the deletion of a pod to the last request that it answers.',
    failed: '{observed}. In which order do the kubelet, the EndpointSlice and the controller learn that a pod stops?',
  },
  judge: ({ replacement, deploy, manifests, dockerfile }, settings) => {
    const live = liveOf(manifests, settings, replacement.workload);
    const facts = { deploy, manifests, dockerfile };
    const trouble = replacementTrouble(replacement, live, facts);
    if (trouble === undefined) return pass(`while ${deployedTitle(replacement.workload)} is restarted and a pod of it deleted, no request is lost`);
    const { happening, ...told } = trouble;
    return fail({
      expected: 'under steady load a rolling restart and the deletion of a pod fail no more requests than when nothing happens',
      ...told,
      reproduce: deployed(facts, settings, { test: underLoad(facts, live, happening) }),
    });
  },
});
