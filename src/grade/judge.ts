import { type Evidence, observationOf } from '../evidence/evidence.ts';
import type { Observation } from '../evidence/observation.ts';
import { type Failure, type Judgement, judgement, type Location } from './judgement.ts';
import type { Row, Rubric } from './rubric.ts';
import type { Settings } from './settings.ts';

/** What became of one row of the rubric. */
export type Outcome =
  | { readonly verdict: 'pass'; readonly observed: string }
  | ({ readonly verdict: 'fail' } & Failure)
  | { readonly verdict: 'blocked'; readonly reason: string; readonly blockedBy: readonly string[] }
  | Unverified;

export type Unverified = {
  readonly verdict: 'unverified';
  readonly reason: string;
  readonly at?: Location | undefined;
  /** The checks whose trouble this one inherits; none when it is its own. */
  readonly blockedBy?: readonly string[];
} & (
  | { readonly cause: 'fault'; readonly repair: string; readonly section?: string }
  | { readonly cause: 'not-exercised'; readonly remedy: string; readonly asked?: false }
  | { readonly cause: 'unresolved' }
);

/** Decides every row, prerequisites first. Pure: the same rubric and evidence give the same outcomes. */
export function judge(rubric: Rubric, evidence: Evidence): ReadonlyMap<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  const observe = remember(evidence);
  for (const row of rubric.order) {
    outcomes.set(row.id, held(row, outcomes) ?? decide(row, observe, rubric.challenge.settings, evidence.bundle.asOf));
  }
  return outcomes;
}

type Observe = (row: Row & { readonly kind: 'built' }, name: string) => Observation<unknown>;

/** Each section is lifted and validated once, however many checks read it; a section that can't be read is our fault. */
function remember(evidence: Evidence): Observe {
  const seen = new Map<string, Observation<unknown>>();
  return ({ check }, name) => {
    const definition = check.needs[name];
    if (definition === undefined) throw new Error(`check ${check.id} needs no section ${name}`);
    const known = seen.get(definition.id);
    if (known !== undefined) return known;
    const observation = readable(() => observationOf(evidence, definition));
    seen.set(definition.id, observation);
    return observation;
  };
}

function readable(observe: () => Observation<unknown>): Observation<unknown> {
  try {
    return observe();
  } catch (error) {
    return { status: 'fault', fault: { message: messageOf(error), repair: 'collect the evidence again with this docc' } };
  }
}

/** The outcome of a row whose prerequisites did not pass. */
function held(row: Row, outcomes: ReadonlyMap<string, Outcome>): Outcome | undefined {
  const before = row.after.flatMap((id) => {
    const outcome = outcomes.get(id);
    return outcome === undefined ? [] : [{ id, outcome }];
  });
  const lost = before.filter(({ outcome }) => outcome.verdict === 'fail' || outcome.verdict === 'blocked');
  if (lost.length > 0) return blocked(lost);
  for (const { id, outcome } of before) {
    if (outcome.verdict === 'unverified') return { ...outcome, blockedBy: outcome.blockedBy ?? [id] };
  }
  return undefined;
}

function blocked(lost: readonly { readonly id: string; readonly outcome: Outcome }[]): Outcome {
  const origins = lost.flatMap(({ id, outcome }) => (outcome.verdict === 'blocked' ? outcome.blockedBy : [id]));
  const blockedBy = [...new Set(origins)].sort();
  return { verdict: 'blocked', reason: `comes after ${blockedBy.join(' and ')}`, blockedBy };
}

function decide(row: Row, observe: Observe, settings: Settings, asOf: string): Outcome {
  if (row.kind === 'planned') return { verdict: 'unverified', cause: 'not-exercised', ...row.absence };
  const needed = Object.keys(row.check.needs).map((name) => ({ name, observation: observe(row, name) }));
  const missing = withoutFacts(row, needed);
  if (missing !== undefined) return missing;
  const facts = Object.fromEntries(
    needed.flatMap(({ name, observation }) => (observation.status === 'observed' ? [[name, observation.facts]] : [])),
  );
  try {
    return outcomeOf(judged(row.check.judge(facts, settings, asOf)));
  } catch (error) {
    return {
      verdict: 'unverified',
      cause: 'fault',
      reason: `the check itself broke: ${messageOf(error)}`,
      repair: `report it to docc's maintainers with the folder of evidence; \`docc regrade\` of that folder with a mended version gives the points`,
    };
  }
}

/** A place or a word that no report can hold costs this check, not the report. */
function judged(returned: unknown): Judgement {
  const read = judgement.safeParse(returned);
  if (read.success) return read.data;
  const wrong = read.error.issues.slice(0, 3).map(({ path, message }) => [path.map(String).join('.'), message].filter((each) => each !== '').join(': '));
  throw new Error(`what it returns is no judgement: ${wrong.join('; ')}`, { cause: read.error });
}

type Needed = { readonly name: string; readonly observation: Observation<unknown> };

/** The candidate's trouble decides; then ours, then nobody's. */
function withoutFacts(row: Row & { readonly kind: 'built' }, needed: readonly Needed[]): Outcome | undefined {
  const found = <S extends Observation<unknown>['status']>(status: S) =>
    needed.find((each): each is Needed & { observation: Extract<Observation<unknown>, { status: S }> } => each.observation.status === status);
  const refused = found('refused');
  if (refused !== undefined) return { verdict: 'fail', ...refused.observation.trouble };
  const fault = found('fault');
  if (fault !== undefined) {
    const { message, repair } = fault.observation.fault;
    return { verdict: 'unverified', cause: 'fault', reason: message, repair, section: row.check.needs[fault.name]?.id ?? fault.name };
  }
  const absent = found('not-exercised');
  return absent && { verdict: 'unverified', cause: 'not-exercised', ...absent.observation.absence };
}

function outcomeOf(judgement: Judgement): Outcome {
  if (judgement.verdict !== 'unresolved') return judgement;
  return { verdict: 'unverified', cause: 'unresolved', reason: judgement.reason, at: judgement.at };
}

/** Anything may be thrown, even what turns into no text. */
const messageOf = (error: unknown): string => (error instanceof Error && typeof error.message === 'string' ? error.message : typeof error === 'string' ? error : 'it threw no error');
