import { type Observation, observed, refused } from '../../../evidence/observation.ts';
import { granted, inTime, removed } from '../answer.ts';
import type { Deployment } from '../cluster.ts';
import { endpointsUntil } from '../endpoints.ts';
import { type Disturbed, underLoad } from '../load/during.ts';
import { isBegun, isReady, type Pod, runsImage } from '../pod.ts';
import { rollOutAnew } from '../rollout.ts';
import { rollingNothingOut } from '../trouble.ts';
import { calm, nameOf, patience, podsOf, podsUntil, readWorkload, restored, rolledOut, rollsOut, type Workload } from '../workload.ts';
import { brokenContainers, fewestReady, readyWithin } from './broken.ts';
import type { ClusterUpgradeFacts } from './section.ts';

export async function collectUpgrade(disturbed: Disturbed, service: string): Promise<Observation<ClusterUpgradeFacts>> {
  const { deployment } = disturbed;
  if (!rollsOut(deployment)) return refused(rollingNothingOut(deployment));
  const before = await readWorkload(deployment);
  try {
    const broken = await underLoad(disturbed, () => brokenRollout(deployment, before, service));
    const good = await underLoad(disturbed, () => rollOutAnew(deployment));
    const { rollback, ...seen } = broken.came;
    return observed({
      workload: deployment.workload.object,
      broken: { ...seen, load: broken.load },
      rollback,
      good: { completed: good.came, load: good.load },
    });
  } finally {
    await unstuck(deployment, before);
  }
}

type Broken = { readonly tookTraffic: boolean; readonly keptServing: boolean; readonly rollback: ClusterUpgradeFacts['rollback'] };

/** How long a pod may take to begin: with Recreate, the old ones end first, by their grace. */
const beginsMs = 40_000;
/** Seconds in which pods that are taken for ready get traffic, after their probes had their say. */
const observedFor = 4;

async function brokenRollout(deployment: Deployment, before: Workload, service: string): Promise<Broken> {
  const { cluster, server, workload } = deployment;
  const isBroken = (pod: Pod): boolean => runsImage(pod, cluster.idleImage);
  let fewest = Number.POSITIVE_INFINITY;
  const counted = (pods: readonly Pod[]): readonly Pod[] => {
    fewest = Math.min(fewest, pods.filter((pod) => isReady(pod) && !isBroken(pod)).length);
    return pods;
  };
  await templated(deployment, brokenContainers(before.spec.template, server.container, cluster.idleImage));
  const begun = await podsUntil(deployment, (pods) => counted(pods).find((pod) => isBroken(pod) && isBegun(pod)), beginsMs);
  inTime(begun, `a pod of ${workload.object.kind} ${workload.object.name} with the image that does nothing`);
  const watchedMs = (readyWithin(before.spec.template, server.container) + observedFor) * 1000;
  const [took] = await Promise.all([tookTraffic(deployment, service, isBroken, watchedMs), podsUntil(deployment, (pods) => void counted(pods), watchedMs)]);
  const rollback = (await rolledBack(deployment, before)) ? 'completed' : 'stuck';
  if (rollback === 'stuck') await unstuck(deployment, before);
  return { tookTraffic: took, keptServing: fewest >= fewestReady(workload.object.kind, before, workload.replicas), rollback };
}

/** Whether the Service sends anybody to a broken pod while one looks. */
async function tookTraffic(deployment: Deployment, service: string, isBroken: (pod: Pod) => boolean, watchedMs: number): Promise<boolean> {
  const broken = new Set((await podsOf(deployment)).filter(isBroken).map(({ metadata }) => metadata.uid));
  return (await endpointsUntil(deployment, service, (pods) => (pods.some((uid) => broken.has(uid)) ? true : undefined), watchedMs)) === true;
}

/** By the template of before, as `kubectl rollout undo` does. */
async function rolledBack(deployment: Deployment, before: Workload): Promise<boolean> {
  await templated(deployment, before.spec.template.spec.containers);
  const completed = await rolledOut(deployment, patience);
  if (completed) await calm(deployment, deployment.workload.replicas, patience);
  return completed;
}

async function templated(deployment: Deployment, containers: readonly unknown[]): Promise<void> {
  const { name, kind } = nameOf(deployment);
  granted(await deployment.cluster.api.patch(nameOf(deployment), { spec: { template: { spec: { containers } } } }), `change the template of ${kind} ${name}`);
}

/**
 * Back to the template of before, whatever happened: a StatefulSet waits for its broken pod for ever, and comes back when that is
 * deleted. https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
async function unstuck(deployment: Deployment, before: Workload): Promise<void> {
  const { api, idleImage } = deployment.cluster;
  await templated(deployment, before.spec.template.spec.containers);
  for (const { metadata: { name } } of (await podsOf(deployment)).filter((pod) => runsImage(pod, idleImage))) {
    removed(await api.remove({ apiVersion: 'v1', kind: 'Pod', name, namespace: deployment.namespace }, { graceSeconds: 0 }), 'a broken pod');
  }
  await restored(deployment);
}
