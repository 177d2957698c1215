import { faulted, type Observation, observed, refused } from '../../../evidence/observation.ts';
import { stage } from '../../../tools/staging.ts';
import { type BuiltImage, buildStaged, firstEpoch, type Workshop } from '../build/collect.ts';
import { openLayout } from '../layout/blobs.ts';
import type { Recipe } from '../recipe.ts';
import { secondBuildFailed } from '../trouble.ts';
import { differencesBetween } from './compare.ts';
import type { ImageRebuildFacts } from './section.ts';

/** Later than the first build's: times that are later than SOURCE_DATE_EPOCH are rewritten to it, and earlier ones stay. */
const secondEpoch = firstEpoch + 40 * 24 * 60 * 60;

/** Builds the submission once more from nothing that the first build left, and compares the images. */
export async function collectRebuild(workshop: Workshop, recipe: Recipe, first: BuiltImage): Promise<Observation<ImageRebuildFacts>> {
  await using staged = await stage(recipe.files, secondEpoch);
  const second = await buildStaged(workshop, recipe, { staged: staged.path, network: first.network, cache: 'anew' });
  if (second.kind === 'fault') return faulted(second.fault);
  if (second.kind === 'failed') return refused(secondBuildFailed(recipe.dockerfile, second));
  const same = second.manifest === first.manifest;
  const differences = same ? [] : await differencesBetween(await openLayout(first.layout, first.manifest), await openLayout(second.layout, second.manifest), firstEpoch);
  return observed({ dockerfile: recipe.dockerfile, first: first.manifest, second: second.manifest, differences: [...differences] });
}
