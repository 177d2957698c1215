import { z } from 'zod';
import type { KubernetesObject } from '../../tools/kubernetes.ts';
import type { Deployment } from './cluster.ts';

const slice = z.object({
  endpoints: z
    .array(z.object({ conditions: z.object({ ready: z.boolean().nullish() }).nullish(), targetRef: z.object({ uid: z.string().optional() }).nullish() }))
    .nullish(),
});

/** Ids of the pods that a Service sends requests to. That nothing is said of readiness means ready. */
export const readyEndpoints = (slices: readonly KubernetesObject[]): readonly string[] =>
  slices.flatMap((object) => (slice.parse(object).endpoints ?? []).flatMap(({ conditions, targetRef }) => (conditions?.ready === false || targetRef?.uid === undefined ? [] : [targetRef.uid])));

/** Until those of the app's Service are as asked. */
export const endpointsUntil = <T>({ cluster: { api }, namespace }: Deployment, service: string, until: (pods: readonly string[]) => T | undefined, timeoutMs: number): Promise<T | undefined> =>
  api.wait({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespace, labels: { 'kubernetes.io/service-name': service } }, (slices) => until(readyEndpoints(slices)), timeoutMs);
