import type { Observation } from '../evidence/observation.ts';
import type { SectionDefinition } from '../evidence/section.ts';
import type { Record } from './record.ts';

export type Watched = {
  readonly record: Record;
  /** What is recorded of a section, when it is. */
  readonly seen: <Facts>(section: SectionDefinition<string, Facts>) => Promise<Observation<Facts>>;
};

/** A record that also hands sections on to those that wait for them from elsewhere. */
export function watched(record: Record): Watched {
  const awaited = new Map<string, PromiseWithResolvers<Observation<unknown>>>();
  const of = (id: string): PromiseWithResolvers<Observation<unknown>> => {
    const found = awaited.get(id) ?? Promise.withResolvers<Observation<unknown>>();
    awaited.set(id, found);
    return found;
  };
  return {
    record: async (section, collect) => {
      const observation = await record(section, collect);
      of(section.id).resolve(observation);
      return observation;
    },
    // By one id there is one section, and so one type of facts.
    seen: <Facts>(section: SectionDefinition<string, Facts>) => of(section.id).promise as Promise<Observation<Facts>>,
  };
}
