import { type Evidence, observationOf } from '../evidence/evidence.ts';
import type { Discussion, NeededFacts, Needs } from './check.ts';
import type { CheckResult } from './report.ts';
import type { Rubric } from './rubric.ts';
import type { Settings } from './settings.ts';

/** What a reviewer is told beyond the points: no rubric has a row for it, and somebody who hires wants to know. */
export type Told = {
  readonly kind: 'strength' | 'risk';
  /** One sentence, without its full stop. */
  readonly text: string;
  /** A question that it leads to, on one of the challenge's topics. */
  readonly ask?: { readonly topic: Discussion['topic']; readonly question: string };
};

/** Undefined where the facts say nothing that is worth a reviewer's time. */
export type RemarkDefinition<N extends Needs> = {
  /** The check that it goes on from. */
  readonly about: string;
  readonly needs: N;
  readonly tell: (facts: NeededFacts<N>, settings: Settings) => Told | undefined;
};

export type Remark = Omit<RemarkDefinition<Needs>, 'tell'> & { readonly tell: (facts: Readonly<Record<string, unknown>>, settings: Settings) => Told | undefined };

export function remark<const N extends Needs>({ about, needs, tell }: RemarkDefinition<N>): Remark {
  // As of a check: `needs` names the schemas that the facts were parsed with.
  return { about, needs, tell: (facts, settings) => tell(facts as NeededFacts<N>, settings) };
}

export type Remarked = Told & { readonly check: string };

/** Those of checks that are judged, of evidence that is there. */
export function remarksOn({ remarks, challenge }: Rubric, evidence: Evidence, checks: readonly CheckResult[]): readonly Remarked[] {
  const judged = new Set(checks.map(({ id }) => id));
  return remarks.flatMap(({ about, needs, tell }) => {
    if (!judged.has(about)) return [];
    try {
      const facts = factsOf(evidence, needs);
      const told = facts && tell(facts, challenge.settings);
      return told === undefined ? [] : [{ ...told, check: about }];
    } catch {
      // A page with a remark less is better than no grade: a section that can't be read is told by the checks.
      return [];
    }
  });
}

function factsOf(evidence: Evidence, needs: Needs): Readonly<Record<string, unknown>> | undefined {
  const all = Object.entries(needs).map(([name, section]) => [name, observationOf(evidence, section)] as const);
  const seen = all.flatMap(([name, observation]) => (observation.status === 'observed' ? [[name, observation.facts] as const] : []));
  return seen.length === all.length ? Object.fromEntries(seen) : undefined;
}
