import type { Step, Trigger, WorkflowFacts } from '../../src/collect/workflow/section.ts';
import type { Location } from '../../src/grade/judgement.ts';
import { condition, interpolate, type Lookup } from './expression.ts';
import { open, scalar, sourceOf, truth, type Value, valueOf } from './expression-value.ts';
import { githubContext } from './github-context.ts';
import type { LiveJob } from './live-jobs.ts';
import { type Command, commandsOf, type Variables } from './shell-commands.ts';
import { outputOf, written } from './step-outputs.ts';
import { type Text, unknown } from './text.ts';

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
};

/** What expressions can see where a step stands. */
export type Scope = {
  readonly facts: WorkflowFacts;
  readonly trigger: Trigger;
  readonly path: string;
  readonly inputs: Lookup;
  readonly secrets: Lookup;
  readonly needs: Lookup;
  readonly doubt: string | undefined;
  /** Jobs and steps that may still be read. */
  readonly budget: { parts: number };
  /** Grows as steps write to `$GITHUB_ENV`. */
  readonly environment: Map<string, Text>;
  /** Of the steps so far, by their ids. */
  readonly outputs: Map<string, (name: string) => Value>;
};

/** https://docs.github.com/en/actions/reference/workflows-and-actions/contexts */
export function within(scope: Scope, environment: ReadonlyMap<string, Text> = scope.environment): Lookup {
  return ([context = '', ...path]) => {
    const [first = '', , name = ''] = path;
    if (context === 'github') return githubContext(scope.trigger, path);
    if (context === 'env') return valueOf(environment.get(first) ?? { text: '', holes: [] });
    if (context === 'inputs') return scope.inputs(path);
    if (context === 'secrets') return scope.secrets(path);
    if (context === 'needs') return scope.needs(path);
    if (context === 'steps') return scope.outputs.get(first.toLowerCase())?.(name) ?? open(`steps.${path.join('.')}`);
    return open([context, ...path].join('.'));
  };
}

/** What a map of texts comes to. */
export const resolved = (texts: Readonly<Record<string, string>>, lookup: Lookup): ReadonlyMap<string, Text> =>
  new Map(Object.entries(texts).map(([name, text]) => [name, interpolate(text, lookup)]));

/** GitHub takes no notice of the case of inputs, ids and jobs. */
export const byLowerCase = (texts: ReadonlyMap<string, Text>): ReadonlyMap<string, Text> => new Map([...texts].map(([name, text]) => [name.toLowerCase(), text]));

/** Steps of composite actions of the submission stand in place of the step that calls them. */
export function liveSteps(steps: readonly Step[], scope: Scope, job: LiveJob, depth = 0): readonly LiveStep[] {
  return steps.flatMap((step) => {
    scope.budget.parts -= 1;
    if (scope.budget.parts < 0) return [];
    const environment = new Map([...scope.environment, ...resolved(step.env, within(scope))]);
    const lookup = within(scope, environment);
    const decision = step.if === undefined ? scalar(true) : condition(step.if, lookup);
    if (truth(decision) === false) return [];
    const doubt = scope.doubt ?? (truth(decision) === undefined ? sourceOf(decision) : undefined);
    return run(step, { ...scope, environment, doubt }, job, depth).map((live) => remember(live, scope));
  });
}

function run(step: Step, scope: Scope, job: LiveJob, depth: number): readonly LiveStep[] {
  const lookup = within(scope);
  const given = byLowerCase(resolved(step.with, lookup));
  const composite = compositeOf(step, scope);
  if (composite !== undefined && depth < 4) {
    const inputs: Lookup = ([name = '']) => valueOf(given.get(name.toLowerCase()) ?? unknown(`inputs.${name}`));
    return liveSteps(composite.steps, { ...scope, path: composite.path, inputs, outputs: new Map() }, job, depth + 1);
  }
  const variables: Variables = (name) => scope.environment.get(name) ?? ofGitHub(name, lookup);
  const commands = step.run === undefined ? [] : commandsOf(interpolate(step.run, lookup), variables);
  const at = { path: scope.path, line: step.line };
  return [{ at, step, job, doubt: scope.doubt, input: (name) => given.get(name.toLowerCase()), variables, commands }];
}

function compositeOf({ uses }: Step, { facts }: Scope) {
  if (uses?.kind !== 'local') return undefined;
  const folder = uses.path.replace(/^\.\//, '').replace(/\/$/, '');
  return facts.actions.find(({ path }) => path.replace(/\/?action\.ya?ml$/, '') === folder);
}

/** `GITHUB_REF_NAME` is `github.ref_name`. */
function ofGitHub(name: string, lookup: Lookup): Text | undefined {
  const key = /^GITHUB_([A-Z_]+)$/.exec(name)?.[1];
  if (key === undefined || key === 'ENV' || key === 'OUTPUT' || key === 'STEP_SUMMARY') return undefined;
  return interpolate(`\${{ github.${key.toLowerCase()} }}`, lookup);
}

/** What a step leaves for those after it. */
function remember(live: LiveStep, scope: Scope): LiveStep {
  const { id } = live.step;
  if (id !== undefined) scope.outputs.set(id.toLowerCase(), (name) => outputOf(live, name));
  for (const [name, value] of written(live, 'GITHUB_ENV')) scope.environment.set(name, value);
  return live;
}
