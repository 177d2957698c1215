import type { Evidence } from '../src/evidence/evidence.ts';
import type { Submission } from '../src/submission/submission.ts';

export type ClusterTier =
  | { readonly kind: 'here'; readonly evidenceOf: (submission: Submission) => Promise<Evidence>; readonly dispose: () => Promise<void> }
  | { readonly kind: 'not-here'; readonly reason: string };

/** Source, image and cluster tier by this machine's Docker and kind, or why that can't be. */
export async function clusterTier(): Promise<ClusterTier> {
  return { kind: 'not-here', reason: 'the image tier does not hand its image on to collectCluster here yet' };
}
