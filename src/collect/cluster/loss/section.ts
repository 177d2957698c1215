import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';

/** A pod lost at once, without its grace, as when its node dies; and whether the Service answers meanwhile. */
export const clusterLoss = section({
  id: 'cluster.loss',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    workload: deployedObject,
    replicas: z.int().nonnegative(),
    /** `late`: not ready again within the seconds given. */
    replaced: z.enum(['ready', 'late', 'never']),
    /** New connections to the Service, once the endpoint of the lost pod was gone. */
    service: z.enum(['answered', 'interrupted']),
    measured: z.strictObject({ readyAfterSeconds: z.number().nonnegative().optional(), failed: z.int().nonnegative(), requests: z.int().nonnegative() }),
  }),
  upcasters: {},
});

export type ClusterLossFacts = z.infer<typeof clusterLoss.schema>;
