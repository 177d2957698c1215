import type { Action, Job, Permissions, Trigger, WorkflowFacts, WorkflowFile } from '../../src/collect/workflow/section.ts';
import { own } from '../../src/evidence/own.ts';
import { condition, interpolate, type Lookup } from './expression.ts';
import { open, scalar, sourceOf, truth, type Value, valueOf } from './expression-value.ts';
import { asksHowItWent, byLowerCase, type LiveStep, liveSteps, resolved, type Scope, within } from './live-steps.ts';
import { combinationsOf } from './matrix.ts';
import { type Occasion, occasionsOf } from './occasions.ts';
import { type Exists } from './shell-test.ts';
import { known, type Text, unknown } from './text.ts';

/** A job as it would run for one trigger; one that never can is left out. */
export type LiveJob = {
  readonly path: string;
  readonly job: Job;
  readonly trigger: Trigger;
  /** The job's own, else the file's, else the caller's. */
  readonly permissions: Permissions;
  readonly steps: readonly LiveStep[];
  /** A reusable workflow from elsewhere, and what it is given. */
  readonly calls: { readonly action: Action; readonly input: (name: string) => Text | undefined; readonly doubt: string | undefined } | undefined;
};

/** Calls within calls, and jobs and steps in all: GitHub allows ten levels, people use two. */
const most = { depth: 4, parts: 6_000 } as const;

type Call = Pick<Scope, 'facts' | 'exists' | 'occasion' | 'inputs' | 'secrets' | 'doubt' | 'budget'> & {
  readonly depth: number;
  readonly permissions: Permissions;
};

/** What the submission holds besides its workflows. */
export type Around = { readonly paths: readonly string[]; readonly exists: Exists };

/** Every job that GitHub would run, once for each occasion that can start it; those of the submission's reusable workflows where they are called. */
export function liveJobs(facts: WorkflowFacts, { paths, exists }: Around): readonly LiveJob[] {
  const budget = { parts: most.parts };
  const secrets: Lookup = (path) => open(['secrets', ...path].join('.'));
  const call = { facts, exists, secrets, budget, depth: 0, permissions: { kind: 'unset' } } as const;
  return facts.files
    .filter(({ problems }) => problems.length === 0)
    .flatMap((file) =>
      file.on
        .filter(({ event }) => event !== 'workflow_call')
        .flatMap((trigger) => occasionsOf(trigger, file, facts, paths))
        .flatMap((occasion) => jobsOf(file, { ...call, occasion, doubt: occasion.doubt, inputs: inputsOf(occasion) }).jobs),
    );
}

/** Only who starts a workflow by hand gives it any. */
const inputsOf = ({ trigger }: Occasion): Lookup => (path) => (trigger.event === 'workflow_dispatch' ? open(['inputs', ...path].join('.')) : scalar(null));

type Ran = {
  readonly jobs: readonly LiveJob[];
  readonly output: (name: string) => Value;
  /** For certain: what needs it is not run. */
  readonly failed: boolean;
};

type RanJobs = ReadonlyMap<string, Ran>;

function jobsOf(file: WorkflowFile, call: Call): { readonly jobs: readonly LiveJob[]; readonly ran: RanJobs } {
  const ran = new Map<string, Ran>();
  for (const job of inOrder(file.jobs)) {
    call.budget.parts -= 1;
    if (call.budget.parts < 0) break;
    const scope = scopeOf(file, job, call, ran);
    const went = { success: job.needs.every((id) => isDone(ran, id)), failure: job.needs.some((id) => ran.get(id.toLowerCase())?.failed === true) };
    if (!asksHowItWent(job.if) && !went.success) continue;
    const decision = job.if === undefined ? scalar(true) : condition(job.if, within({ ...scope, went }));
    if (truth(decision) === false) continue;
    const doubt = call.doubt ?? (truth(decision) === undefined ? sourceOf(decision) : undefined);
    const each = combinations(job, scope).map((matrix) => runJob(file, job, call, { ...scopeOf(file, job, call, ran, matrix), doubt }));
    const last = each.at(-1);
    if (last !== undefined) ran.set(job.id.toLowerCase(), { jobs: each.flatMap(({ jobs }) => jobs), output: last.output, failed: each.some(({ failed }) => failed) });
  }
  return { jobs: [...ran.values()].flatMap(({ jobs }) => jobs), ran };
}

const isDone = (ran: RanJobs, id: string): boolean => ran.get(id.toLowerCase())?.failed === false;

const combinations = ({ matrix }: Job, scope: Scope): readonly (Lookup | undefined)[] => (matrix === undefined ? [undefined] : combinationsOf(matrix, within(scope)));

