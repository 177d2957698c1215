import type { Step, WorkflowFacts } from '../../src/collect/workflow/section.ts';
import { own } from '../../src/evidence/own.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { once } from '../../src/grade/once.ts';
import { condition, interpolate, type Lookup } from './expression.ts';
import { open, scalar, sourceOf, truth, type Value, valueOf } from './expression-value.ts';
import { githubContext } from './github-context.ts';
import { quietActions } from './knowledge/quiet.ts';
import type { LiveJob } from './live-jobs.ts';
import type { Occasion } from './occasions.ts';
import { runOnce } from './script-runs.ts';
import { type Command, type Run, runScript, type Variables } from './shell-commands.ts';
import type { Exists } from './shell-test.ts';
import { succeeds } from './shell-status.ts';
import { outputOf, written } from './step-outputs.ts';
import { type StepShell, stepShell } from './step-shell.ts';
import { known, type Text, unknown } from './text.ts';

/** A step as it would run for one trigger. */
export type LiveStep = {
  readonly at: Location;
  readonly step: Step;
  readonly job: LiveJob;
  /** What decides whether it runs, where files can't tell: `vars.PUBLISH`. */
  readonly doubt: string | undefined;
  /** An input of its action; undefined: not given. */
  readonly input: (name: string) => Text | undefined;
  readonly variables: Variables;
  /** Of its script. */
  readonly commands: readonly Command[];
  /** What its script is given to. */
  readonly shell: StepShell;
};

/** What expressions can see where a step stands. */
export type Scope = {
  readonly facts: WorkflowFacts;
  readonly exists: Exists;
  readonly occasion: Occasion;
  readonly path: string;
  readonly inputs: Lookup;
  readonly secrets: Lookup;
  readonly needs: Lookup;
  readonly matrix: Lookup;
  readonly doubt: string | undefined;
  /** Jobs and steps that may still be read. */
  readonly budget: { parts: number };
  /** Grows as steps write to `$GITHUB_ENV`. */
  readonly environment: Map<string, Text>;
  /** Of the steps so far, by their ids. */
  readonly outputs: Map<string, (name: string) => Value>;
  /** What `success()` and `failure()` say. */
  readonly went: { readonly success: boolean; readonly failure: boolean };
  /** Of the job: whether a step has failed for certain, and whether one may have written variables that aren't in the files. */
  readonly progress: { failed: boolean; hidden: boolean };
};

/** https://docs.github.com/en/actions/reference/workflows-and-actions/contexts */
export function within(scope: Scope, environment: ReadonlyMap<string, Text> = scope.environment): Lookup {
  return ([context = '', ...path]) => {
    const [first = ''] = path;
    if (context === 'github') return githubContext(scope.occasion, path);
    if (context === 'env') return environment.has(first) || !scope.progress.hidden ? valueOf(environment.get(first) ?? known('')) : open(`env.${first}`);
    if (context === 'inputs') return scope.inputs(path);
    if (context === 'secrets') return scope.secrets(path);
    if (context === 'needs') return scope.needs(path);
    if (context === 'matrix') return scope.matrix(path);
    if (context === 'steps') return ofStep(scope, path);
    if (context === 'success()') return scalar(scope.went.success);
    if (context === 'failure()') return scalar(scope.went.failure);
    return open([context, ...path].join('.'));
  };
}

/** Of a step that was passed over, or that there isn't, nothing. */
function ofStep({ outputs }: Scope, path: readonly string[]): Value {
  const [id = '', part, name = ''] = path;
  const output = outputs.get(id.toLowerCase());
  if (part === 'outputs') return output?.(name) ?? scalar('');
  return output === undefined ? scalar('skipped') : open(`steps.${path.join('.')}`);
}

/** What a map of texts comes to. */
export const resolved = (texts: Readonly<Record<string, string>>, lookup: Lookup): ReadonlyMap<string, Text> =>
  new Map(Object.entries(texts).map(([name, text]) => [name, interpolate(text, lookup)]));

/** GitHub takes no notice of the case of inputs, ids and jobs. */
export const byLowerCase = (texts: ReadonlyMap<string, Text>): ReadonlyMap<string, Text> => new Map([...texts].map(([name, text]) => [name.toLowerCase(), text]));

