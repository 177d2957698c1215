import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';

/** Every process of the app's pod as its node's kernel sees it: /proc/<pid>/status and mounts, read on the node, never from within. */
export const clusterConfinement = section({
  id: 'cluster.confinement',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    workload: deployedObject,
    seen: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('processes'),
        containers: z.array(
          z.strictObject({
            container: z.string(),
            /** Of all its processes, the least confined. */
            userId: z.int().nonnegative(),
            /** Effective ones by name: `cap_net_admin`. */
            capabilities: z.array(z.string()),
            noNewPrivileges: z.boolean(),
            seccomp: z.enum(['none', 'strict', 'filter']),
            root: z.enum(['read-only', 'writable']),
          }),
        ).min(1),
      }),
      /** A cluster whose nodes docc can't reach. */
      z.strictObject({ kind: z.literal('hidden'), because: z.string() }),
    ]),
  }),
  upcasters: {},
});

export type ClusterConfinementFacts = z.infer<typeof clusterConfinement.schema>;