/** Prerequisites first. */
function inOrder(jobs: readonly Job[]): readonly Job[] {
  const ordered = new Set<Job>();
  const entered = new Set<Job>();
  const enter = (job: Job): void => {
    if (entered.has(job)) return;
    entered.add(job);
    for (const other of jobs) if (job.needs.some((id) => id.toLowerCase() === other.id.toLowerCase())) enter(other);
    ordered.add(job);
  };
  for (const job of jobs) enter(job);
  return [...ordered];
}

function scopeOf(file: WorkflowFile, job: Job, call: Call, ran: RanJobs, matrix: Lookup = (path) => open(['matrix', ...path].join('.'))): Scope {
  const scope = {
    ...call,
    path: file.path,
    matrix,
    needs: needsOf(ran),
    outputs: new Map(),
    environment: new Map<string, Text>(),
    went: { success: true, failure: false },
    progress: { failed: false, hidden: false },
  };
  for (const level of [file.env, job.env]) {
    for (const [name, value] of resolved(level, within(scope))) scope.environment.set(name, value);
  }
  return scope;
}

const needsOf = (ran: RanJobs): Lookup => ([id = '', part, name = '']) => {
  const job = ran.get(id.toLowerCase());
  if (part === 'result') return scalar(job === undefined ? 'skipped' : job.failed ? 'failure' : 'success');
  return job?.output(name) ?? open(`needs.${id}.outputs.${name}`);
};

function runJob(file: WorkflowFile, job: Job, call: Call, scope: Scope): Ran {
  const permissions = [job.permissions, file.permissions, call.permissions].find(({ kind }) => kind !== 'unset') ?? job.permissions;
  const head = { path: file.path, job, trigger: call.occasion.trigger, permissions };
  const given = byLowerCase(resolved(job.with, within(scope)));
  const input = (name: string): Text | undefined => given.get(name.toLowerCase());
  if (job.uses?.kind === 'local') return called(job.uses.path, input, { ...call, doubt: scope.doubt, secrets: secretsGiven(job, scope), permissions, depth: call.depth + 1 }, job);
  if (job.uses !== undefined) {
    return { jobs: [{ ...head, steps: [], calls: { action: job.uses, input, doubt: scope.doubt } }], output: outputUnknown(job), failed: false };
  }
  const steps: LiveStep[] = [];
  const live: LiveJob = { ...head, steps, calls: undefined };
  steps.push(...liveSteps(job.steps, scope, live));
  const output = (name: string): Value => valueOf(interpolate(own(job.outputs, name) ?? '', within(scope)));
  return { jobs: [live], output, failed: scope.progress.failed && isOff(job.continueOnError) };
}

/** An expression may let it go on. */
const isOff = (goesOn: string | undefined): boolean => goesOn === undefined || goesOn === 'false';

/** All that the caller has, or those that it names, which may be anything. */
function secretsGiven({ secrets }: Job, scope: Scope): Lookup {
  if (secrets === undefined || secrets === 'inherit') return scope.secrets;
  const given = byLowerCase(resolved(secrets, within(scope)));
  return (path) => valueOf(given.get((path[0] ?? '').toLowerCase()) ?? unknown(['secrets', ...path].join('.')));
}

const outputUnknown = ({ id }: Job) => (name: string): Value => open(`needs.${id}.outputs.${name}`);

/** A reusable workflow of the submission. One that isn't there, or calls itself too deep, runs nothing. */
function called(path: string, input: (name: string) => Text | undefined, call: Omit<Call, 'inputs'>, job: Job): Ran {
  const file = call.facts.files.find((each) => each.path === path.replace(/^\.\//, ''));
  const trigger = file?.on.find(({ event }) => event === 'workflow_call');
  if (file === undefined || trigger === undefined || file.problems.length > 0 || call.depth > most.depth) return { jobs: [], output: outputUnknown(job), failed: false };
  const inputs: Lookup = ([name = '']) => valueOf(input(name) ?? known(own(trigger.defaults ?? {}, name) ?? ''));
  const { jobs, ran } = jobsOf(file, { ...call, inputs });
  const lookup: Lookup = ([context, ...rest]) => (context === 'jobs' ? needsOf(ran)(rest) : open([context, ...rest].join('.')));
  const output = (name: string): Value => {
    const value = own(trigger.outputs ?? {}, name);
    return value === undefined ? outputUnknown(job)(name) : valueOf(interpolate(value, lookup));
  };
  return { jobs, output, failed: [...ran.values()].some(({ failed }) => failed) };
}
