import { posix } from 'node:path';
import type { Problem, Step } from './section.ts';
import { bounded, boundedScript, optional, textMap } from './texts.ts';
import { type Entry, entryOf, type Tree, textOf, valueOf } from './tree.ts';
import { readUses } from './uses.ts';

/** What `defaults.run` says: where scripts run that don't say it, and by what. */
export type Defaults = { readonly folder: string | undefined; readonly shell: string | undefined };

/** The steps of a job or of a composite action. */
export function readSteps(entry: Entry | undefined, defaults: Defaults, problems: Problem[]): Step[] {
  if (entry === undefined) return [];
  if (entry.value.kind !== 'list' || entry.value.items.length === 0) {
    problems.push({ line: entry.line, message: 'steps is not a list of steps', fix: 'Begin each step with - below steps:.' });
    return [];
  }
  const steps = entry.value.items.flatMap((item) => readStep(item, defaults, problems));
  problems.push(...repeatedIds(steps));
  return steps;
}

function readStep(tree: Tree, defaults: Defaults, problems: Problem[]): Step[] {
  if (tree.kind !== 'map') {
    problems.push({ line: tree.line, message: 'a step is not a map', fix: 'Write - uses: <action> or - run: <command>.' });
    return [];
  }
  const uses = textOf(valueOf(tree, 'uses'));
  const run = valueOf(tree, 'run');
  const script = textOf(run);
  problems.push(...stepProblems(tree, uses, script));
  const workingDirectory = textOf(valueOf(tree, 'working-directory')) ?? defaults.folder;
  const shell = textOf(valueOf(tree, 'shell')) ?? defaults.shell;
  const step: Step = {
    line: tree.line,
    ...optional('id', valueOf(tree, 'id')),
    ...optional('name', valueOf(tree, 'name')),
    ...optional('if', valueOf(tree, 'if')),
    ...(uses !== undefined && { uses: readUses(bounded(uses)) }),
    ...(run?.kind === 'scalar' && { run: boundedScript(run.text), runLine: run.textLine }),
    ...(script !== undefined && workingDirectory !== undefined && { workingDirectory: relativeFolder(bounded(workingDirectory)) }),
    ...(script !== undefined && shell !== undefined && { shell: bounded(shell) }),
    ...optional('continueOnError', valueOf(tree, 'continue-on-error')),
    with: textMap(tree, 'with', problems),
    env: textMap(tree, 'env', problems),
  };
  return [step];
}

/** The workspace is the submission's root once it is checked out. */
function relativeFolder(written: string): string {
  const path = posix.normalize(written.replace(/^\$\{\{\s*github\.workspace\s*\}\}\/?/, './'));
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function stepProblems(tree: Tree, uses: string | undefined, run: string | undefined): Problem[] {
  const { line } = tree;
  if (uses !== undefined && run !== undefined) {
    return [{ line, message: 'the step has both uses and run', fix: 'Make it two steps.' }];
  }
  const entry = entryOf(tree, 'uses') ?? entryOf(tree, 'run');
  if (uses === undefined && run === undefined) {
    return [{ line: entry?.line ?? line, message: 'the step has neither uses nor run', fix: 'Write uses: <action> or run: <command>.' }];
  }
  if (uses === undefined || readUses(uses).kind !== 'unreadable') return [];
  return [{ line: entry?.line ?? line, message: `uses: ${bounded(uses)} names no action`, fix: 'Write <owner>/<name>@<commit>, ./<path> or docker://<image>.' }];
}

function repeatedIds(steps: readonly Step[]): Problem[] {
  const seen = new Set<string>();
  return steps.flatMap(({ id, line }) => {
    if (id === undefined) return [];
    const repeated = seen.has(id.toLowerCase());
    seen.add(id.toLowerCase());
    return repeated ? [{ line, message: `the step id ${id} is used twice in one job`, fix: 'Give one of the steps another id.' }] : [];
  });
}
