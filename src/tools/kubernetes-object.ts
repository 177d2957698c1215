import { z } from 'zod';

const texts = z.record(z.string(), z.string());

/** What every object has; the rest is kept as it is. */
export const kubernetesObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().exactOptional(), labels: texts.exactOptional(), annotations: texts.exactOptional(), uid: z.string().exactOptional() }),
});

/** Any object, as JSON. Read what comes back with zod where it matters. */
export type KubernetesObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>>; readonly uid?: string; readonly [member: string]: unknown };
  readonly [member: string]: unknown;
};
