import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Observation, observed } from '../../../evidence/observation.ts';
import type { KubernetesObject, ObjectName } from '../../../tools/kubernetes.ts';
import { riddle } from '../../run/prober.ts';
import { inTime, removed } from '../answer.ts';
import type { Deployment, OnNode } from '../cluster.ts';
import { type Members, membersAt } from '../deploy/json.ts';
import { templateOf } from '../deploy/kinds.ts';
import { fetched, filesOf, processesOf, withoutNodes } from '../node-programs.ts';
import { type Pod, podOf, runningContainers } from '../pod.ts';
import { nameOf } from '../workload.ts';
import { answered, type Change, changedMap, changeOf, copiedPod } from './plan.ts';
import type { ClusterConfigurationFacts } from './section.ts';

type Outcome = ClusterConfigurationFacts['outcome'];

export async function collectConfiguration(deployment: Deployment): Promise<Observation<ClusterConfigurationFacts>> {
  const { cluster, workload, objects, server } = deployment;
  const { onNode } = cluster;
  if (onNode === undefined) return withoutNodes('sees what a pod answers by its node');
  const { kind, name } = nameOf(deployment);
  const app = inTime(objects.find((each) => each.kind === kind && each.metadata.name === name), 'the app among what was applied');
  const pod = inTime(membersAt(app as unknown as Members, ...(templateOf(kind) ?? []), 'spec'), 'the pod of the app'); // JSON of the submission's own
  const change = changeOf({ objects, pod, container: server.container }, randomBytes(8).toString('hex'));
  const outcome: Outcome = change === undefined ? { kind: 'not-injected' } : await tried(deployment, onNode, pod, change);
  return observed({ workload: workload.object, outcome });
}

/** The copy is taken away again, whatever comes of it. */
async function tried(deployment: Deployment, onNode: OnNode, pod: Members, change: Change): Promise<Outcome> {
  const { cluster: { api }, namespace } = deployment;
  const suffix = randomBytes(4).toString('hex');
  const [map, name] = [`docc-changed-${suffix}`, `docc-changed-${suffix}`];
  const labels = { [ownLabel]: suffix };
  const all = [changedMap(change, map), copiedPod(pod, change, { name, namespace, labels, map })];
  try {
    for (const object of all) {
      const answer = await api.apply({ ...object, metadata: { ...object.metadata, namespace } }, { dryRun: false });
      if (answer.kind === 'refused') return { kind: 'untold', because: `a pod like the app's own, with a changed ConfigMap, is refused beside it (${answer.reason})` };
    }
    return await seenOf(deployment, onNode, change, labels);
  } finally {
    await Promise.all(all.map((object) => takenAway(deployment, object, namespace)));
  }
}

const ownLabel = 'docc.dev/changed';

async function takenAway({ cluster: { api } }: Deployment, { apiVersion, kind, metadata: { name } }: KubernetesObject, namespace: string): Promise<void> {
  const object: ObjectName = { apiVersion, kind, name, namespace };
  removed(await api.afterwards().remove(object, { graceSeconds: 0 }), `${kind} ${name}`);
}

/** Image and node are there: what takes longer does not start. */
const startsMs = 60_000;

async function seenOf(deployment: Deployment, onNode: OnNode, change: Change, labels: Readonly<Record<string, string>>): Promise<Outcome> {
  const { cluster: { api }, namespace, server, sourceOf } = deployment;
  const isRunning = (pod: Pod): boolean => pod.status.podIP !== undefined && runningContainers(pod).some(({ name }) => name === server.container);
  const started = await api.wait({ apiVersion: 'v1', kind: 'Pod', namespace, labels }, (pods) => pods.map(podOf).find(isRunning), startsMs);
  if (started === undefined) return { kind: 'untold', because: `a pod like the app's own did not start beside it within ${startsMs / 1000} s` };
  const by = change.variable === answered ? 'answer' : 'process';
  const { id } = inTime(runningContainers(started).find(({ name }) => name === server.container), 'the container of the server');
  const running = { node: inTime(started.spec.nodeName, 'a node for a pod that runs'), id, address: inTime(started.status.podIP, 'an address of a pod that runs') };
  const isHeeded = by === 'answer' ? await answersBy(deployment, onNode, running, change.value) : await holds(onNode, running, change);
  return { kind: isHeeded ? 'heeded' : 'ignored', by, configMap: sourceOf(change.configMap), key: change.key, variable: change.variable };
}

type Running = { readonly node: string; readonly id: string; readonly address: string };

const answersMs = 20_000;
const betweenMs = 250;

/** Asked from the pod's own network: no policy is about that. */
async function answersBy({ server, cluster: { signal } }: Deployment, onNode: OnNode, { node, id, address }: Running, word: string): Promise<boolean> {
  const giveUp = performance.now() + answersMs;
  while (performance.now() < giveUp) {
    const [process] = await processesOf(onNode, node, id);
    const answer = process === undefined ? undefined : await fetched(onNode, { node, process }, { address, port: server.port, path: `/${riddle().name}` });
    if (answer !== undefined && answer.status < 400) return answer.body.includes(word);
    await wait(betweenMs, undefined, { signal });
  }
  return false;
}

async function holds(onNode: OnNode, { node, id }: Running, { variable, value }: Change): Promise<boolean> {
  const process = inTime((await processesOf(onNode, node, id))[0], 'a process of the server');
  const environment = await filesOf(onNode, node, [`/proc/${process}/environ`]);
  return environment.split('\0').includes(`${variable}=${value}`);
}
