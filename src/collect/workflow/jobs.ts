import { matrixOf } from './matrix.ts';
import { readPermissions } from './permissions.ts';
import type { Action, Job, Problem } from './section.ts';
import { type Defaults, readSteps } from './steps.ts';
import { bounded, optional, textMap } from './texts.ts';
import { type Entry, entryOf, type Tree, textOf, textsOf, valueOf } from './tree.ts';
import { readUses } from './uses.ts';

/** The jobs of a workflow. */
export function readJobs(file: Tree, problems: Problem[]): Job[] {
  const entry = entryOf(file, 'jobs');
  if (entry === undefined || entry.value.kind !== 'map' || entry.value.entries.length === 0) {
    const message = entry === undefined ? 'the workflow has no jobs:' : 'jobs: holds no job';
    problems.push({ line: entry?.line ?? 1, message, fix: 'Write jobs:, and below it a name, runs-on: and steps: for each.' });
    return [];
  }
  const defaults = defaultsOf(file, { folder: undefined, shell: undefined });
  const jobs = entry.value.entries.flatMap((job) => readJob(job, defaults, problems));
  const unknown = jobs.flatMap((job) => needProblems(job, jobs));
  problems.push(...unknown);
  if (unknown.length === 0 && jobs.length > 0 && jobs.every(({ needs }) => needs.length > 0)) problems.push(noFirst(entry.line));
  return jobs;
}

const noFirst = (line: number): Problem => ({
  line,
  message: 'every job needs another, so none can begin',
  fix: 'Take needs: out of the job that should run first.',
});

function defaultsOf(tree: Tree, outer: Defaults): Defaults {
  const run = valueOf(valueOf(tree, 'defaults'), 'run');
  return { folder: textOf(valueOf(run, 'working-directory')) ?? outer.folder, shell: textOf(valueOf(run, 'shell')) ?? outer.shell };
}

function readJob({ key, line, value }: Entry, defaults: Defaults, problems: Problem[]): Job[] {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) {
    const fix = 'Begin it with a letter or _, and go on with letters, digits, - and _.';
    problems.push({ line, message: `${bounded(key)} can't be the name of a job`, fix });
  }
  if (value.kind !== 'map') {
    problems.push({ line, message: `the job ${bounded(key)} is not a map`, fix: 'Write runs-on: and steps: below its name.' });
    return [];
  }
  const uses = textOf(valueOf(value, 'uses'));
  problems.push(...jobProblems(key, line, value, uses));
  const job: Job = {
    id: bounded(key),
    line,
    ...optional('name', valueOf(value, 'name')),
    ...optional('if', valueOf(value, 'if')),
    needs: textsOf(valueOf(value, 'needs')).map(bounded),
    ...environmentOf(valueOf(value, 'environment')),
    permissions: readPermissions(entryOf(value, 'permissions'), problems),
    ...(uses !== undefined && { uses: readUses(bounded(uses)) }),
    with: textMap(value, 'with', problems),
    ...secretsOf(value, problems),
    env: textMap(value, 'env', problems),
    outputs: textMap(value, 'outputs', problems),
    ...matrixOf(entryOf(valueOf(value, 'strategy'), 'matrix')),
    ...optional('continueOnError', valueOf(value, 'continue-on-error')),
    steps: readSteps(entryOf(value, 'steps'), defaultsOf(value, defaults), problems),
  };
  return [job];
}

/** A name, or a map with one. */
const environmentOf = (tree: Tree | undefined): { readonly environment?: string } => optional('environment', valueOf(tree, 'name') ?? tree);

function secretsOf(job: Tree, problems: Problem[]): Pick<Job, 'secrets'> {
  const secrets = valueOf(job, 'secrets');
  if (secrets === undefined) return {};
  return { secrets: textOf(secrets) === 'inherit' ? 'inherit' : textMap(job, 'secrets', problems) };
}

function jobProblems(key: string, line: number, job: Tree, uses: string | undefined): Problem[] {
  const steps = entryOf(job, 'steps');
  if (uses !== undefined) {
    if (steps !== undefined) return [{ line: steps.line, message: `the job ${key} has both uses and steps`, fix: 'Make it two jobs.' }];
    return isWorkflow(readUses(uses)) ? [] : [{ line, message: `uses: ${bounded(uses)} names no workflow`, fix: workflowForm }];
  }
  const missing = ['runs-on', 'steps'].filter((name) => entryOf(job, name) === undefined);
  if (missing.length === 0) return [];
  return [{ line, message: `the job ${bounded(key)} has no ${missing.join(' and no ')}`, fix: `Add ${missing.map((name) => `${name}:`).join(' and ')} to it.` }];
}

const workflowForm = 'Write ./.github/workflows/<file> or <owner>/<name>/.github/workflows/<file>@<commit>.';

const isWorkflow = (action: Action): boolean =>
  (action.kind === 'local' || action.kind === 'repository') && /^\.github\/workflows\/[^/]+\.ya?ml$/.test(action.path ?? '');

function needProblems({ id, line, needs }: Job, jobs: readonly Job[]): Problem[] {
  const unknown = needs.filter((need) => !jobs.some((job) => job.id.toLowerCase() === need.toLowerCase()));
  return unknown.map((need) => ({ line, message: `the job ${id} needs ${need}, which is no job`, fix: `Write the name of a job in place of ${need}.` }));
}
