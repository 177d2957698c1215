import { hash } from 'node:crypto';
import { type Bundle, type BundleEntry, bundle, sectionId } from './bundle.ts';
import { canonical, NotCanonical, parseCanonical } from './canonical.ts';
import type { Evidence } from './evidence.ts';
import { limits } from './limits.ts';
import { type Observation, refused } from './observation.ts';
import { readerOf } from './reader.ts';
import type { SectionDefinition } from './section.ts';

/** Where a bundle's files lie: a folder, an artifact, a branch. Names are plain file names. */
export type Shelf = {
  /** Undefined when there is no such file. Reads at most `limit` + 1 bytes. */
  readonly read: (name: string, limit: number) => Promise<Uint8Array | undefined>;
  /** Whole or not at all: a killed run never leaves half a file. */
  readonly write: (name: string, bytes: string) => Promise<void>;
  readonly clear: () => Promise<void>;
};

/** A bundle that must not be graded: `code` names the rule it breaks. */
export class RefusedBundle extends Error {
  override name = 'RefusedBundle';
  readonly code: 'absent' | 'too-large' | 'not-canonical' | 'wrong-schema' | 'section-missing' | 'digest-mismatch';
  readonly repair: string;
  constructor(code: RefusedBundle['code'], message: string, repair: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.repair = repair;
  }
}

const sha256 = (bytes: Uint8Array | string): string => hash('sha256', bytes);

const collectAgain = 'collect it again: `docc grade <folder>`';

/** Reads a whole bundle and refuses it if any byte is not what `bundle.json` says. */
export async function openBundle(shelf: Shelf): Promise<Evidence> {
  const head = await readFile(shelf, 'bundle.json');
  const parsed = parseBundle(head);
  const facts = new Map<string, unknown>();
  let size = head.length;
  for (const [id, entry] of Object.entries(parsed.sections)) {
    if (entry.status !== 'observed') continue;
    const bytes = await readFile(shelf, `${id}.json`);
    size += bytes.length;
    if (size > limits.bundle) throw tooLarge('bundle', limits.bundle);
    facts.set(id, openSection(id, bytes, entry.sha256));
  }
  return { bundle: parsed, facts };
}

async function readFile(shelf: Shelf, name: string): Promise<Uint8Array> {
  const bytes = await shelf.read(name, limits.section);
  if (bytes === undefined) {
    const code = name === 'bundle.json' ? 'absent' : 'section-missing';
    throw new RefusedBundle(code, `${name} is not there`, `name a folder of evidence, such as .docc/evidence, or ${collectAgain}`);
  }
  if (bytes.length > limits.section) throw tooLarge(name, limits.section);
  return bytes;
}

const tooLarge = (what: string, limit: number): RefusedBundle =>
  new RefusedBundle('too-large', `${what} is larger than ${limit} bytes`, collectAgain);

const readBundle = readerOf(bundle);

function parseBundle(bytes: Uint8Array): Bundle {
  const parsed = readBundle(open('bundle.json', bytes));
  if (!parsed.success) {
    throw new RefusedBundle('wrong-schema', 'bundle.json is not of docc/evidence@1', collectAgain, { cause: parsed.error });
  }
  if (Object.keys(parsed.data.sections).length > limits.sections) throw tooLarge('the list of sections', limits.sections);
  return parsed.data;
}

function openSection(id: string, bytes: Uint8Array, expected: string): unknown {
  if (sha256(bytes) !== expected) {
    throw new RefusedBundle('digest-mismatch', `${id}.json is not the file that bundle.json names`, collectAgain);
  }
  return open(`${id}.json`, bytes);
}

function open(name: string, bytes: Uint8Array): unknown {
  try {
    return parseCanonical(bytes);
  } catch (cause) {
    if (!(cause instanceof NotCanonical)) throw cause;
    throw new RefusedBundle('not-canonical', `${name}: ${cause.message}`, collectAgain, { cause });
  }
}

type Begun = Omit<Bundle, 'finished' | 'sections'>;

