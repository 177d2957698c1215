import { randomBytes } from 'node:crypto';
import { type Observation, observed } from '../../../evidence/observation.ts';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { granted, inTime, namespaceGone, removed } from '../answer.ts';
import { type Beside, idlePodIn } from '../beside.ts';
import type { Deployment, OnNode } from '../cluster.ts';
import { type Fetched, fetched, processesOf, withoutNodes } from '../node-programs.ts';
import { isReady, type Pod, podOf, runningContainers } from '../pod.ts';
import { nameOf, podsOf } from '../workload.ts';
import { isExposition } from './exposition.ts';
import { type Scraper, scraperOf } from './scraper.ts';
import type { ClusterMetricsFacts, TargetSeen } from './section.ts';
import { type Target, targetsOf } from './targets.ts';

export async function collectMetrics(deployment: Deployment, beside: Beside): Promise<Observation<ClusterMetricsFacts>> {
  const { cluster, workload, objects, server, namespace } = deployment;
  const { onNode } = cluster;
  if (onNode === undefined) return withoutNodes('asks for metrics from the network of a pod by its node');
  const { kind, name } = nameOf(deployment);
  const app = inTime(objects.find((each) => each.kind === kind && each.metadata.name === name), 'the app among what was applied');
  const scraper = scraperOf(objects, new Set([namespace, cluster.controller.namespace]));
  const targets = targetsOf({ objects, app, port: server.port });
  if (targets.length === 0) return observed({ workload: workload.object, scraper: { ...scraper }, targets: [] });
  const seen = await withScraper(deployment, scraper, async (pod) => {
    const get = await asking(onNode, pod);
    await reaches(get, beside);
    return await Promise.all(targets.map(async (target) => await scraped(deployment, target, get)));
  });
  return observed({ workload: workload.object, scraper: { ...scraper }, targets: seen });
}

type Get = (to: { readonly address: string; readonly port: number; readonly path: `/${string}` }) => Promise<Fetched | undefined>;

async function asking(onNode: OnNode, pod: Pod): Promise<Get> {
  const node = inTime(pod.spec.nodeName, "a node for the scraper's pod");
  const { id } = inTime(runningContainers(pod)[0], "a running container of the scraper's pod");
  const process = inTime((await processesOf(onNode, node, id))[0], "a process of the scraper's pod");
  return (to) => fetched(onNode, { node, process }, to);
}

const patienceMs = 20_000;

/** Networks take a moment to know a new pod. */
async function reaches(get: Get, { server: { address, port } }: Beside): Promise<void> {
  const giveUp = performance.now() + patienceMs;
  while ((await get({ address, port, path: '/ping' }))?.status !== 200) inTime(performance.now() < giveUp ? true : undefined, "an answer of docc's own server to docc's own scraper");
}

/** As Prometheus does it: every ready pod behind the target is asked. */
async function scraped(deployment: Deployment, { object, how, port, path }: Target, get: Get): Promise<TargetSeen> {
  const addresses = (await podsOf(deployment)).filter(isReady).flatMap(({ status: { podIP } }) => podIP ?? []);
  const answers = await Promise.all(addresses.map(async (address) => kindOf(await get({ address, port, path }))));
  const answered = (['silent', 'something-else'] as const).find((kind) => answers.includes(kind)) ?? 'metrics';
  return { by: deployment.sourceOf(object), how, port, path, answered };
}

const kindOf = (answer: Fetched | undefined): TargetSeen['answered'] => (answer === undefined ? 'silent' : answer.status === 200 && isExposition(answer.body) ? 'metrics' : 'something-else');

/** The pod has the scraper's labels and namespace, which is made where it isn't there, and goes again with it. */
async function withScraper<T>(deployment: Deployment, { namespace, labels }: Scraper, use: (pod: Pod) => Promise<T>): Promise<T> {
  const { api, made, idleImage } = deployment.cluster;
  const kind = { apiVersion: 'v1', kind: 'Namespace' };
  const isThere = (await api.read({ ...kind, name: namespace })).kind === 'done';
  const suffix = randomBytes(4).toString('hex');
  const own = { ...labels, [roleLabel]: suffix };
  const pod: KubernetesObject = idlePodIn(namespace, `docc-scraper-${suffix}`, idleImage, own);
  try {
    if (!isThere) granted(await api.apply({ ...kind, metadata: { name: namespace } }, { dryRun: false }), `make namespace ${namespace}`);
    inTime(await api.wait({ apiVersion: 'v1', kind: 'ServiceAccount', namespace }, (found) => (found.length > 0 ? true : undefined), patienceMs), `the service account of ${namespace}`);
    granted(await api.apply(pod, { dryRun: false }), "make the scraper's pod");
    const ready = await api.wait({ apiVersion: 'v1', kind: 'Pod', namespace, labels: { [roleLabel]: suffix } }, (pods) => pods.map(podOf).find(isReady), 3 * patienceMs);
    return await use(inTime(ready, "that the scraper's pod is ready"));
  } finally {
    const late = api.afterwards();
    if (isThere) removed(await late.remove({ apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, namespace }, { graceSeconds: 0 }), "the scraper's pod");
    else if (made === 'given') await namespaceGone(late, namespace);
    else removed(await late.remove({ ...kind, name: namespace }, {}), `namespace ${namespace}`);
  }
}

const roleLabel = 'docc.dev/scraper';
