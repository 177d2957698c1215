import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';
import { loaded } from '../load/section.ts';

/** Under load: the node of one of the app's pods is drained by evictions, as an upgrade of nodes does. */
export const clusterDrain = section({
  id: 'cluster.drain',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    workload: deployedObject,
    outcome: z.discriminatedUnion('kind', [
      /** There is nowhere else to go: nothing can be told. */
      z.strictObject({ kind: z.literal('one-node') }),
      /** `blockedBy`: the budget that never allowed the eviction within the time. */
      z.strictObject({ kind: z.literal('blocked'), blockedBy: z.string(), seconds: z.int().positive() }),
      z.strictObject({ kind: z.literal('drained'), replaced: z.boolean(), load: loaded }),
    ]),
  }),
  upcasters: {},
});

export type ClusterDrainFacts = z.infer<typeof clusterDrain.schema>;
