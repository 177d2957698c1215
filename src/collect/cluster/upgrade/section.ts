import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';
import { loaded } from '../load/section.ts';

/** Under load: an image that never becomes ready is rolled out and back; then one that does. */
export const clusterUpgrade = section({
  id: 'cluster.upgrade',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    workload: deployedObject,
    broken: z.strictObject({
      /** Whether the Service sent anybody to the broken pods. */
      tookTraffic: z.boolean(),
      /** Whether as many old pods as the submission asks for, less what its strategy allows, stayed ready. */
      keptServing: z.boolean(),
      load: loaded,
    }),
    rollback: z.enum(['completed', 'stuck']),
    good: z.strictObject({ completed: z.boolean(), load: loaded }),
  }),
  upcasters: {},
});

export type ClusterUpgradeFacts = z.infer<typeof clusterUpgrade.schema>;
