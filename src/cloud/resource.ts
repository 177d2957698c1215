import { z } from 'zod';
import type { Marks, SubmissionId, Tags } from './marks.ts';

/** What docc makes in an account of ours. */
export const resource = z.discriminatedUnion('kind', [
  /** ECR's; a repository for each submission, since an image bears no tags by which rights could be granted. */
  z.strictObject({ kind: z.literal('repository'), name: z.string() }),
  /** EKS in Auto Mode, for one submission. */
  z.strictObject({ kind: z.literal('cluster'), name: z.string() }),
  /** With all that stands for its submission in the cluster. */
  z.strictObject({ kind: z.literal('namespace'), cluster: z.string(), name: z.string() }),
  /** Route 53's, with the TXT that says whose it is. */
  z.strictObject({ kind: z.literal('record'), zone: z.string(), name: z.string() }),
]);
export type Resource = Readonly<z.infer<typeof resource>>;
export type ResourceKind = Resource['kind'];
export type Of<Kind extends ResourceKind> = Extract<Resource, { readonly kind: Kind }>;

/** Something as it was found, with whatever tags it bears. */
export type Seen = { readonly resource: Resource; readonly tags: Tags; readonly since: Date | undefined };

/** Something of docc's. */
export type Holding = { readonly resource: Resource; readonly marks: Marks; readonly since: Date | undefined };

/** Tells one resource from all others, and reads as words. */
export function keyOf(resource: Resource): string {
  switch (resource.kind) {
    case 'namespace':
      return `namespace ${resource.name} in cluster ${resource.cluster}`;
    case 'record':
      return `record ${resource.name} in zone ${resource.zone}`;
    default:
      return `${resource.kind} ${resource.name}`;
  }
}

/** 12 digits tell commits of a repository apart; the tags bear all 40. */
export const nameFor = ({ repositoryId, sha }: SubmissionId): string => `docc-${repositoryId}-${sha.slice(0, 12)}`;

/** Under docc's own prefix, which the policy names. */
export const repositoryNameFor = (submission: SubmissionId): string => `docc/${nameFor(submission).slice('docc-'.length)}`;
