import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';

const changed = { configMap: deployedObject, key: z.string(), variable: z.string() };

/**
 * A value of a ConfigMap that the server's environment comes from is changed, and a pod started with it: a copy of the app's own,
 * beside it, so that nothing happens to what serves. The value is random where the server takes any.
 */
export const clusterConfiguration = section({
  id: 'cluster.configuration',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    workload: deployedObject,
    outcome: z.discriminatedUnion('kind', [
      /** No ConfigMap that was applied gives the server's environment anything. */
      z.strictObject({ kind: z.literal('not-injected') }),
      /** `answer`: the server answers by the new value. `process`: it stands in the process's environment, read on the node. */
      z.strictObject({ kind: z.literal('heeded'), by: z.enum(['answer', 'process']), ...changed }),
      z.strictObject({ kind: z.literal('ignored'), by: z.enum(['answer', 'process']), ...changed }),
      z.strictObject({ kind: z.literal('untold'), because: z.string() }),
    ]),
  }),
  upcasters: {},
});

export type ClusterConfigurationFacts = z.infer<typeof clusterConfiguration.schema>;
