import { z } from 'zod';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';

const condition = z.object({ type: z.string(), status: z.string(), reason: z.string().default(''), message: z.string().default('') });
const metric = z.object({ type: z.string(), resource: z.object({ name: z.string() }).nullish() });

const autoscaler = z.object({
  spec: z.object({ scaleTargetRef: z.object({ kind: z.string(), name: z.string() }), minReplicas: z.int().default(1), maxReplicas: z.int(), metrics: z.array(metric).nullish() }),
  status: z.object({ desiredReplicas: z.int().default(0), currentReplicas: z.int().default(0), conditions: z.array(condition).nullish() }).prefault({}),
});

export type Autoscaler = z.infer<typeof autoscaler>;

export const autoscalerOf = (object: KubernetesObject): Autoscaler => autoscaler.parse(object);

/** By the name that the server gives them all. */
export const autoscalers = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' };

export const scales = (object: KubernetesObject, of: { readonly kind: string; readonly name: string }): boolean => {
  const target = object.kind === autoscalers.kind ? autoscaler.shape.spec.shape.scaleTargetRef.safeParse(Reflect.get(Object(object['spec']), 'scaleTargetRef')).data : undefined;
  return target?.kind === of.kind && target.name === of.name;
};

/** Why nothing can be told of it; undefined where something can. */
export function untoldOf({ spec: { minReplicas, maxReplicas, metrics } }: Autoscaler): string | undefined {
  if (maxReplicas <= minReplicas) return `it has ${maxReplicas} pods at least and at most`;
  const other = (metrics ?? []).find(({ type }) => type !== 'Resource' && type !== 'ContainerResource');
  return other === undefined ? undefined : `it goes by metrics of type ${other.type}, which nothing here serves`;
}

/** Whether it reads what it goes by; undefined while it was not tried. */
export function seesIn({ status: { conditions } }: Autoscaler): { readonly sees: boolean; readonly says: string } | undefined {
  const found = (conditions ?? []).find(({ type }) => type === 'ScalingActive');
  return found === undefined ? undefined : { sees: found.status === 'True', says: found.message };
}

/** Kubernetes knows no smaller amounts of processor time and memory: what runs at all uses more. */
const least: Readonly<Record<string, string>> = { cpu: '1m', memory: '1' };

export function lowered({ spec: { metrics } }: Autoscaler): readonly unknown[] {
  const names = new Set((metrics ?? []).flatMap(({ resource }) => resource?.name ?? []));
  const all = names.size === 0 ? ['cpu'] : [...names];
  return all.map((name) => ({ type: 'Resource', resource: { name, target: { type: 'AverageValue', averageValue: least[name] ?? '1m' } } }));
}
