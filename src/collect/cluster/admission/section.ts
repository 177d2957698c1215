import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';

/** Each pod template of the submission, by server-side dry run, where `restricted` is enforced. Control: a pod that breaks it is refused there. */
export const clusterAdmission = section({
  id: 'cluster.admission',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    control: z.enum(['enforced', 'not-enforced']),
    pods: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('admitted'), of: deployedObject }),
        /** What the API server names: `allowPrivilegeEscalation != false (container "app" must set …)`, one each. */
        z.strictObject({ kind: z.literal('denied'), of: deployedObject, violations: z.array(z.string()).min(1) }),
      ]),
    ),
  }),
  upcasters: {},
});

export type ClusterAdmissionFacts = z.infer<typeof clusterAdmission.schema>;
