import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';

/** Who can connect to the app's pods. Control: the same strangers and port with, and without, a policy of docc's own before a pod of docc's own. */
export const clusterPolicy = section({
  id: 'cluster.policy',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    /** `not-enforced`: this cluster's network heeds no policies, so nothing can be told. */
    control: z.enum(['enforced', 'not-enforced']),
    workload: deployedObject,
    strangers: z.array(z.strictObject({ from: z.enum(['other-namespace', 'same-namespace']), connects: z.boolean() })),
    /** From a pod with namespace and labels of the controller that the submission installs. */
    controller: z.strictObject({
      namespace: z.string(),
      connects: z.boolean(),
      /** Of those pods: what a policy that is to let them in has to select. */
      labels: z.record(z.string(), z.string()).optional(),
    }),
  }),
  upcasters: {},
});

export type ClusterPolicyFacts = z.infer<typeof clusterPolicy.schema>;
