import { observationOf } from '../evidence/evidence.ts';
import { faulted, type Observation } from '../evidence/observation.ts';
import type { SectionDefinition } from '../evidence/section.ts';
import type { BundleWriter } from '../evidence/store.ts';

/** What a person who waits is told. */
export type Progress =
  | { readonly kind: 'started'; readonly section: string }
  /** Of what takes long: what it is at. */
  | { readonly kind: 'step'; readonly section: string; readonly step: string }
  | { readonly kind: 'ended'; readonly section: string; readonly seconds: number; readonly status: Observation<unknown>['status'] }
  | { readonly kind: 'resumed'; readonly section: string };

export type Recording = {
  readonly writer: BundleWriter;
  /** Seconds since collecting began; never goes back. */
  readonly elapsed: () => number;
  readonly tell: (progress: Progress) => void;
  /** Sections that are about one thing made in this run: of an earlier run, all of them are taken over or none. */
  readonly together?: ReadonlySet<string>;
};

/** Tells what a collector is at. */
export type Tell = (step: string) => void;

/** Runs a collector, writes down what it brings, and hands it on to those that wait for it. */
export type Record = <Facts>(
  section: SectionDefinition<string, Facts>,
  collect: (tell: Tell) => Promise<Observation<Facts>>,
) => Promise<Observation<Facts>>;

export function recordIn({ writer, elapsed, tell, together = new Set() }: Recording): Record {
  const { sections } = writer.resumed.bundle;
  const parted = [...together].some((id) => sections[id]?.status !== 'observed');
  return async (section, collect) => {
    const left = parted && together.has(section.id) ? undefined : leftBy(writer, section);
    if (left !== undefined) {
      tell({ kind: 'resumed', section: section.id });
      return left;
    }
    tell({ kind: 'started', section: section.id });
    const started = elapsed();
    const observation = await guarded(section.id, () => collect((step) => tell({ kind: 'step', section: section.id, step })));
    const seconds = milliseconds(elapsed() - started);
    const kept = await guarded(section.id, () => writer.put(section, observation, { started: milliseconds(started), seconds }));
    tell({ kind: 'ended', section: section.id, seconds, status: kept.status });
    if (kept.status === 'fault' && observation.status !== 'fault') {
      return await writer.put(section, kept, { started: milliseconds(started), seconds });
    }
    return kept;
  };
}

/** Of an earlier run that did not finish; of the present version only, since collecting anew is better than lifting. */
function leftBy<Facts>(writer: BundleWriter, section: SectionDefinition<string, Facts>): Observation<Facts> | undefined {
  const entry = writer.resumed.bundle.sections[section.id];
  if (entry?.status !== 'observed' || entry.version !== section.version) return undefined;
  return observationOf(writer.resumed, section);
}

/** A collector that throws is our fault: written down, and no reason to lose what the others bring. */
async function guarded<Facts>(id: string, collect: () => Promise<Observation<Facts>>): Promise<Observation<Facts>> {
  try {
    return await collect();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return faulted({
      message: `the collector of ${id} broke: ${message}`,
      repair: "run the grade again; if it stays, report it to docc's maintainers with this message",
    });
  }
}

const milliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;
