import type { Variables } from './shell-expansion.ts';
import { runCalculation, runCase, runFor, runGroup, runIf, runTest, runWhile } from './shell-blocks.ts';
import { type Command, deepest, leave, mayLeave, oneOf, runApart, type Runner, type Shell } from './shell-state.ts';
import { negated, type Status, succeeds, works } from './shell-status.ts';
import { syntaxOf } from './shell-syntax.ts';
import type { Exists } from './shell-test.ts';
import type { AndOr, Pipeline, ShellList, ShellNode } from './shell-tree.ts';
import { expander, runSimple } from './shell-words.ts';
import { expandText } from './shell-expansion.ts';
import type { Text } from './text.ts';

export type { Command, Redirect } from './shell-state.ts';
export type { Variables } from './shell-expansion.ts';

/** Where a script runs, and by what rules. */
export type Around = {
  readonly variables: Variables;
  /** Relative to the root; undefined: it is not known. */
  readonly folder: string | undefined;
  readonly exists: Exists;
  /** `set -e`, by which GitHub's shells begin. */
  readonly stopsOnFailure: boolean;
};

/** What a script does, and how it ends. */
export type Run = { readonly commands: readonly Command[]; readonly status: Status };

const mostCommands = 4_000;

/** The simple commands that a script runs, in order, those of its substitutions before the command that holds them. */
export const commandsOf = (script: Text, variables: Variables = () => undefined): readonly Command[] =>
  runScript(script, { variables, folder: '.', exists: () => undefined, stopsOnFailure: false }).commands;

/** As a POSIX shell or bash would run it, both ways where only a run would tell which. */
export function runScript(script: Text, { variables, folder, exists, stopsOnFailure }: Around): Run {
  const shell: Shell = {
    run: runner,
    commands: [],
    outer: variables,
    assigned: new Map(),
    lists: new Map(),
    functions: new Map(),
    aliases: new Set(),
    exists,
    budget: { left: mostCommands },
    depth: 0,
    clock: 0,
    folder,
    operands: undefined,
    reach: { kind: 'always' },
    status: succeeds,
    stopsOnFailure,
    conditions: 0,
    redirects: [],
  };
  runList(shell, syntaxOf(script));
  return { commands: shell.commands, status: shell.reach.kind === 'perhaps' && shell.status.kind === 'known' ? works(shell.reach.because) : shell.status };
}

const runner: Runner = {
  list: runList,
  node: (shell, node) => runNode(shell, node, undefined),
  text: (shell, text) => {
    if (shell.depth < deepest) runList(shell, syntaxOf(text));
  },
};

function runList(shell: Shell, list: ShellList): void {
  for (const item of list) {
    if (shell.reach.kind === 'never') return;
    if (item.kind === 'run') runAndOr(shell, item);
    else {
      mayLeave(shell, 'what a shell makes of the script', 'script');
      for (const part of item.parts) runNode(shell, part, undefined);
    }
  }
}

function runAndOr(shell: Shell, { first, rest, background }: AndOr): void {
  if (background) {
    runApart(shell, (child) => runAndOr(child, { first, rest, background: false }));
    shell.status = succeeds;
    return;
  }
  // Of a chain, only the last command that is run can stop the script.
  let last = first;
  runCondition(shell, rest.length > 0, first);
  for (const [index, { joint, pipeline }] of rest.entries()) {
    if (shell.reach.kind === 'never') return;
    if (chained(shell, joint, pipeline, index < rest.length - 1)) last = pipeline;
  }
  const { status } = shell;
  if (shell.reach.kind === 'never' || shell.conditions > 0 || !shell.stopsOnFailure) return;
  if (last !== (rest.at(-1)?.pipeline ?? first) || last.negated) return;
  if (status.kind === 'known' && !status.ok) leave(shell, 'script');
  if (status.kind === 'open' && status.nature === 'test') mayLeave(shell, status.because, 'script');
}

function runCondition(shell: Shell, isCondition: boolean, pipeline: Pipeline): void {
  shell.conditions += isCondition ? 1 : 0;
  runPipeline(shell, pipeline);
  shell.conditions -= isCondition ? 1 : 0;
}

/** False: it is passed over. */
function chained(shell: Shell, joint: '&&' | '||', pipeline: Pipeline, isCondition: boolean): boolean {
  const before = shell.status;
  const wanted = joint === '&&';
  if (before.kind === 'known' && before.ok !== wanted) return false;
  if (before.kind === 'known' || (before.nature === 'work' && wanted)) {
    runCondition(shell, isCondition, pipeline);
    return true;
  }
  const { reach } = shell;
  oneOf(shell, before.because, [() => runCondition(shell, true, pipeline), () => undefined]);
  // `docker build … || exit 1`: it goes on as its author expects.
  if (before.nature === 'work') shell.reach = reach;
  shell.status = before;
  return false;
}

function runPipeline(shell: Shell, { negated: isNegated, parts }: Pipeline): void {
  const [first] = parts;
  shell.conditions += isNegated ? 1 : 0;
  if (parts.length === 1 && first !== undefined) runNode(shell, first, undefined);
  else runParts(shell, parts);
  shell.conditions -= isNegated ? 1 : 0;
  if (isNegated) shell.status = negated(shell.status);
}

function runParts(shell: Shell, parts: readonly ShellNode[]): void {
  let input: Command | undefined;
  for (const part of parts) {
    const count = shell.commands.length;
    runApart(shell, (child) => runNode(child, part, input));
    input = shell.commands.length > count ? shell.commands.at(-1) : undefined;
  }
}

function runNode(shell: Shell, node: ShellNode, input: Command | undefined): void {
  switch (node.kind) {
    case 'simple':
      return runSimple(shell, node, input);
    case 'test':
      return runTest(shell, node.items);
    case 'arithmetic':
      return runCalculation(shell, node.words);
    case 'group':
      return runGroup(shell, node);
    case 'if':
      return runIf(shell, node.arms, node.otherwise);
    case 'while':
      return runWhile(shell, node);
    case 'for':
      return runFor(shell, node);
    case 'case':
      return runCase(shell, expandText(node.word, expander(shell)), node.arms);
    case 'function':
      shell.functions.set(node.name, node.body);
      shell.status = succeeds;
  }
}
