import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';

/**
 * Whether the app's autoscaler sees what its pods use, and acts on it: its target is set so low for a while that any use is more.
 * Controls: the metrics API tells of docc's own pods; as it was declared, the autoscaler asks for no more pods.
 */
export const clusterScaling = section({
  id: 'cluster.scaling',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    workload: deployedObject,
    outcome: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('not-declared') }),
      /** Nothing can be told: no metrics here, or an autoscaler that goes by others than CPU and memory. */
      z.strictObject({ kind: z.literal('untold'), autoscaler: deployedObject, because: z.string() }),
      /** `says`: the condition ScalingActive. */
      z.strictObject({ kind: z.literal('blind'), autoscaler: deployedObject, says: z.string() }),
      z.strictObject({ kind: z.literal('seeing'), autoscaler: deployedObject, reacts: z.boolean() }),
    ]),
    measured: z.strictObject({ seesAfterSeconds: z.number().nonnegative().optional(), reactsAfterSeconds: z.number().nonnegative().optional() }),
  }),
  upcasters: {},
});

export type ClusterScalingFacts = z.infer<typeof clusterScaling.schema>;
