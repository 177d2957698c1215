import { z } from 'zod';

/** Why one path of a submission was not read. Each is the candidate's to mend; the rest of the folder is still read. */
export const refusalCode = z.enum([
  'symlink',
  'submodule',
  'lfs-pointer',
  'case-clash',
  'not-a-file',
  'not-utf8',
  'unsafe-path',
  'path-too-long',
  'too-many-files',
  'too-many-bytes',
  'unreadable',
]);

export const refusal = z.strictObject({
  code: refusalCode,
  /** As git prints it; bytes that are not UTF-8 as `\xNN`. */
  path: z.string(),
  observed: z.string(),
  fix: z.string(),
});

export type RefusalCode = z.infer<typeof refusalCode>;
export type Refusal = z.infer<typeof refusal>;

/** Who a submission is. `digest` covers paths, contents and executable bits, so the same files have the same one everywhere. */
export const identity = z.strictObject({
  repository: z.string().optional(),
  commit: z
    .string()
    .regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/)
    .optional(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
});

export type Identity = z.infer<typeof identity>;

export type SubmissionFile = {
  /** Relative to the submission's root, with forward slashes. */
  readonly path: string;
  readonly executable: boolean;
  readonly bytes: Uint8Array;
  readonly sha256: string;
};

/** A candidate's folder at one moment: data, never run. Files are in order of their paths' code points. */
export type Submission = {
  readonly identity: Identity;
  readonly files: readonly SubmissionFile[];
  readonly refused: readonly Refusal[];
  /** Refusals past the 100 that `refused` lists. */
  readonly refusedBeyond: number;
};
