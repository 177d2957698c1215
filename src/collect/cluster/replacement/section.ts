import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';
import { loaded } from '../load/section.ts';

/** Under load: a rolling restart, then a pod deleted with its grace. */
export const clusterReplacement = section({
  id: 'cluster.replacement',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    workload: deployedObject,
    replicas: z.int().nonnegative(),
    restart: z.strictObject({ completed: z.boolean(), load: loaded }),
    deletion: z.strictObject({ replaced: z.boolean(), load: loaded }),
  }),
  upcasters: {},
});

export type ClusterReplacementFacts = z.infer<typeof clusterReplacement.schema>;
