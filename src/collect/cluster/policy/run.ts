import { type Observation, observed } from '../../../evidence/observation.ts';
import type { ObjectName } from '../../../tools/kubernetes.ts';
import { granted, inTime, removed } from '../answer.ts';
import type { Beside } from '../beside.ts';
import type { Deployment, OnNode } from '../cluster.ts';
import { connects, processesOf, withoutNodes } from '../node-programs.ts';
import { isReady, type Pod, runningContainers } from '../pod.ts';
import { podsOf } from '../workload.ts';
import type { ClusterPolicyFacts } from './section.ts';

type Place = { readonly address: string; readonly port: number };
/** Makes a connection from where somebody is. */
type From = (to: Place) => Promise<boolean>;

export async function collectPolicy(deployment: Deployment, beside: Beside): Promise<Observation<ClusterPolicyFacts>> {
  const { onNode, controller } = deployment.cluster;
  if (onNode === undefined) return withoutNodes('connects from the network of a pod by its node');
  if (beside.controller.spec.hostNetwork) throw new Error('the stand-in controller has the network of its node, so that no policy can tell it from others');
  const strangers = await Promise.all(beside.strangers.map(async ({ from, pod }) => ({ from, reach: await within(onNode, pod) })));
  const controls = await enforced(deployment, beside, strangers.map(({ reach }) => reach));
  const pods = (await podsOf(deployment)).filter(isReady).flatMap(({ status: { podIP } }) => (podIP === undefined ? [] : [{ address: podIP, port: deployment.server.port }]));
  const standIn = await within(onNode, beside.controller);
  const [refusals, admitted] = await Promise.all([
    Promise.all(strangers.map(async ({ from, reach }) => ({ from, connects: (await Promise.all(pods.map(reach))).includes(true) }))),
    Promise.all(pods.map(standIn)),
  ]);
  const workload = deployment.workload.object;
  return observed({ control: controls ? 'enforced' : 'not-enforced', workload, strangers: refusals, controller: { namespace: controller.namespace, labels: { ...controller.labels }, connects: admitted.length > 0 && !admitted.includes(false) } });
}

async function within(onNode: OnNode, pod: Pod): Promise<From> {
  const node = inTime(pod.spec.nodeName, `a node for ${pod.metadata.name}`);
  const { id } = inTime(runningContainers(pod)[0], `a running container of ${pod.metadata.name}`);
  const process = inTime((await processesOf(onNode, node, id))[0], `a process of ${pod.metadata.name}`);
  return (to) => connects(onNode, { node, process }, to);
}

/** Before docc's own server: all strangers get through without a policy, and none with one that admits nobody. */
async function enforced({ cluster: { api } }: Deployment, { namespace, server }: Beside, strangers: readonly From[]): Promise<boolean> {
  const all = (connect: boolean) => Promise.all(strangers.map((reach) => comesTo(() => reach(server), connect))).then((came) => !came.includes(false));
  inTime((await all(true)) ? true : undefined, "a connection from docc's own pods to docc's own server, before which no policy stands");
  const name: ObjectName = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'nobody', namespace };
  const policy = { apiVersion: name.apiVersion, kind: name.kind, metadata: { name: name.name, namespace }, spec: { podSelector: { matchLabels: server.labels }, policyTypes: ['Ingress'] } };
  granted(await api.apply(policy, { dryRun: false }), 'take a NetworkPolicy');
  try {
    return await all(false);
  } finally {
    removed(await api.afterwards().remove(name, {}), 'NetworkPolicy nobody');
  }
}

/** What networks need at most to heed a policy, or to know a new pod. */
const patienceMs = 10_000;

async function comesTo(attempt: () => Promise<boolean>, wanted: boolean): Promise<boolean> {
  const giveUp = performance.now() + patienceMs;
  do {
    if ((await attempt()) === wanted) return true;
  } while (performance.now() < giveUp);
  return false;
}
