import { clusterTier } from './cluster-tier.ts';
import { checksAt, proveLive, rubric } from './live-mutants.ts';

export const ofClusters = checksAt('cluster');

/** The reference and these mutants, each deployed to a cluster of its own. */
export async function proveClusters(names: readonly string[]): Promise<void> {
  const live = await clusterTier(rubric.challenge.settings);
  const commands = { notRun: "its commands ask a cluster of one's own" };
  proveLive(names, live, { tier: 'cluster', what: 'deployments', its: 'deployment', commands });
}
