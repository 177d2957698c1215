import { z } from 'zod';
import type { KubernetesObject } from '../../tools/kubernetes.ts';

const containerStatus = z.object({
  name: z.string(),
  /** `containerd://` and 64 hexadecimal digits, once it was started. */
  containerID: z.string().optional(),
  state: z.object({ running: z.object({}).optional(), terminated: z.object({}).optional(), waiting: z.object({ reason: z.string().optional() }).optional() }).default({}),
});

/** A pod as the API server tells it, as far as experiments look. */
const pod = z.object({
  metadata: z.object({
    name: z.string(),
    uid: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    deletionTimestamp: z.string().optional(),
    ownerReferences: z.array(z.object({ kind: z.string() })).default([]),
  }),
  spec: z.object({ nodeName: z.string().optional(), hostNetwork: z.boolean().default(false), containers: z.array(z.object({ name: z.string(), image: z.string().default('') })) }),
  status: z
    .object({
      podIP: z.string().optional(),
      conditions: z.array(z.object({ type: z.string(), status: z.string(), reason: z.string().optional(), message: z.string().optional() })).default([]),
      containerStatuses: z.array(containerStatus).default([]),
      initContainerStatuses: z.array(containerStatus).default([]),
    })
    .prefault({}),
});
export type Pod = z.infer<typeof pod>;

export const podOf = (object: KubernetesObject): Pod => pod.parse(object);

const holds = (of: Pod, type: string): boolean => of.status.conditions.some((condition) => condition.type === type && condition.status === 'True');

export const isLeaving = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined;

/** Takes traffic, by its own word, and was not told to end. */
export const isReady = (of: Pod): boolean => holds(of, 'Ready') && !isLeaving(of);

export const runsImage = ({ spec }: Pod, image: string): boolean => spec.containers.some((container) => container.image === image);

/** Its containers that run now, with the runtime's id: init containers that stay (sidecars) too. */
export function runningContainers({ status }: Pod): readonly { readonly name: string; readonly id: string }[] {
  return [...status.initContainerStatuses, ...status.containerStatuses].flatMap(({ name, containerID, state }) => {
    const id = /^containerd:\/\/([0-9a-f]{64})$/.exec(containerID ?? '')?.[1];
    return id === undefined || state.running === undefined ? [] : [{ name, id }];
  });
}

/** Whether its containers were begun, whatever became of them: before that, nothing is known of its image. */
export const isBegun = ({ status }: Pod): boolean =>
  status.containerStatuses.some(({ state: { running, terminated, waiting } }) => running !== undefined || terminated !== undefined || !beforehand.has(waiting?.reason ?? 'ContainerCreating'));

const beforehand: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

/** Why no node takes it, in the scheduler's words. */
export function unschedulable({ status }: Pod): string | undefined {
  const condition = status.conditions.find(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable');
  return condition === undefined ? undefined : (condition.message ?? '');
}
