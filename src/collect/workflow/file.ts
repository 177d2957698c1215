import { readJobs } from './jobs.ts';
import { readPermissions } from './permissions.ts';
import { boundedProblems } from './recorded.ts';
import type { CompositeAction, Problem, WorkflowFile } from './section.ts';
import { readSteps } from './steps.ts';
import { givenTexts, optional, textMap, textsBelow } from './texts.ts';
import { entryOf, readTree, type Tree, textOf, valueOf } from './tree.ts';
import { readTriggers } from './triggers.ts';

/** Of one file, as JSON: the section as a whole must stay below 1 MiB. */
const mostRecorded = 256 * 1024;

export function readWorkflow(path: string, bytes: Uint8Array): WorkflowFile {
  const { tree, problems: syntax } = readTree(bytes);
  const problems: Problem[] = [];
  const file = {
    path,
    ...optional('name', valueOf(tree, 'name')),
    on: readTriggers(tree, problems),
    permissions: readPermissions(entryOf(tree, 'permissions'), problems),
    env: textMap(tree, 'env', problems),
    jobs: readJobs(tree, problems),
  };
  // Where nothing could be read, that on: and jobs: are missing is no news.
  const all = boundedProblems(tree.kind === 'map' || syntax.length === 0 ? [...syntax, ...problems] : syntax);
  if (fits({ ...file, problems: all })) return { ...file, problems: all };
  return { path, on: [], permissions: { kind: 'unset' }, env: {}, jobs: [], problems: [tooMuch, ...all] };
}

/** A composite action; undefined for one that is JavaScript or a container. */
export function readAction(path: string, bytes: Uint8Array): CompositeAction | undefined {
  const { tree, problems: syntax } = readTree(bytes);
  const runs = valueOf(tree, 'runs');
  const using = textOf(valueOf(runs, 'using'));
  if (syntax.length === 0 && using !== undefined && using !== 'composite') return undefined;
  const problems = [...syntax];
  if (using === undefined) problems.push(noUsing);
  const steps = readSteps(entryOf(runs, 'steps'), { folder: undefined, shell: undefined }, problems);
  problems.push(...withoutShell(valueOf(runs, 'steps')));
  const action = {
    path,
    ...givenTexts('defaults', textsBelow(valueOf(tree, 'inputs'), 'default')),
    ...givenTexts('outputs', textsBelow(valueOf(tree, 'outputs'), 'value')),
    steps,
    problems: boundedProblems(problems),
  };
  return fits(action) ? action : { path, steps: [], problems: [tooMuch] };
}

const noUsing: Problem = { line: 1, message: 'the action does not say what it runs', fix: 'Write runs:, and below it using: composite and steps:.' };

function withoutShell(steps: Tree | undefined): Problem[] {
  const scripts = steps?.kind === 'list' ? steps.items.filter((step) => valueOf(step, 'run') !== undefined) : [];
  return scripts
    .filter((step) => valueOf(step, 'shell') === undefined)
    .map(({ line }) => ({ line, message: 'a run step of a composite action has no shell', fix: 'Add shell: bash.' }));
}

const tooMuch: Problem = {
  line: 1,
  message: `the file holds more than the ${mostRecorded} bytes that can be recorded of it`,
  fix: 'Shorten it; move scripts into files of their own.',
};

const fits = (facts: object): boolean => Buffer.byteLength(JSON.stringify(facts)) <= mostRecorded;
