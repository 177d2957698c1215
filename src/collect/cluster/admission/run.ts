import { type Observation, observed } from '../../../evidence/observation.ts';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import type { Beside } from '../beside.ts';
import type { Deployment } from '../cluster.ts';
import type { ClusterAdmissionFacts } from './section.ts';
import { podFrom } from './templates.ts';
import { violationsIn } from './violations.ts';

type Seen = ClusterAdmissionFacts['pods'][number];

/** Each pod template is offered, and never made, where `restricted` is enforced. */
export async function collectAdmission(deployment: Deployment, { namespace }: Beside): Promise<Observation<ClusterAdmissionFacts>> {
  const asked = deployment.objects.flatMap((object, index) => {
    const pod = podFrom(object, namespace, `docc-asked-${index}`);
    return pod === undefined ? [] : [{ object, pod }];
  });
  const [control, ...pods] = await Promise.all([controlIn(deployment, namespace), ...asked.map(({ object, pod }) => offered(deployment, object, pod))]);
  return observed({ control, pods });
}

async function offered({ cluster: { api }, sourceOf }: Deployment, object: KubernetesObject, pod: KubernetesObject): Promise<Seen> {
  const answer = await api.apply(pod, { dryRun: true });
  const of = sourceOf(object);
  if (answer.kind === 'done') return { kind: 'admitted', of };
  const violations = violationsIn(answer.message);
  // It was admitted to its own namespace, so that nothing but Pod Security can be against it.
  if (violations === undefined) throw new Error(`a dry run of the pod of ${of.kind} ${of.name} was refused by something else than Pod Security: ${answer.reason}: ${answer.message}`);
  return { kind: 'denied', of, violations: [...violations] };
}

/** A pod that says nothing about its security breaks `restricted` for certain. */
async function controlIn({ cluster: { api, idleImage } }: Deployment, namespace: string): Promise<ClusterAdmissionFacts['control']> {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'docc-control', namespace }, spec: { containers: [{ name: 'idle', image: idleImage }] } };
  const answer = await api.apply(pod, { dryRun: true });
  return answer.kind === 'refused' && violationsIn(answer.message) !== undefined ? 'enforced' : 'not-enforced';
}
