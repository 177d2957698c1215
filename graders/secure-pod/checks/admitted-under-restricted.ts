import { clusterAdmission, type ClusterAdmissionFacts } from '../../../src/collect/cluster/admission/section.ts';
import { clusterDeploy } from '../../../src/collect/cluster/deploy/section.ts';
import { dockerfile } from '../../../src/collect/dockerfile/section.ts';
import { manifests, type ManifestsFacts } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { deployedAt, deployedTitle, workloadOf } from '../live-app.ts';
import { deployed } from '../live-commands.ts';
import { breachOf } from '../pods-security.ts';
import { put } from '../put.ts';
import { placed } from '../snippets.ts';

type Tried = ClusterAdmissionFacts['pods'][number];

export default check({
  id: 'admitted-under-restricted',
  title: 'Its pods are admitted under the restricted profile',
  needs: { admission: clusterAdmission, deploy: clusterDeploy, manifests, dockerfile },
  after: ['installs'],
  weight: 2,
  level: 'mid',
  skills: ['kubernetes.pod-security'],
  why: 'Where the profile is enforced, a pod that breaks it is never made: the Deployment stands there with no pods, and only its events say why.',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  discuss: {
    topic: 'orchestration',
    passed: '{observed}. What does the restricted profile not keep a pod from?',
    failed: '{observed}. Where does a denied pod of a Deployment show, and where not?',
  },
  judge: ({ admission, deploy, manifests, dockerfile }, settings) => {
    if (admission.control === 'not-enforced') return verdictOf('', [open('this cluster let in a pod that breaks the profile: it enforces none, so nothing can be told of these')]);
    const reproduce = deployed({ deploy, manifests, dockerfile }, settings, { before: [enforced], test: 'true' });
    return verdictOf('every pod admitted where `restricted` is enforced', admission.pods.flatMap((pod) => ofPod(pod, manifests, reproduce)));
  },
});

const enforced = 'kubectl label namespace "$(kubectl config view --minify -o "jsonpath={..namespace}")" pod-security.kubernetes.io/enforce=restricted';

function ofPod(pod: Tried, manifests: ManifestsFacts, reproduce: string): readonly Finding[] {
  const title = deployedTitle(pod.of);
  if (pod.kind === 'admitted') return [fine(`the pods of ${title} are admitted`)];
  return pod.violations.map((violation) => {
    const workload = workloadOf(manifests, pod.of);
    const observed = `the pods of ${title} are denied: ${code(violation)}`;
    if (workload === undefined) return trouble({ observed, at: deployedAt(pod.of), fix: `In the pods of ${title} mend what the API server names: ${code(violation)}.`, reproduce });
    const { at, where, holder, write } = breachOf(workload, violation);
    const part = `the ${where === 'pod' ? 'pod template' : 'container'} of ${title}`;
    const fix = write === undefined ? `In ${part} (${placed(at)}) take away what the API server names: ${code(violation)}.` : put(workload.manifest, { title: part, value: holder }, write);
    return trouble({ observed, at, fix, reproduce });
  });
}
