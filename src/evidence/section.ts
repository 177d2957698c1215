import type { z } from 'zod';

export const tiers = ['source', 'image', 'cluster', 'cloud'] as const;

/** How deep one looked: files; the built image; a kind cluster; AWS. */
export type Tier = (typeof tiers)[number];

/** Turns the facts of one version of a section into those of the next. Pure: what was never recorded stays absent. */
export type Upcaster = (facts: unknown) => unknown;

/** What one collector records: known to checks by this definition alone. */
export type SectionDefinition<Id extends string, Facts> = {
  readonly id: Id;
  readonly version: number;
  readonly tier: Tier;
  readonly schema: z.ZodType<Facts>;
  /** `upcasters[n]` lifts version n to n + 1; one for each version below the present one. */
  readonly upcasters: Readonly<Record<number, Upcaster>>;
};

export function section<const Id extends string, Facts>(
  definition: SectionDefinition<Id, Facts>,
): SectionDefinition<Id, Facts> {
  for (let version = 1; version < definition.version; version += 1) {
    if (definition.upcasters[version] === undefined) {
      throw new Error(`section ${definition.id}: add an upcaster from version ${version} to ${version + 1}`);
    }
  }
  return definition;
}

export type FactsOf<Definition> = Definition extends SectionDefinition<string, infer Facts> ? Facts : never;
