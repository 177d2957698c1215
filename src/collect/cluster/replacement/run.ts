import { type Observation, observed } from '../../../evidence/observation.ts';
import { granted, inTime } from '../answer.ts';
import type { Deployment } from '../cluster.ts';
import { type Disturbed, underLoad } from '../load/during.ts';
import { isReady } from '../pod.ts';
import { rollOutAnew } from '../rollout.ts';
import { calm, patience, podsOf, podsUntil, restored, rollsOut } from '../workload.ts';
import type { ClusterReplacementFacts } from './section.ts';

export async function collectReplacement(disturbed: Disturbed): Promise<Observation<ClusterReplacementFacts>> {
  const { deployment } = disturbed;
  const { object: workload, replicas } = deployment.workload;
  try {
    const restart = await underLoad(disturbed, async () => rollsOut(deployment) && (await rollOutAnew(deployment)));
    const deletion = await underLoad(disturbed, () => replacedAfterDeletion(deployment));
    return observed({ workload, replicas, restart: { completed: restart.came, load: restart.load }, deletion: { replaced: deletion.came, load: deletion.load } });
  } finally {
    await restored(deployment);
  }
}

/** One pod, with the grace that it asks for, and until it has ended. */
async function replacedAfterDeletion(deployment: Deployment): Promise<boolean> {
  const ready = (await podsOf(deployment)).filter(isReady);
  const { name, uid } = inTime(ready[0], 'a ready pod of the app').metadata;
  granted(await deployment.cluster.api.remove({ apiVersion: 'v1', kind: 'Pod', name, namespace: deployment.namespace }, {}), 'delete a pod of the app');
  const again = await podsUntil(deployment, (pods) => (pods.filter((pod) => isReady(pod) && pod.metadata.uid !== uid).length >= ready.length ? true : undefined), patience);
  if (again === true) await calm(deployment, ready.length, patience);
  return again === true;
}
