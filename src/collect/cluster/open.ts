import { z } from 'zod';
import type { Docker } from '../../tools/docker.ts';
import type { KindCluster } from '../../tools/kind.ts';
import { entryLabel, entryPorts, zoneLabel } from '../../tools/kind-config.ts';
import { type Endpoint, idleImageOn, mappedPort, onNodeOf } from '../../tools/kind-nodes.ts';
import { type KubernetesApi, type KubernetesObject, openKubernetes } from '../../tools/kubernetes.ts';
import type { Cluster } from './cluster.ts';

export type Nodes = Cluster['nodes'];

/** A cluster whose API answers and whose nodes are ready; nothing of docc's is in it yet. */
export type Opened = { readonly api: KubernetesApi; readonly nodes: Nodes; readonly entryNode: string; readonly kubernetes: string; readonly idleImage: string };

const node = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ unschedulable: z.boolean().default(false), taints: z.array(z.object({ key: z.string(), effect: z.string() })).default([]) }).prefault({}),
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]), nodeInfo: z.object({ kubeletVersion: z.string(), architecture: z.string().default('amd64') }) }),
});
type Seen = z.infer<typeof node>;

const nodes = { apiVersion: 'v1', kind: 'Node' };

/** Workers that join late are waited for: two minutes on a busy machine. */
const patienceMs = 120_000;

/** `made`: of a cluster of docc's own, how many nodes it was made with, each of which is to take pods. */
export async function openCluster(docker: Docker, kubeconfig: string, made: number | undefined, signal: AbortSignal): Promise<Opened> {
  const api = await openKubernetes(kubeconfig, signal);
  const { architecture: _architecture, ...seen } = made === undefined ? await readyNodes(api, 1) : await ownNodes(api, made);
  const idleImage = await idleImageOn(docker, seen.entryNode);
  if (idleImage === undefined) throw new Error(`node ${seen.entryNode} has no pause image in its store: name another node image by DOCC_KIND_IMAGE`);
  return { api, idleImage, ...seen };
}

export type ReadyNodes = Pick<Opened, 'nodes' | 'entryNode' | 'kubernetes'> & { readonly architecture: string };

/**
 * A worker that has not joined yet is no node that is not ready: a control plane alone takes no pods, and the app that found none
 * would have paid for it. So they are counted.
 */
async function ownNodes(api: KubernetesApi, made: number): Promise<ReadyNodes> {
  const ready = await readyNodes(api, made);
  if (made !== 2) return ready;
  await untaint(api);
  return await readyNodes(api, made);
}

/** All of them, and `fewest` at least. Throws where they don't become so in time. */
export async function readyNodes(api: Pick<KubernetesApi, 'wait'>, fewest: number): Promise<ReadyNodes> {
  const ready = await api.wait(nodes, (objects) => allReady(objects, fewest), patienceMs);
  const entry = ready?.find(({ metadata }) => entryLabel in metadata.labels) ?? ready?.[0];
  if (ready === undefined || entry === undefined) throw new Error(`the nodes of the cluster did not become ready within ${patienceMs / 1000} s: see that this machine has memory and processor time to spare`);
  return {
    entryNode: entry.metadata.name,
    kubernetes: entry.status.nodeInfo.kubeletVersion.replace(/^v/, ''),
    architecture: entry.status.nodeInfo.architecture,
    nodes: ready.map(({ metadata, spec }) => ({ name: metadata.name, zone: metadata.labels[zoneLabel], takesPods: !spec.unschedulable && !spec.taints.some(({ key, effect }) => effect !== 'PreferNoSchedule' && !passing.test(key)) })),
  };
}

/** Set and taken by the cluster itself while a node comes up. */
const passing = /^node\.kubernetes\.io\/not-ready$/;

function allReady(objects: readonly KubernetesObject[], fewest: number): readonly Seen[] | undefined {
  const read = objects.map((each) => node.parse(each)).sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  const are = read.every(({ status, spec }) => status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True') && !spec.taints.some(({ key }) => passing.test(key)));
  return are && read.length >= fewest ? read : undefined;
}

/** Of a control plane with one worker beside it, so that two nodes in two zones take pods. */
async function untaint(api: KubernetesApi): Promise<void> {
  const all = await api.list(nodes);
  await Promise.all(all.map(({ metadata: { name } }) => api.patch({ ...nodes, name }, { spec: { taints: null } })));
}

/** Where this machine reaches the stand-in: by the node's mapped ports, else by its address. */
export async function entryOf(docker: Docker, { entryNode }: Opened, made: KindCluster | undefined): Promise<Cluster['entry'] | undefined> {
  if (made === undefined) return undefined;
  const [http, https] = await Promise.all([mappedPort(docker, entryNode, entryPorts.http), mappedPort(docker, entryNode, entryPorts.https)]);
  return http === undefined || https === undefined ? undefined : { http, https };
}

const address = z.object({ status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })) }) });

export async function addressOf({ api, entryNode }: Pick<Opened, 'api' | 'entryNode'>): Promise<string | undefined> {
  const read = await api.read({ ...nodes, name: entryNode });
  return read.kind === 'done' ? address.safeParse(read.value).data?.status.addresses.find(({ type }) => type === 'InternalIP')?.address : undefined;
}

export const entryAt = (host: string, ports: { readonly http: number; readonly https: number }): { readonly http: Endpoint; readonly https: Endpoint } => ({ http: { host, port: ports.http }, https: { host, port: ports.https } });

export const onNode = onNodeOf;
