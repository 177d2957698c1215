import type { Action, Job, Permissions, Trigger, WorkflowFacts, WorkflowFile } from '../../src/collect/workflow/section.ts';
import { condition, interpolate, type Lookup } from './expression.ts';
import { open, sourceOf, truth, type Value, valueOf } from './expression-value.ts';
import { byLowerCase, type LiveStep, liveSteps, resolved, type Scope, within } from './live-steps.ts';
import { type Text, unknown } from './text.ts';

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
const most = { depth: 4, parts: 3_000 } as const;

type Call = Pick<Scope, 'facts' | 'trigger' | 'inputs' | 'secrets' | 'doubt' | 'budget'> & {
  readonly depth: number;
  readonly permissions: Permissions;
};

/** Every job that GitHub would run, once for each trigger that can start it; those of the submission's reusable workflows where they are called. */
export function liveJobs(facts: WorkflowFacts): readonly LiveJob[] {
  const budget = { parts: most.parts };
  const unsaid = (context: string): Lookup => (path) => open([context, ...path].join('.'));
  const call = { facts, inputs: unsaid('inputs'), secrets: unsaid('secrets'), budget, depth: 0, permissions: { kind: 'unset' }, doubt: undefined } as const;
  return facts.files
    .filter(({ problems }) => problems.length === 0)
    .flatMap((file) => file.on.filter(({ event }) => event !== 'workflow_call').flatMap((trigger) => jobsOf(file, { ...call, trigger })));
}

type Ran = { readonly jobs: readonly LiveJob[]; readonly output: (name: string) => Value };

function jobsOf(file: WorkflowFile, call: Call): readonly LiveJob[] {
  const ran = new Map<string, Ran>();
  for (const job of inOrder(file.jobs)) {
    call.budget.parts -= 1;
    if (call.budget.parts < 0) break;
    const scope = scopeOf(file, job, call, ran);
    const runs = job.if === undefined ? true : truth(condition(job.if, within(scope)));
    if (runs === false || waitsInVain(job, ran)) continue;
    const doubt = call.doubt ?? (runs === undefined ? sourceOf(condition(job.if ?? '', within(scope))) : undefined);
    ran.set(job.id.toLowerCase(), runJob(file, job, call, { ...scope, doubt }));
  }
  return [...ran.values()].flatMap(({ jobs }) => jobs);
}

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

/** A job after a skipped one is skipped, unless its condition asks how that one went. */
const waitsInVain = (job: Job, ran: ReadonlyMap<string, Ran>): boolean =>
  job.needs.some((id) => !ran.has(id.toLowerCase())) && !/\b(always|cancelled|failure)\s*\(/.test(job.if ?? '');

function scopeOf(file: WorkflowFile, job: Job, call: Call, ran: ReadonlyMap<string, Ran>): Scope {
  const needs: Lookup = ([id = '', , name = '']) => ran.get(id.toLowerCase())?.output(name) ?? open(`needs.${id}.outputs.${name}`);
  const scope = { ...call, path: file.path, needs, outputs: new Map(), environment: new Map<string, Text>() };
  for (const level of [file.env, job.env]) {
    for (const [name, value] of resolved(level, within(scope))) scope.environment.set(name, value);
  }
  return scope;
}

function runJob(file: WorkflowFile, job: Job, call: Call, scope: Scope): Ran {
  const permissions = [job.permissions, file.permissions, call.permissions].find(({ kind }) => kind !== 'unset') ?? job.permissions;
  const head = { path: file.path, job, trigger: call.trigger, permissions };
  const given = byLowerCase(resolved(job.with, within(scope)));
  const input = (name: string): Text | undefined => given.get(name.toLowerCase());
  if (job.uses?.kind === 'local') {
    const inputs: Lookup = ([name = '']) => valueOf(input(name) ?? { text: '', holes: [] });
    const next = { ...call, doubt: scope.doubt, inputs, secrets: secretsGiven(job, scope), permissions, depth: call.depth + 1 };
    return { jobs: called(job.uses.path, next), output: outputUnknown(job) };
  }
  if (job.uses !== undefined) {
    return { jobs: [{ ...head, steps: [], calls: { action: job.uses, input, doubt: scope.doubt } }], output: outputUnknown(job) };
  }
  const steps: LiveStep[] = [];
  const live: LiveJob = { ...head, steps, calls: undefined };
  steps.push(...liveSteps(job.steps, scope, live));
  const output = (name: string): Value => valueOf(interpolate(job.outputs[name] ?? '', within(scope)));
  return { jobs: [live], output };
}

/** All that the caller has, or those that it names, which may be anything. */
function secretsGiven({ secrets }: Job, scope: Scope): Lookup {
  if (secrets === undefined || secrets === 'inherit') return scope.secrets;
  const given = byLowerCase(resolved(secrets, within(scope)));
  return (path) => valueOf(given.get((path[0] ?? '').toLowerCase()) ?? unknown(['secrets', ...path].join('.')));
}

const outputUnknown = ({ id }: Job) => (name: string): Value => open(`needs.${id}.outputs.${name}`);

function called(path: string, call: Call): readonly LiveJob[] {
  const file = call.facts.files.find((each) => each.path === path.replace(/^\.\//, ''));
  if (file === undefined || file.problems.length > 0 || call.depth > most.depth) return [];
  return file.on.some(({ event }) => event === 'workflow_call') ? jobsOf(file, call) : [];
}
