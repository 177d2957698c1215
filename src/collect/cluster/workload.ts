import { z } from 'zod';
import type { KubernetesObject, ObjectKind, ObjectName } from '../../tools/kubernetes.ts';
import { granted } from './answer.ts';
import type { Deployment } from './cluster.ts';
import { isLeaving, isReady, type Pod, podOf } from './pod.ts';

const template = z.looseObject({ metadata: z.looseObject({ annotations: z.record(z.string(), z.string()).nullish() }).nullish(), spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string() })) }) });
export type Template = z.infer<typeof template>;

const count = z.int().default(0);
const share = z.union([z.int(), z.string()]).nullish();

const workload = z.object({
  metadata: z.object({ generation: count }),
  spec: z.object({
    replicas: z.int().optional(),
    template,
    strategy: z.object({ type: z.string().optional(), rollingUpdate: z.object({ maxUnavailable: share }).nullish() }).optional(),
    updateStrategy: z.object({ type: z.string().optional(), rollingUpdate: z.object({ maxUnavailable: share }).nullish() }).optional(),
  }),
  status: z
    .object({
      observedGeneration: count, replicas: count, readyReplicas: count, updatedReplicas: count, availableReplicas: count,
      desiredNumberScheduled: count, updatedNumberScheduled: count, numberAvailable: count,
      currentRevision: z.string().optional(), updateRevision: z.string().optional(),
    })
    .prefault({}),
});
export type Workload = z.infer<typeof workload>;

export const workloadOf = (object: KubernetesObject): Workload => workload.parse(object);

export const nameOf = ({ namespace, workload: { object, apiVersion } }: Deployment): ObjectName => ({ apiVersion, kind: object.kind, name: object.name, namespace });

/** Of those that run the app, those that replace their pods when their template changes. */
export const rollsOut = ({ workload }: Deployment): boolean => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(workload.object.kind);

export async function readWorkload(deployment: Deployment): Promise<Workload> {
  const name = nameOf(deployment);
  return workloadOf(granted(await deployment.cluster.api.read(name), `show ${name.kind} ${name.name}`));
}

/** Whether all of its pods are of its present template and available, as `kubectl rollout status` says it. */
export function isRolledOut(kind: string, { metadata, spec, status }: Workload): boolean {
  if (status.observedGeneration < metadata.generation) return false;
  const replicas = spec.replicas ?? 1;
  switch (kind) {
    case 'DaemonSet':
      return status.updatedNumberScheduled === status.desiredNumberScheduled && status.numberAvailable >= status.desiredNumberScheduled;
    case 'StatefulSet':
      return status.updateRevision === status.currentRevision && status.readyReplicas >= replicas;
    default:
      return status.updatedReplicas >= replicas && status.replicas === status.updatedReplicas && status.availableReplicas >= replicas;
  }
}

/** Until its present template is rolled out. */
export async function rolledOut(deployment: Deployment, timeoutMs: number): Promise<boolean> {
  const { apiVersion, kind, name, namespace } = nameOf(deployment);
  const done = (objects: readonly KubernetesObject[]): true | undefined => {
    const found = objects.find(({ metadata }) => metadata.name === name);
    return found !== undefined && isRolledOut(kind, workloadOf(found)) ? true : undefined;
  };
  const listed: ObjectKind = { apiVersion, kind, ...(namespace !== undefined && { namespace }) };
  return (await deployment.cluster.api.wait(listed, done, timeoutMs)) === true;
}

/** The app's pods. */
export const itsPods = ({ namespace, workload }: Deployment): ObjectKind => ({ apiVersion: 'v1', kind: 'Pod', namespace, labels: workload.labels });

export const podsOf = async (deployment: Deployment): Promise<readonly Pod[]> => (await deployment.cluster.api.list(itsPods(deployment))).map(podOf);

/** Until its pods are as asked. */
export const podsUntil = <T>(deployment: Deployment, until: (pods: readonly Pod[]) => T | undefined, timeoutMs: number): Promise<T | undefined> =>
  deployment.cluster.api.wait(itsPods(deployment), (objects) => until(objects.map(podOf)), timeoutMs);

/** Until so many are ready and none is leaving: nothing happens any more. */
export const calm = async (deployment: Deployment, ready: number, timeoutMs: number): Promise<boolean> =>
  (await podsUntil(deployment, (pods) => (pods.filter(isReady).length >= ready && !pods.some(isLeaving) ? true : undefined), timeoutMs)) === true;

/** Longest of what has to come back by itself, with images that are there: start, probes, `minReadySeconds`. */
export const patience = 60_000;

/** Whether the app is as it was, after being put back where nobody else does it. Every experiment that disturbs ends with this. */
export async function restored(deployment: Deployment): Promise<boolean> {
  const name = nameOf(deployment);
  const { api } = deployment.cluster;
  const left = await api.read(name);
  const source = deployment.objects.find(({ kind, metadata }) => kind === name.kind && metadata.name === name.name);
  if (left.kind === 'refused' && left.status === 404 && source !== undefined) granted(await api.apply(source, { dryRun: false }), `put ${name.kind} ${name.name} back`);
  return await atRest(deployment);
}

/**
 * Until nothing happens to it any more. A rollout that is slower than it is waited for goes on behind its experiment: a pod of it
 * that becomes ready would be taken for the one that replaces another.
 */
export async function atRest(deployment: Deployment): Promise<boolean> {
  if (rollsOut(deployment)) await rolledOut(deployment, patience);
  return await calm(deployment, deployment.workload.replicas, patience);
}
