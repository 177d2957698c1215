import { type ImageBuildFacts, imageBuild } from '../collect/image/build/section.ts';
import { imageNotBuilt } from '../collect/image/trouble.ts';
import type { BundleEntry } from '../evidence/bundle.ts';
import { type Evidence, observationOf, UnreadableSection } from '../evidence/evidence.ts';
import type { Observation } from '../evidence/observation.ts';
import type { Tier } from '../evidence/section.ts';

/** Where no image was built no job deployed one: what became of the build becomes of all that a cluster would have shown, as on a laptop. */
export function withoutImage(evidence: Evidence, tiers: ReadonlyMap<string, Tier>): Evidence {
  const because = whyNoImage(evidence);
  if (because === undefined) return evidence;
  const ofCluster = [...tiers].filter(([, tier]) => tier === 'cluster').map(([id]) => id);
  const entry: BundleEntry = { ...because, started: 0, seconds: 0 };
  const sections = { ...evidence.bundle.sections, ...Object.fromEntries(ofCluster.map((id) => [id, entry])) };
  return { bundle: { ...evidence.bundle, sections }, facts: new Map([...evidence.facts].filter(([id]) => !ofCluster.includes(id))) };
}

function whyNoImage(evidence: Evidence): Exclude<Observation<never>, { readonly status: 'observed' }> | undefined {
  const build = readable(evidence);
  if (build?.status !== 'observed') return build;
  return build.facts.image === undefined ? { status: 'refused', trouble: imageNotBuilt(build.facts) } : undefined;
}

/** What doesn't fit its schema costs the checks that need it, not the report. */
function readable(evidence: Evidence): Observation<ImageBuildFacts> | undefined {
  try {
    return observationOf(evidence, imageBuild);
  } catch (error) {
    if (error instanceof UnreadableSection) return undefined;
    throw error;
  }
}
