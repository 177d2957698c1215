import { setTimeout as wait } from 'node:timers/promises';
import { type Observation, observed } from '../../../evidence/observation.ts';
import { granted, inTime } from '../answer.ts';
import type { Deployment } from '../cluster.ts';
import { endpointsUntil } from '../endpoints.ts';
import { type Disturbed, underLoad } from '../load/during.ts';
import { isReady } from '../pod.ts';
import { podsOf, podsUntil, restored } from '../workload.ts';
import type { ClusterLossFacts } from './section.ts';

/** Until a lost pod's place is filled: as long as an image that is there and a patient probe take. */
const soonMs = 30_000;
const lateMs = 60_000;
/** After an endpoint is gone, the stand-in may ask it for as long: Traefik reads changes every two seconds. */
const heededAfterMs = 3_000;
/** And then it is asked for as long at least. */
const askedForMs = 2_000;

export async function collectLoss(disturbed: Disturbed, service: string): Promise<Observation<ClusterLossFacts>> {
  const { deployment } = disturbed;
  const { object: workload, replicas } = deployment.workload;
  try {
    const { load, came } = await underLoad(disturbed, () => lost(deployment, service), (shots, { goneAfterMs }) => shots.filter(({ at }) => at * 1000 >= goneAfterMs + heededAfterMs));
    const answered = came.others > 0 && load.lost === 'none';
    const { requests, failed } = load.measured;
    const measured = { requests, failed, ...(came.readyAfterSeconds !== undefined && { readyAfterSeconds: came.readyAfterSeconds }) };
    return observed({ workload, replicas, replaced: came.replaced, service: answered ? 'answered' : 'interrupted', measured });
  } finally {
    await restored(deployment);
  }
}

/** `goneAfterMs`: until the Service no longer led to the lost pod. `others`: to how many it led then. */
type Lost = { readonly goneAfterMs: number; readonly others: number; readonly replaced: ClusterLossFacts['replaced']; readonly readyAfterSeconds: number | undefined };

async function lost(deployment: Deployment, service: string): Promise<Lost> {
  const { cluster, namespace } = deployment;
  const began = performance.now();
  const ready = (await podsOf(deployment)).filter(isReady);
  const { name, uid } = inTime(ready[0], 'a ready pod of the app').metadata;
  granted(await cluster.api.remove({ apiVersion: 'v1', kind: 'Pod', name, namespace }, { graceSeconds: 0 }), 'delete a pod of the app');
  const others = inTime(await endpointsUntil(deployment, service, (pods) => (pods.includes(uid) ? undefined : pods.length), soonMs), 'that the Service knows of the lost pod');
  const goneAt = performance.now();
  const again = (timeoutMs: number) => podsUntil(deployment, (pods) => (pods.filter((pod) => isReady(pod) && pod.metadata.uid !== uid).length >= ready.length ? true : undefined), timeoutMs);
  const soon = await again(soonMs);
  const readyAfterSeconds = soon === true ? Math.round((performance.now() - began) / 100) / 10 : undefined;
  const late = soon ?? (await again(lateMs));
  await wait(Math.max(0, goneAt + heededAfterMs + askedForMs - performance.now()), undefined, { signal: cluster.signal });
  return { goneAfterMs: goneAt - began, others, replaced: soon === true ? 'ready' : late === true ? 'late' : 'never', readyAfterSeconds };
}
