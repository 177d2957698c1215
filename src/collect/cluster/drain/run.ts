import { type Observation, observed } from '../../../evidence/observation.ts';
import { granted, inTime } from '../answer.ts';
import { budgetsOf } from '../budgets.ts';
import type { Deployment } from '../cluster.ts';
import { cordoned } from '../leftovers.ts';
import { type Disturbed, underLoad } from '../load/during.ts';
import { isLeaving, isReady, type Pod, podOf, unschedulable } from '../pod.ts';
import { calm, patience, podsOf, podsUntil, restored } from '../workload.ts';
import type { ClusterDrainFacts } from './section.ts';

type Outcome = ClusterDrainFacts['outcome'];

/** Seconds for which a budget may refuse one pod's eviction: longer than another takes to be replaced. */
const patienceForBudget = 20;

export async function collectDrain(disturbed: Disturbed): Promise<Observation<ClusterDrainFacts>> {
  const { deployment } = disturbed;
  const workload = deployment.workload.object;
  if ((await nodeToDrain(deployment)) === undefined) return observed({ workload, outcome: { kind: 'one-node' } });
  const { came, load } = await underLoad(disturbed, () => drainedAndBack(deployment));
  await restored(deployment);
  return observed({ workload, outcome: came.kind === 'drained' ? { ...came, load } : came });
}

async function drainedAndBack(deployment: Deployment): Promise<Drained> {
  const { cluster } = deployment;
  const node = inTime(await nodeToDrain(deployment), 'a node that runs the app');
  await cordoned(cluster.api, node, true);
  try {
    return await drained(deployment, node);
  } finally {
    await cordoned(cluster.api.afterwards(), node, false);
  }
}

/** One that runs the app, where another could. */
async function nodeToDrain(deployment: Deployment): Promise<string | undefined> {
  const nodes = deployment.cluster.nodes.flatMap(({ name, takesPods }) => (takesPods ? [name] : []));
  const running = new Set((await podsOf(deployment)).filter(isReady).map(({ spec }) => spec.nodeName));
  return nodes.length < 2 ? undefined : nodes.find((name) => running.has(name));
}

type Drained = Exclude<Outcome, { kind: 'drained' }> | { readonly kind: 'drained'; readonly replaced: boolean };

async function drained(deployment: Deployment, node: string): Promise<Drained> {
  const { cluster, namespace, workload } = deployment;
  const pods = (await cluster.api.list({ apiVersion: 'v1', kind: 'Pod', namespace })).map(podOf).filter((pod) => pod.spec.nodeName === node && isEvicted(pod));
  const refusals = await Promise.all(pods.map((pod) => evicted(deployment, pod)));
  const blockedBy = refusals.find((name) => name !== undefined);
  if (blockedBy !== undefined) {
    const pending = (await podsOf(deployment)).some(isWithoutPlace);
    return pending ? { kind: 'one-node' } : { kind: 'blocked', blockedBy, seconds: patienceForBudget };
  }
  const elsewhere = (pod: Pod): boolean => isReady(pod) && (pod.spec.nodeName !== node || !isEvicted(pod));
  const end = await podsUntil(deployment, (now) => (now.filter(elsewhere).length >= workload.replicas ? 'replaced' : now.some(isWithoutPlace) && !now.some(isLeaving) ? 'nowhere' : undefined), patience);
  if (end === 'nowhere') return { kind: 'one-node' };
  if (end === 'replaced') await calm(deployment, workload.replicas, patience);
  return { kind: 'drained', replaced: end === 'replaced' };
}

/** `kubectl drain --ignore-daemonsets` leaves those of a DaemonSet, which a cordon doesn't keep away. */
const isEvicted = ({ metadata }: Pod): boolean => !metadata.ownerReferences.some(({ kind }) => kind === 'DaemonSet');

/** A cluster of docc's has few nodes: what may not stand beside its like has a place on a larger one, so that nothing can be told. */
const isWithoutPlace = (pod: Pod): boolean => /anti-affinity|topology spread/.test(unschedulable(pod) ?? '');

/** The budget that kept the pod, if one did for too long. Between two tries it is the budget that is watched. */
async function evicted({ cluster: { api }, namespace }: Deployment, pod: Pod): Promise<string | undefined> {
  const giveUp = performance.now() + patienceForBudget * 1000;
  const name = { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, namespace };
  for (;;) {
    const answer = await api.evict(name);
    if (answer.kind === 'done' || answer.status === 404) return undefined;
    if (answer.status !== 429) granted(answer, 'evict a pod of the app');
    const left = Math.ceil(giveUp - performance.now());
    const budgets = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', namespace };
    const allows = left <= 0 ? undefined : await api.wait(budgets, (found) => (budgetsOf(found, pod).every(({ status }) => status.disruptionsAllowed > 0) ? true : undefined), left);
    if (allows === undefined) return budgetsOf(await api.list(budgets), pod)[0]?.metadata.name ?? answer.message;
  }
}
