import { z } from 'zod';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';

/* What the cluster says of pods, as far as a diagnosis needs it. Every field may be missing: the cluster fills them in bit by bit. */

const text = z.string().default('');
const condition = z.object({ type: z.string(), status: z.string(), reason: text, message: text });

const ended = z.object({ exitCode: z.int().default(0), reason: text, message: text });
const state = z.object({ waiting: z.object({ reason: text, message: text }).optional(), running: z.object({}).optional(), terminated: ended.optional() });
const containerStatus = z.object({ name: z.string(), ready: z.boolean().default(false), restartCount: z.int().default(0), state: state.default({}), lastState: state.default({}) });
export type ContainerStatus = z.infer<typeof containerStatus>;

const owner = z.object({ kind: z.string(), name: z.string() });

const pod = z.object({
  metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional(), ownerReferences: z.array(owner).default([]) }),
  status: z
    .object({ phase: text, conditions: z.array(condition).default([]), containerStatuses: z.array(containerStatus).default([]), initContainerStatuses: z.array(containerStatus).default([]) })
    .prefault({}),
});
export type SeenPod = z.infer<typeof pod>;

export const podsIn = (objects: readonly KubernetesObject[]): readonly SeenPod[] => objects.flatMap((each) => pod.safeParse(each).data ?? []).filter(({ metadata }) => metadata.deletionTimestamp === undefined);

const event = z.object({ type: text, reason: text, message: text, involvedObject: z.object({ kind: text, name: text }) });
export type SeenEvent = z.infer<typeof event>;

/** Warnings only. */
export const eventsIn = (objects: readonly KubernetesObject[]): readonly SeenEvent[] => objects.flatMap((each) => event.safeParse(each).data ?? []).filter(({ type }) => type === 'Warning');

const count = z.int().default(0);
const workload = z.object({
  metadata: z.object({ generation: count }),
  spec: z.object({ replicas: z.int().optional(), completions: z.int().optional() }).prefault({}),
  status: z
    .object({
      observedGeneration: count, replicas: count, updatedReplicas: count, availableReplicas: count, readyReplicas: count,
      desiredNumberScheduled: count, numberAvailable: count, updatedNumberScheduled: count, succeeded: count, phase: text,
      conditions: z.array(condition).default([]),
    })
    .prefault({}),
});

export const conditionsOf = (object: KubernetesObject): readonly z.infer<typeof condition>[] => workload.safeParse(object).data?.status.conditions ?? [];

/** Kinds for which is waited, and when they are there as they should be. */
export function isReady(object: KubernetesObject): boolean {
  const read = workload.safeParse(object);
  if (!read.success) return false;
  const { metadata, spec, status } = read.data;
  const settled = status.observedGeneration >= metadata.generation;
  const replicas = spec.replicas ?? 1;
  switch (object.kind) {
    case 'Deployment':
      return settled && status.updatedReplicas >= replicas && status.availableReplicas >= replicas && status.replicas <= Math.max(replicas, status.availableReplicas);
    case 'StatefulSet':
    case 'ReplicaSet':
    case 'ReplicationController':
      return settled && status.readyReplicas >= replicas;
    case 'DaemonSet':
      return settled && status.desiredNumberScheduled > 0 && status.numberAvailable >= status.desiredNumberScheduled;
    case 'Job':
      return status.conditions.some(({ type, status: is }) => type === 'Complete' && is === 'True');
    case 'Pod':
      return status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');
    default:
      return true;
  }
}