/** Writes a bundle section by section, so that what ends early loses only what was under way. */
export type BundleWriter = {
  /** Sections that an earlier run of the same submission left, which was cut off or had a fault of ours. */
  readonly resumed: Evidence;
  readonly put: <Facts>(
    definition: SectionDefinition<string, Facts>,
    observation: Observation<Facts>,
    time: { readonly started: number; readonly seconds: number },
  ) => Promise<Observation<Facts>>;
  readonly finish: () => Promise<Evidence>;
};

/** `resume` goes on with what `shelf` holds where that is unfinished, or lacks something by our fault, and of the very same submission and docc. */
export async function writeBundle(shelf: Shelf, begun: Begun, how: 'anew' | 'resume'): Promise<BundleWriter> {
  const anew: Evidence = { bundle: { ...begun, finished: false, sections: {} }, facts: new Map() };
  const resumed = how === 'resume' ? await resumable(shelf, anew) : anew;
  if (resumed.facts.size === 0) await shelf.clear();
  const facts = new Map(resumed.facts);
  let state: Bundle = resumed.bundle;
  let writing = Promise.resolve();
  const save = (): Promise<void> => {
    // One after the other: two sections that finish together must not write an older list over a newer one. What failed once,
    // for want of room, is no reason to write none of the lists after it.
    writing = writing.catch(() => undefined).then(() => shelf.write('bundle.json', canonical(state)));
    return writing;
  };
  await save();
  return {
    resumed,
    put: async (definition, observation, time) => {
      const { entry, kept, text } = recordOf(definition, observation, time);
      if (text !== undefined) await shelf.write(`${sectionId.parse(definition.id)}.json`, text);
      if (kept.status === 'observed') facts.set(definition.id, kept.facts);
      state = { ...state, sections: { ...state.sections, [definition.id]: entry } };
      // The list is written again with the next section and at the end, which is where it counts.
      await save().catch(() => undefined);
      return kept;
    },
    finish: async () => {
      state = { ...state, finished: true };
      await save();
      return { bundle: state, facts };
    },
  };
}

async function resumable(shelf: Shelf, anew: Evidence): Promise<Evidence> {
  try {
    const left = await openBundle(shelf);
    if (isWhole(left.bundle) || !sameRun(left.bundle, anew.bundle)) return anew;
    const sections = Object.entries(left.bundle.sections).filter(([, entry]) => entry.status === 'observed');
    return { bundle: { ...anew.bundle, sections: Object.fromEntries(sections) }, facts: left.facts };
  } catch (cause) {
    if (cause instanceof RefusedBundle) return anew;
    throw cause;
  }
}

/** Finished, with nothing left to get that our trouble kept away. */
export const isWhole = ({ finished, sections }: Bundle): boolean => finished && Object.values(sections).every(({ status }) => status !== 'fault');

const sameRun = (left: Bundle, begun: Bundle): boolean =>
  canonical([left.submission, left.collector]) === canonical([begun.submission, begun.collector]);

type Kept<Facts> = { readonly entry: BundleEntry; readonly kept: Observation<Facts>; readonly text?: string };

function recordOf<Facts>(
  definition: SectionDefinition<string, Facts>,
  observation: Observation<Facts>,
  time: { readonly started: number; readonly seconds: number },
): Kept<Facts> {
  if (observation.status !== 'observed') return { entry: { ...observation, ...time }, kept: observation };
  // Written as the schema reads it: a collector that says more or less than its section is our fault, and shows here.
  const facts = definition.schema.parse(observation.facts);
  const text = canonical(facts);
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.section) return recordOf(definition, refused(overflow(definition.id, bytes)), time);
  const entry = { status: 'observed', version: definition.version, sha256: sha256(text), ...time } as const;
  return { entry, kept: { status: 'observed', facts }, text };
}

const overflow = (id: string, bytes: number) => ({
  expected: `at most ${limits.section} bytes of facts in section ${id}`,
  observed: `${bytes} bytes`,
  fix: `Take out of the submission what the challenge did not ask for, until section ${id} fits.`,
  reproduce: `test "$(git ls-files -co --exclude-standard | wc -l)" -lt 2000`,
});
