import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { deployedObject } from '../deploy/section.ts';

/** As RBAC has them: `*` for all; without `names` any. */
const right = z.strictObject({ verbs: z.array(z.string()), groups: z.array(z.string()), resources: z.array(z.string()), names: z.array(z.string()) });

export type RightSeen = z.infer<typeof right>;

/** What the app's pods can do with the API: the token that they carry, and what their account may. Control: an account of docc's own that nobody gave anything. */
export const clusterAccount = section({
  id: 'cluster.account',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    workload: deployedObject,
    account: z.string(),
    /** As the node sees the files of the app's processes. `hidden`: a cluster whose nodes docc can't reach. */
    token: z.enum(['carried', 'none', 'hidden']),
    /** In the app's namespace, beyond what every account may. `complete`: false where the cluster can't list all. */
    rights: z.strictObject({ complete: z.boolean(), own: z.array(right).max(50) }),
  }),
  upcasters: {},
});

export type ClusterAccountFacts = z.infer<typeof clusterAccount.schema>;
