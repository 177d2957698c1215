import { expandText, expandWord } from './shell-expansion.ts';
import { matches } from './shell-pattern.ts';
import { assign, existsFrom, leave, left, oneOf, runApart, type Shell } from './shell-state.ts';
import { ended, hangsOn, openIn, type Status, succeeds } from './shell-status.ts';
import { testedItems, type TestItem } from './shell-test.ts';
import { bare, type CaseArm, type ShellList, type ShellNode, type Word } from './shell-tree.ts';
import { expander, redirectOf } from './shell-words.ts';
import { hole, joined, type Text, unknown } from './text.ts';

/** Turns of a loop that are read. */
const mostTurns = 50;

export function runTest(shell: Shell, items: readonly (Word | string)[]): void {
  shell.status = testedItems(items.map((item) => itemOf(shell, item)), true, existsFrom(shell));
}

const itemOf = (shell: Shell, item: Word | string): TestItem => {
  if (typeof item === 'string') return { kind: 'operator', text: item };
  const text = bare(item);
  return text !== undefined && /^(!|-[a-z]|[=!]=|=~?|-[a-z]{2})$/.test(text) ? { kind: 'operator', text } : { kind: 'word', text: expandText(item, expander(shell)) };
};

/** `(( 1 ))`: nothing but a number is calculated here. */
export function runCalculation(shell: Shell, words: readonly Word[]): void {
  const text = joined(words.map((word) => expandText(word, expander(shell))), ' ');
  shell.status = /^\d+$/.test(text.text) ? ended(Number(text.text) !== 0) : hangsOn('what a calculation comes to');
}

export function runGroup(shell: Shell, { body, subshell: apart, redirects }: Extract<ShellNode, { kind: 'group' }>): void {
  const outer = shell.redirects;
  shell.redirects = [...outer, ...redirects.map((each) => redirectOf(shell, each))];
  if (apart) runApart(shell, (child) => shell.run.list(child, body));
  else shell.run.list(shell, body);
  shell.redirects = outer;
}

export function runIf(shell: Shell, [arm, ...others]: readonly { readonly test: ShellList; readonly body: ShellList }[], otherwise: ShellList): void {
  if (arm === undefined) {
    shell.status = succeeds;
    return shell.run.list(shell, otherwise);
  }
  const asked = statusOfTest(shell, arm.test);
  if (shell.reach.kind === 'never') return;
  if (asked.kind === 'open') return oneOf(shell, asked.because, [() => shell.run.list(shell, arm.body), () => runIf(shell, others, otherwise)]);
  return asked.ok ? shell.run.list(shell, arm.body) : runIf(shell, others, otherwise);
}

function statusOfTest(shell: Shell, list: ShellList): Status {
  shell.conditions += 1;
  shell.status = succeeds;
  shell.run.list(shell, list);
  shell.conditions -= 1;
  return shell.status;
}

/** One turn tells what is run. A loop that nothing ends keeps the script from going on. */
export function runWhile(shell: Shell, { until, test, body }: Extract<ShellNode, { kind: 'while' }>): void {
  const asked = statusOfTest(shell, test);
  const entry = shell.reach;
  if (entry.kind === 'never') return;
  if (asked.kind === 'open') {
    oneOf(shell, asked.because, [() => turn(shell, body), () => undefined]);
    left(shell, 'loop', entry);
  } else if (asked.ok !== until) {
    turn(shell, body);
    const isEndless = shell.reach === entry;
    left(shell, 'loop', entry);
    if (isEndless) leave(shell, 'script');
  }
  shell.status = succeeds;
}

/** Once through the body of a loop. False: no turn comes after it. */
function turn(shell: Shell, body: ShellList): boolean {
  const entry = shell.reach;
  shell.budget.left -= 1;
  shell.run.list(shell, body);
  left(shell, 'turn', entry);
  return shell.reach.kind !== 'never' && shell.budget.left > 0;
}

export function runFor(shell: Shell, { name, words, counts, body }: Extract<ShellNode, { kind: 'for' }>): void {
  const entry = shell.reach;
  const members = words?.flatMap((word) => expandWord(word, expander(shell))) ?? shell.operands ?? [];
  shell.status = succeeds;
  if (counts !== undefined) {
    if (counts.begins === undefined) oneOf(shell, 'what a loop counts', [() => turn(shell, body), () => undefined]);
    else if (counts.begins) turn(shell, body);
  } else for (const member of members.slice(0, mostTurns)) {
    assign(shell, name, member.text === hole ? unknown(`$${name}`) : member);
    // A variable that stands alone may hold nothing, and then there is no turn.
    if (member.text === hole) oneOf(shell, member.holes[0] ?? '', [() => turn(shell, body), () => undefined]);
    else if (!turn(shell, body)) break;
  }
  left(shell, 'loop', entry);
}

export function runCase(shell: Shell, word: Text, [arm, ...others]: readonly CaseArm[]): void {
  shell.status = succeeds;
  shell.budget.left -= 1;
  if (arm === undefined || shell.budget.left < 0) return;
  const answers = arm.patterns.map((pattern) => matches(expandText(pattern, expander(shell)), word));
  const run = (): void => {
    shell.run.list(shell, arm.body);
    if (arm.falls && shell.reach.kind !== 'never') runCase(shell, word, others);
  };
  if (answers.includes(true)) return run();
  if (!answers.includes(undefined)) return runCase(shell, word, others);
  oneOf(shell, openIn(word), [run, () => runCase(shell, word, others)]);
}
