import { runBuiltin } from './shell-builtins.ts';
import { expandText, expandWord, type Expander } from './shell-expansion.ts';
import { printedBy } from './shell-output.ts';
import { assign, type Command, deeper, leave, left, type Redirect, runApart, seenNow, type Shell, variableOf } from './shell-state.ts';
import { succeeds } from './shell-status.ts';
import type { RedirectNode, ShellNode, Word } from './shell-tree.ts';
import { hole, joined, type Text, unknown } from './text.ts';

/** Of a list: a script that doubles one ends here. */
const mostMembers = 500;

export const redirectOf = (shell: Shell, { operator, pieces }: RedirectNode): Redirect => ({ operator, target: expandText(pieces, expander(shell)) });

export function expander(shell: Shell): Expander {
  return {
    variables: (name) => variableOf(shell, name),
    members: (name) => (name === '@' ? shell.operands : shell.lists.get(name)),
    output: (script) => outputOf(shell, script),
  };
}

/** Of one command, or of one that reads what others print. */
function outputOf(shell: Shell, script: Text): Text {
  const count = shell.commands.length;
  runApart(shell, (child) => child.run.text(child, script));
  const made = shell.commands.slice(count);
  const isOneChain = made.every((command, index) => command.input === made[index - 1]);
  const last = made.at(-1);
  const text = isOneChain && last !== undefined ? printedBy(last) : undefined;
  return text === undefined ? unknown(`$(${script.text.replaceAll(hole, '…').slice(0, 80).trim()})`) : trimmedEnd(text);
}

const trimmedEnd = ({ text, holes }: Text): Text => ({ text: text.replace(/\n+$/, ''), holes });

type SimpleNode = Extract<ShellNode, { kind: 'simple' }>;

export function runSimple(shell: Shell, node: SimpleNode, input: Command | undefined): void {
  shell.budget.left -= 1;
  if (shell.budget.left < 0) return leave(shell, 'script');
  shell.status = succeeds;
  for (const { name, adds, words } of node.lists) {
    const members = words.flatMap((word) => expandWord(word, expander(shell)));
    const before = adds ? shell.lists.get(name) : [];
    shell.lists.set(name, before && [...before, ...members].slice(0, mostMembers));
  }
  const count = node.words.findIndex((word) => assignment(word) === undefined);
  const own = (count === -1 ? node.words : node.words.slice(0, count)).flatMap((word) => assignment(word) ?? []);
  const values = own.map(({ name, adds, pieces }) => [name, assigned(shell, name, adds, pieces)] as const);
  const words = count === -1 ? [] : node.words.slice(count).flatMap((word) => expandWord(word, expander(shell)));
  if (words.length > 0) return runWords(shell, node, words, new Map(values), input);
  for (const [name, value] of values) assign(shell, name, value);
}

const assigned = (shell: Shell, name: string, adds: boolean, pieces: Word): Text => {
  const value = expandText(pieces, expander(shell));
  return adds ? joined([variableOf(shell, name) ?? unknown(`$${name}`), value]) : value;
};

function assignment(word: Word): { readonly name: string; readonly adds: boolean; readonly pieces: Word } | undefined {
  const [first, ...rest] = word;
  if (first?.kind !== 'text' || first.quoted) return undefined;
  const [whole, name, plus] = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/.exec(first.text) ?? [];
  if (whole === undefined || name === undefined) return undefined;
  return { name, adds: plus === '+', pieces: [{ kind: 'text', text: first.text.slice(whole.length), quoted: true }, ...rest] };
}

function runWords(shell: Shell, node: SimpleNode, words: readonly Text[], own: ReadonlyMap<string, Text>, input: Command | undefined): void {
  const name = words[0]?.text ?? '';
  const body = shell.functions.get(name);
  if (body !== undefined) return callFunction(shell, body, words.slice(1));
  const command: Command = {
    words,
    redirects: [...node.redirects.map((each) => redirectOf(shell, each)), ...shell.redirects],
    variables: seenNow(shell, own),
    input,
    folder: shell.folder,
    ...whether(shell, name, own.get('PATH') ?? variableOf(shell, 'PATH')),
    line: node.line,
  };
  shell.commands.push(command);
  runBuiltin(shell, command);
}

function whether({ reach, aliases, outer }: Shell, name: string, path: Text | undefined): Pick<Command, 'runs' | 'because'> {
  if (reach.kind === 'perhaps') return { runs: 'perhaps', because: reach.because };
  // Of a search path that leaves out what was there before, nobody knows what it finds.
  const before = outer('PATH');
  if (path !== undefined && !path.holes.includes('$PATH') && (before === undefined || !path.text.includes(before.text))) return { runs: 'perhaps', because: 'what PATH leads to' };
  // dash follows it, bash only when told to.
  return aliases.has(name) ? { runs: 'perhaps', because: `whether the shell follows the alias ${name}` } : { runs: 'always' };
}

function callFunction(shell: Shell, body: ShellNode, operands: readonly Text[]): void {
  const entry = shell.reach;
  deeper(shell, operands, (inner) => inner.run.node(inner, body));
  left(shell, 'function', entry);
}
