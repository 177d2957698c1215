import { clusterTier } from './cluster-tier.ts';
import { checksAt, proveLive, rubric } from './live-mutants.ts';

export const ofClusters = checksAt('cluster');

/** The reference and these mutants, each deployed to a cluster of its own; the commands of their reports make clusters too. */
export async function proveClusters(names: readonly string[], asked: 'with-commands' | { readonly notRun: string }): Promise<void> {
  const live = await clusterTier(rubric.challenge.settings);
  const commands = asked !== 'with-commands' ? asked : live.kind === 'here' ? live.reproduced : { notRun: live.reason };
  proveLive(names, live, { tier: 'cluster', what: 'deployments', its: 'deployment', commands });
}
