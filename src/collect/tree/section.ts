import { z } from 'zod';
import { section } from '../../evidence/section.ts';
import { refusal } from '../../submission/submission.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const file = z.strictObject({
  path: z.string(),
  bytes: z.int().nonnegative(),
  sha256,
  /** The digest with CRLF read as LF, where that differs: a checkout on Windows is still the same file. */
  sha256lf: sha256.optional(),
  executable: z.literal(true).optional(),
});

/** What should be in no repository and no image. */
export const suspectKind = z.enum([
  'private-key',
  'cloud-key',
  'token',
  'password',
  'env-file',
  'kubeconfig',
  'registry-login',
  'terraform-state',
  'terraform-plan',
  'terraform-folder',
]);

/** A secret by shape or a file by name; the secret itself is never recorded. A `terraform-folder` is told by its first file. */
export const suspect = z.strictObject({ path: z.string(), line: z.int().positive().optional(), kind: suspectKind });

/** Every file of the submission by digest, what was refused, and what looks like a secret or state. */
export const tree = section({
  id: 'tree',
  version: 1,
  tier: 'source',
  schema: z.strictObject({
    files: z.array(file),
    refused: z.array(refusal),
    refusedBeyond: z.int().nonnegative(),
    suspects: z.array(suspect),
  }),
  upcasters: {},
});

export type TreeFacts = z.infer<typeof tree.schema>;
export type Suspect = z.infer<typeof suspect>;
