import { z } from 'zod';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';

const podSpec = z.looseObject({ containers: z.array(z.unknown()) });
const template = z.looseObject({ spec: podSpec });

type Template = z.ZodType<{ readonly spec: z.infer<typeof podSpec> }>;

const templated: Template = z.looseObject({ spec: z.looseObject({ template }) }).transform(({ spec }) => spec.template);
const scheduled: Template = z.looseObject({ spec: z.looseObject({ jobTemplate: z.looseObject({ spec: z.looseObject({ template }) }) }) }).transform(({ spec }) => spec.jobTemplate.spec.template);

const inside: ReadonlyMap<string, Template> = new Map([
  ['Pod', template],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'].map((kind) => [kind, templated] as const),
  ['CronJob', scheduled],
]);

/** What makes a pod depend on its namespace, its node or cluster-wide objects, none of which Pod Security is about. */
const elsewhere = ['serviceAccountName', 'serviceAccount', 'priorityClassName', 'priority', 'runtimeClassName', 'overhead', 'nodeName', 'schedulingGates', 'resourceClaims', 'imagePullSecrets'];

/** The pod that an object makes, as one of its own in another namespace; undefined for what makes none. */
export function podFrom(object: KubernetesObject, namespace: string, name: string): KubernetesObject | undefined {
  const found = inside.get(object.kind)?.safeParse(object);
  if (found?.success !== true) return undefined;
  const spec = Object.fromEntries(Object.entries(found.data.spec).filter(([member]) => !elsewhere.includes(member)));
  // Jobs restart never or on failure, which a pod alone may do as well.
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, ...annotationsOf(found.data) }, spec };
}

/** Pod Security reads AppArmor and seccomp of old from annotations. */
function annotationsOf(of: unknown): { readonly annotations?: Readonly<Record<string, string>> } {
  const read = z.looseObject({ metadata: z.looseObject({ annotations: z.record(z.string(), z.string()) }) }).safeParse(of);
  return read.success ? { annotations: read.data.metadata.annotations } : {};
}
