import { z } from 'zod';
import { location } from '../../../evidence/observation.ts';
import { section } from '../../../evidence/section.ts';

/** The account that was looked into. */
export const cloudAccount = z.strictObject({
  /** Twelve digits. */
  id: z.string(),
  region: z.string(),
  /** `role`: the one that the submission names; `own`: of whoever graded; `deployer`: of docc, which deployed the submission there. */
  by: z.enum(['role', 'own', 'deployer']),
});
export type CloudAccount = z.infer<typeof cloudAccount>;

/** What EKS itself finds wrong with something. */
export const cloudIssue = z.strictObject({ code: z.string(), message: z.string() });
export type CloudIssue = z.infer<typeof cloudIssue>;

/** What `docc.cloud.yml` names, as a job without rights reads it for one that has some. Names, and no key. */
export const cloudNamed = section({
  id: 'cloud.named',
  version: 1,
  tier: 'source',
  schema: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('nothing') }),
    z.strictObject({
      kind: z.literal('account'),
      region: z.string().optional(),
      role: z.strictObject({ arn: z.string(), account: z.string(), externalId: z.string(), at: location, externalIdAt: location }).optional(),
      at: location,
    }),
  ]),
  upcasters: {},
});
export type CloudNamed = z.infer<typeof cloudNamed.schema>;
