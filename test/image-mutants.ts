import { imageTier } from './image-tier.ts';
import { checksAt, proveLive } from './live-mutants.ts';

export const ofImages = checksAt('image');

/** The reference and these mutants, built, opened, scanned and run in earnest, and the commands of their reports too. */
export async function proveImages(names: readonly string[]): Promise<void> {
  const live = await imageTier();
  const commands = live.kind === 'here' ? live.reproduced : { notRun: live.reason };
  proveLive(names, live, { tier: 'image', what: 'images', its: 'image', commands });
}
