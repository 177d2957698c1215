import type { Bundle, BundleEntry } from './bundle.ts';
import type { Absence, Observation } from './observation.ts';
import { type Reader, readerOf } from './reader.ts';
import type { SectionDefinition, Tier } from './section.ts';

/** A bundle in memory. Facts are as recorded; `observationOf` lifts and validates those of one section. */
export type Evidence = {
  readonly bundle: Bundle;
  readonly facts: ReadonlyMap<string, unknown>;
};

/** Facts that don't fit their section's schema: a collector and a check that disagree, never the candidate's doing. */
export class UnreadableSection extends Error {
  override name = 'UnreadableSection';
}

/** How somebody gets what a tier tells, and what it needs: this machine is `docc doctor`'s to tell of. */
const shownBy: Readonly<Record<Tier, string>> = {
  source: '`docc grade <folder> --tier source` shows it; it needs hadolint, Helm, and kustomize or kubectl',
  image: '`docc grade <folder> --tier image` shows it; it needs Docker with buildx, and Trivy',
  cluster: '`docc grade <folder> --tier cluster` shows it; it needs Docker and kind',
  cloud: '`docc grade <folder> --tier cloud` shows it; it needs credentials that may read the AWS account',
};

const absentSection = (tier: Tier): Absence => ({ reason: 'not collected', remedy: shownBy[tier] });

/** What the evidence holds of a section, in the section's present version. */
export function observationOf<Facts>(
  evidence: Evidence,
  definition: SectionDefinition<string, Facts>,
): Observation<Facts> {
  const entry = evidence.bundle.sections[definition.id];
  if (entry === undefined) return { status: 'not-exercised', absence: absentSection(definition.tier) };
  if (entry.status !== 'observed') return withoutTime(entry);
  const lifted = lift(evidence.facts.get(definition.id), entry.version, definition);
  const parsed = readerFor(definition)(lifted);
  if (parsed.success) return { status: 'observed', facts: parsed.data };
  throw new UnreadableSection(`section ${definition.id} does not fit its schema`, { cause: parsed.error });
}

const readers = new WeakMap<SectionDefinition<string, unknown>, Reader<unknown>>();

function readerFor<Facts>(definition: SectionDefinition<string, Facts>): Reader<Facts> {
  // The one cast: what is kept for a definition was made from its own schema.
  const known = readers.get(definition) as Reader<Facts> | undefined;
  const reader = known ?? readerOf(definition.schema);
  if (known === undefined) readers.set(definition, reader);
  return reader;
}

function withoutTime(entry: Exclude<BundleEntry, { status: 'observed' }>): Observation<never> {
  const { started: _started, seconds: _seconds, ...observation } = entry;
  return observation;
}

function lift(facts: unknown, from: number, definition: SectionDefinition<string, unknown>): unknown {
  if (from > definition.version) {
    throw new UnreadableSection(
      `section ${definition.id} is of version ${from}; this docc knows ${definition.version}: use a newer docc`,
    );
  }
  let lifted = facts;
  for (let version = from; version < definition.version; version += 1) {
    const upcaster = definition.upcasters[version];
    if (upcaster === undefined) throw new UnreadableSection(`section ${definition.id}: no upcaster from ${version}`);
    lifted = upcaster(lifted);
  }
  return lifted;
}
