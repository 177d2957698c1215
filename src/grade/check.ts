import type { FactsOf, SectionDefinition } from '../evidence/section.ts';
import type { Judgement } from './judgement.ts';
import type { Settings } from './settings.ts';

export const levels = ['junior', 'mid', 'senior', 'lead'] as const;
export type Level = (typeof levels)[number];

export type Needs = Readonly<Record<string, SectionDefinition<string, unknown>>>;

export type NeededFacts<N extends Needs> = { readonly [Name in keyof N]: FactsOf<N[Name]> };

/** A question for the interview, by how the check went. `{observed}` stands for what the check saw. */
export type Discussion = {
  /** One of the challenge's topics. */
  readonly topic: string;
  readonly passed?: string;
  readonly failed?: string;
};

type Described<N extends Needs> = {
  readonly id: string;
  /** What is true when it passes, as a sentence. */
  readonly title: string;
  readonly needs: N;
  /** Checks that must pass first; failing that, this one is blocked. */
  readonly after: readonly string[];
  readonly weight: number;
  readonly level: Level;
  readonly skills: readonly string[];
  /** What goes wrong in the world when this is missing. */
  readonly why: string;
  readonly docs: string;
  /** Candidates see its points, not what it asks. */
  readonly private?: boolean;
  readonly discuss?: Discussion;
};

export type CheckDefinition<N extends Needs> = Described<N> & {
  /** Pure. It can't say "our fault": throwing is that. `asOf` is the ISO date that calendars are read at. */
  readonly judge: (facts: NeededFacts<N>, settings: Settings, asOf: string) => Judgement;
};

/** A check as the judge sees it: the facts have passed the schemas of `needs` before they come here. */
export type Check = Described<Needs> & {
  readonly judge: (facts: Readonly<Record<string, unknown>>, settings: Settings, asOf: string) => Judgement;
};

export function check<const N extends Needs>(definition: CheckDefinition<N>): Check {
  const { judge, ...described } = definition;
  // The one cast: `needs` names the schemas that the facts were parsed with.
  return { ...described, judge: (facts, settings, asOf) => judge(facts as NeededFacts<N>, settings, asOf) };
}