/** A condition that doesn't is met only after success. */
export const asksHowItWent = (text: string | undefined): boolean => /\b(always|success|failure|cancelled)\s*\(/i.test(text ?? '');

/** Steps of composite actions of the submission stand in place of the step that calls them. */
export function liveSteps(steps: readonly Step[], scope: Scope, job: LiveJob, depth = 0): readonly LiveStep[] {
  return steps.flatMap((step) => {
    const { failed } = scope.progress;
    scope.budget.parts -= 1;
    if (scope.budget.parts < 0 || (failed && !asksHowItWent(step.if))) return [];
    const environment = new Map([...scope.environment, ...resolved(step.env, within(scope))]);
    const decision = step.if === undefined ? scalar(true) : condition(step.if, within({ ...scope, went: { success: !failed, failure: failed } }, environment));
    if (truth(decision) === false) return [];
    const doubt = scope.doubt ?? (truth(decision) === undefined ? sourceOf(decision) : undefined);
    const live = run(step, { ...scope, environment, doubt }, job, depth).map((each) => remember(each, scope));
    // Where it may not have run, or may go on, the job is not lost.
    if (truth(decision) !== true || (step.continueOnError ?? 'false') !== 'false') scope.progress.failed = failed;
    return live;
  });
}

function run(step: Step, scope: Scope, job: LiveJob, depth: number): readonly LiveStep[] {
  const lookup = within(scope);
  const given = byLowerCase(resolved(step.with, lookup));
  const composite = compositeOf(step, scope);
  if (composite !== undefined && depth < 4) {
    const inputs: Lookup = ([name = '']) => valueOf(given.get(name.toLowerCase()) ?? defaultOf(composite.defaults, name, lookup));
    const inner: Scope = { ...scope, path: composite.path, inputs, outputs: new Map() };
    const live = liveSteps(composite.steps, inner, job, depth + 1);
    if (step.id !== undefined) scope.outputs.set(step.id.toLowerCase(), (name) => valueOf(interpolate(own(composite.outputs ?? {}, name) ?? '', within(inner))));
    return live;
  }
  const variables: Variables = (name) => scope.environment.get(name) ?? ofGitHub(name, lookup);
  const shell = stepShell(step.shell === undefined ? undefined : interpolate(step.shell, lookup));
  const { commands, status } = runIn(shell, step, variables, scope);
  if (status.kind === 'known' && !status.ok) scope.progress.failed = true;
  const doubt = scope.doubt ?? (shell.kind === 'shell' ? shell.doubt : undefined);
  return [{ at: { path: scope.path, line: step.line }, step, job, doubt, input: (name) => given.get(name.toLowerCase()), variables, commands, shell }];
}

/** Early evidence holds no defaults, so that one may be missing there. */
function defaultOf(defaults: Readonly<Record<string, string>> | undefined, name: string, lookup: Lookup): Text {
  const found = Object.entries(defaults ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found === undefined ? unknown(`inputs.${name}`) : interpolate(found[1], lookup);
}

function runIn(shell: StepShell, step: Step, variables: Variables, scope: Scope): Run {
  if (step.run === undefined || shell.kind !== 'shell') return { commands: [], status: succeeds };
  const folder = interpolate(step.workingDirectory ?? '.', within(scope));
  const around = { variables, folder: folder.holes.length === 0 ? folder.text : undefined, exists: scope.exists, stopsOnFailure: shell.stopsOnFailure };
  const script = scriptWithout(step);
  return script === undefined ? runScript(interpolate(step.run, within(scope)), around) : runOnce(step, script, around, scope.environment);
}

/** The script of a step that has no expressions in it: the same text whatever starts it, so that it is read once. */
const scriptWithout = once(({ run: script }: Step): Text | undefined => (script === undefined || script.includes('${{') ? undefined : known(script)));

function compositeOf({ uses }: Step, { facts }: Scope) {
  if (uses?.kind !== 'local') return undefined;
  const folder = uses.path.replace(/^\.\//, '').replace(/\/$/, '');
  return facts.actions.find(({ path }) => path.replace(/\/?action\.ya?ml$/, '') === folder);
}

/** `GITHUB_REF_NAME` is `github.ref_name`. */
function ofGitHub(name: string, lookup: Lookup): Text | undefined {
  if (name === 'CI') return known('true');
  if (name.startsWith('RUNNER_')) return unknown(`runner.${name.slice('RUNNER_'.length).toLowerCase()}`);
  const key = /^GITHUB_([A-Z_]+)$/.exec(name)?.[1];
  if (key === undefined || key === 'ENV' || key === 'OUTPUT' || key === 'STEP_SUMMARY') return undefined;
  return interpolate(`\${{ github.${key.toLowerCase()} }}`, lookup);
}

/** What a step leaves for those after it. */
function remember(live: LiveStep, scope: Scope): LiveStep {
  const { id, uses, run: script } = live.step;
  if (id !== undefined) scope.outputs.set(id.toLowerCase(), (name) => outputOf(live, name));
  for (const [name, value] of written(live, 'GITHUB_ENV')) scope.environment.set(name, value);
  if (uses?.kind === 'repository' && uses.repository.toLowerCase() === 'docker/metadata-action') exportTags(live, scope);
  if ((uses !== undefined && !isQuiet(uses)) || script?.includes('GITHUB_ENV') === true || live.shell.kind === 'other') scope.progress.hidden = true;
  return live;
}

/** https://github.com/docker/metadata-action#environment-variables */
function exportTags(live: LiveStep, { environment }: Scope): void {
  for (const name of ['tags', 'labels', 'annotations']) {
    const value = outputOf(live, name);
    environment.set(`DOCKER_METADATA_OUTPUT_${name.toUpperCase()}`, value.kind === 'open' ? value.text : known(String(value.value)));
  }
}

const isQuiet = (uses: NonNullable<Step['uses']>): boolean => uses.kind === 'repository' && quietActions.has(uses.repository.toLowerCase());
