import type { Fault } from '../evidence/observation.ts';
import type { StillWanted } from '../cloud/label.ts';
import type { Marks, SubmissionId } from '../cloud/marks.ts';
import { deployPlan, type Place } from '../cloud/plan.ts';
import type { Entry, TeardownProof } from '../cloud/proof.ts';
import { keyOf, type Of, type Resource, type ResourceKind } from '../cloud/resource.ts';
import { endsTooSoon, holdingsOf } from '../cloud/sweep.ts';
import { AwsError, faultOf } from '../tools/aws-trouble.ts';
import type { Deployed, Workshop } from './account.ts';
import { type Clock, removeAll } from './removal.ts';
import { teardown } from './teardown.ts';

export type Trial = {
  readonly submission: SubmissionId;
  readonly place: Place;
  /** Asked before each thing that is made. */
  readonly wanted: () => Promise<StillWanted>;
  readonly now: Clock;
  readonly tell: (step: string) => void;
};

export type Outcome =
  /** Deployed, and tried. */
  | { readonly kind: 'tried' }
  | { readonly kind: 'not-ready' }
  /** Somebody pushed, closed or took the label off: what was made is removed, and nothing is told of a commit that nobody asks about. */
  | { readonly kind: 'superseded'; readonly because: string }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** Minutes that all may stand: an hour for the job, and what its teardown may take. */
const life = 120;
/** Minutes that a run may take: less is no use to it. */
const needed = 75;

class Superseded extends Error {}

/** Deploys a submission, has it tried, and removes all of it, whatever happens in between. Never rejects. */
export async function deployAndTry(trial: Trial, workshop: Workshop): Promise<{ readonly outcome: Outcome; readonly proof: TeardownProof }> {
  const entries: Entry[] = [];
  const outcome = await outcomeOf(trial, workshop, entries);
  trial.tell('removing everything');
  return { outcome, proof: await teardown(trial.submission, workshop, trial.now, entries) };
}

async function outcomeOf(trial: Trial, workshop: Workshop, entries: Entry[]): Promise<Outcome> {
  try {
    await clearAway(trial, workshop);
    const deployed = await made(trial, workshop, entries);
    if (deployed.kind === 'not-ready') return { kind: 'not-ready' };
    trial.tell('trying what it does');
    await deployed.experiment();
    return { kind: 'tried' };
  } catch (error) {
    if (error instanceof Superseded) return { kind: 'superseded', because: error.message };
    return { kind: 'fault', fault: faultIn(error) };
  }
}

/** Of an earlier attempt: what ends too soon would be removed by the janitor under our hands, and what is in a namespace nobody knows. */
async function clearAway({ submission, now, tell }: Trial, workshop: Workshop): Promise<void> {
  const { look, trouble } = await removeAll(workshop, (seen) => {
    const stale = holdingsOf(seen, submission).filter((holding) => holding.resource.kind === 'namespace' || endsTooSoon(holding, now(), needed));
    if (stale.length > 0) tell(`removing what an earlier attempt left: ${stale.map(({ resource }) => keyOf(resource)).join(', ')}`);
    return stale;
  }, now);
  if (look === undefined) throw new Error(trouble ?? 'the account could not be looked at');
  const left = holdingsOf(look.seen, submission).find((holding) => holding.resource.kind === 'namespace' || endsTooSoon(holding, now(), needed));
  if (left !== undefined) throw new Error(`${keyOf(left.resource)} of an earlier attempt could not be removed: the janitor goes on with it; label the pull request again later`);
}

type Step = { readonly plan: readonly Resource[]; readonly marks: Marks };

async function made(trial: Trial, workshop: Workshop, entries: Entry[]): Promise<Deployed> {
  const { submission, place, now } = trial;
  const step: Step = { plan: deployPlan(submission, place), marks: { submission, expires: new Date(now().getTime() + life * 60_000) } };
  const doing = async <Value>(resource: Resource, make: () => Promise<Value>): Promise<Value> => {
    const wanted = await trial.wanted();
    if (wanted.kind === 'no') throw new Superseded(wanted.because);
    trial.tell(`making ${keyOf(resource)}`);
    entries.push({ kind: 'asked', resource, at: now() });
    const value = await make();
    entries.push({ kind: 'created', resource, at: now() });
    return value;
  };
  return await inOrder(step, workshop, doing);
}

type Doing = <Value>(resource: Resource, make: () => Promise<Value>) => Promise<Value>;

async function inOrder({ plan, marks }: Step, workshop: Workshop, doing: Doing): Promise<Deployed> {
  const [repository, cluster, namespace, record] = [planned(plan, 'repository'), plan.find((each) => each.kind === 'cluster'), planned(plan, 'namespace'), planned(plan, 'record')];
  const { image } = await doing(repository, () => workshop.repository(repository, marks));
  if (cluster !== undefined) await doing(cluster, () => workshop.cluster(cluster, marks));
  const deployed = await doing(namespace, () => workshop.namespace(namespace, marks, image));
  if (deployed.kind === 'ready') await doing(record, () => workshop.record(record, marks, deployed.target));
  return deployed;
}

function planned<Kind extends ResourceKind>(plan: readonly Resource[], kind: Kind): Of<Kind> {
  const found = plan.find((each): each is Of<Kind> => each.kind === kind);
  if (found === undefined) throw new Error(`the plan has no ${kind}`);
  return found;
}

function faultIn(error: unknown): Fault {
  if (error instanceof AwsError) return faultOf(error.trouble);
  return { message: error instanceof Error ? error.message : String(error), repair: 'take the label off and set it again; if it stays, look at the log of the job' };
}
