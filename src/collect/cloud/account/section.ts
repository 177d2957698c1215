import { z } from 'zod';

/** The account that was looked into. */
export const cloudAccount = z.strictObject({
  /** Twelve digits. */
  id: z.string(),
  region: z.string(),
  /** `role`: the one that the submission names; `own`: of whoever graded. */
  by: z.enum(['role', 'own']),
});
export type CloudAccount = z.infer<typeof cloudAccount>;

/** What EKS itself finds wrong with something. */
export const cloudIssue = z.strictObject({ code: z.string(), message: z.string() });
export type CloudIssue = z.infer<typeof cloudIssue>;
