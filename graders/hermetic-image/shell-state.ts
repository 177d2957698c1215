import type { Variables } from './shell-expansion.ts';
import type { Status } from './shell-status.ts';
import type { ShellList, ShellNode } from './shell-tree.ts';
import type { Exists } from './shell-test.ts';
import { hole, isKnown, known, type Text, unknown } from './text.ts';

export type Redirect = {
  readonly operator: string;
  /** A file; of `<<<` and `<<` the text itself. */
  readonly target: Text;
};

export type Command = {
  /** Expanded as far as is known; the first is the program. */
  readonly words: readonly Text[];
  readonly redirects: readonly Redirect[];
  /** A variable's value where the command runs. */
  readonly variables: Variables;
  /** What writes into its standard input. */
  readonly input?: Command | undefined;
  /** Where it runs, relative to the root; undefined: the script went where it can't be followed. */
  readonly folder: string | undefined;
  /** Whether it runs for certain, or as an `if`, a test or another command decides. */
  readonly runs: 'always' | 'perhaps';
  /** What decides. */
  readonly because?: string;
  /** From 1, within the script. */
  readonly line: number;
};

/** Substitutions within substitutions, functions within functions: nobody goes further. */
export const deepest = 8;

/** How much is left behind: the rest of a loop's turn, the loop, the function, the script. */
export type Until = 'turn' | 'loop' | 'function' | 'script';

const width: Readonly<Record<Until, number>> = { turn: 0, loop: 1, function: 2, script: 3 };

/** Whether the shell comes to where it stands. */
export type Reach =
  | { readonly kind: 'always' }
  | { readonly kind: 'perhaps'; readonly because: string; readonly until: Until }
  | { readonly kind: 'never'; readonly until: Until };

type Assigned = { readonly at: number; readonly value: Text | undefined }[];

/** What runs what blocks, functions and builtins hold. */
export type Runner = {
  readonly list: (shell: Shell, list: ShellList) => void;
  readonly node: (shell: Shell, node: ShellNode) => void;
  /** A text that a shell is given to run. */
  readonly text: (shell: Shell, text: Text) => void;
};

/** A shell at work; a subshell is a copy. */
export type Shell = {
  readonly run: Runner;
  readonly commands: Command[];
  readonly outer: Variables;
  /** What each name was given, one after the other, and at which tick of the clock. */
  readonly assigned: Map<string, Assigned>;
  /** Undefined: as an undecided branch left it. */
  readonly lists: Map<string, readonly Text[] | undefined>;
  readonly functions: Map<string, ShellNode>;
  readonly aliases: Set<string>;
  readonly exists: Exists;
  /** Commands and turns of loops that may still be read. */
  readonly budget: { left: number };
  readonly depth: number;
  /** Ticks with each assignment. */
  clock: number;
  folder: string | undefined;
  /** What the script or function was called with. */
  operands: readonly Text[] | undefined;
  reach: Reach;
  status: Status;
  /** `set -e`. */
  stopsOnFailure: boolean;
  /** Conditions within conditions, in which nothing stops it. */
  conditions: number;
  /** Of a block, for all the commands in it. */
  redirects: readonly Redirect[];
};

export function variableOf(shell: Shell, name: string): Text | undefined {
  if (name === '?') return shell.status.kind === 'known' ? known(shell.status.ok ? '0' : '1') : unknown(shell.status.because);
  if (name === '#') return shell.operands && known(String(shell.operands.length));
  if (/^[1-9]$/.test(name)) return shell.operands && (shell.operands[Number(name) - 1] ?? known(''));
  return shell.assigned.get(name)?.at(-1)?.value ?? shell.outer(name);
}

/** What is assigned later is not for this command; copies of all variables would be many. */
export function seenNow({ assigned, outer, clock: now }: Shell, own: ReadonlyMap<string, Text>): Variables {
  return (name) => own.get(name) ?? assigned.get(name)?.findLast(({ at }) => at <= now)?.value ?? outer(name);
}

export function assign(shell: Shell, name: string, value: Text | undefined): void {
  shell.clock += 1;
  const given = shell.assigned.get(name);
  if (given === undefined) shell.assigned.set(name, [{ at: shell.clock, value }]);
  else given.push({ at: shell.clock, value });
}

/** `(…)`, `$(…)`, a part of a pipeline: what it changes is its own. */
const subshell = (shell: Shell): Shell => ({
  ...shell,
  outer: seenNow(shell, new Map()),
  assigned: new Map(),
  lists: new Map(shell.lists),
  functions: new Map(shell.functions),
  clock: 0,
  depth: shell.depth + 1,
});

/** In the shell itself, one level down: a function, a text. */
export function deeper(shell: Shell, operands: readonly Text[] | undefined, run: (inner: Shell) => void): void {
  if (shell.depth >= deepest) return;
  const inner: Shell = { ...shell, operands, depth: shell.depth + 1 };
  run(inner);
  Object.assign(shell, { ...inner, operands: shell.operands, depth: shell.depth });
}

export function runApart(shell: Shell, run: (child: Shell) => void): void {
  const child = subshell(shell);
  run(child);
  shell.status = child.status;
}

/** A path that a test names, from where the shell is. */
export const existsFrom = ({ exists, folder }: Shell): Exists => (path) => (folder === undefined || path.startsWith('/') ? undefined : exists(`${folder}/${path}`));

/** `exit`, `return`, `break` and the like: nothing more is done until that is left. */
export function leave(shell: Shell, until: Until): void {
  shell.reach = { kind: 'never', until };
}

/** What comes next is done only if this does not end it. */
export function mayLeave(shell: Shell, because: string, until: Until): void {
  if (shell.reach.kind === 'always') shell.reach = { kind: 'perhaps', because, until };
}

/** At the end of a loop's turn, a loop or a function: who left only that goes on. */
export function left(shell: Shell, level: Until, entry: Reach): void {
  if (shell.reach.kind !== 'always' && width[shell.reach.until] <= width[level]) shell.reach = entry;
}

/** Ways of which one is gone, and files can't tell which. */
export function oneOf(shell: Shell, because: string, ways: readonly (() => void)[]): void {
  const { reach: before, clock, folder } = shell;
  const lists = new Map(shell.lists);
  const inner: Reach = before.kind === 'perhaps' ? { ...before } : { kind: 'perhaps', because, until: 'turn' };
  const ends = ways.map((way) => {
    enter(shell, inner);
    way();
    const end = { reach: shell.reach, status: shell.status, folder: shell.folder, given: takenBack(shell, clock), lists: changed(shell, lists) };
    shell.folder = folder;
    return end;
  });
  const through = ends.filter(({ reach }) => reach.kind !== 'never');
  shell.reach = ends.every(({ reach }) => reach === inner) ? before : reachAfter(ends.map(({ reach }) => reach), inner, because);
  shell.status = statusAfter(ends.map(({ status }) => status), because);
  if (through.some((end) => end.folder !== folder)) shell.folder = through.every((end) => end.folder === through[0]?.folder) ? through[0]?.folder : undefined;
  for (const name of new Set(through.flatMap(({ given }) => [...given.keys()]))) {
    assign(shell, name, through.map(({ given }) => given.get(name) ?? variableOf(shell, name)).reduce((one, other) => either(name, one, other)));
  }
  for (const name of new Set(through.flatMap((end) => end.lists))) shell.lists.set(name, undefined);
}

function enter(shell: Shell, reach: Reach): void {
  shell.reach = reach;
}

/** What a way assigned; each variable has again what it had before. */
function takenBack(shell: Shell, since: number): ReadonlyMap<string, Text | undefined> {
  const given = new Map<string, Text | undefined>();
  for (const [name, values] of shell.assigned) {
    const last = values.at(-1);
    if (last === undefined || last.at <= since) continue;
    given.set(name, last.value);
    assign(shell, name, values.findLast(({ at }) => at <= since)?.value);
  }
  return given;
}

function changed(shell: Shell, before: ReadonlyMap<string, readonly Text[] | undefined>): readonly string[] {
  const names = [...shell.lists].filter(([name, list]) => before.get(name) !== list).map(([name]) => name);
  for (const name of names) {
    if (before.has(name)) shell.lists.set(name, before.get(name));
    else shell.lists.delete(name);
  }
  return names;
}

function reachAfter(ends: readonly Reach[], inner: Reach, because: string): Reach {
  const until = ends.flatMap((end) => (end.kind === 'always' || end === inner ? [] : [end.until])).reduce(wider, 'turn');
  if (ends.every(({ kind }) => kind === 'never')) return { kind: 'never', until };
  return { kind: 'perhaps', because: inner.kind === 'perhaps' ? inner.because : because, until };
}

const wider = (one: Until, other: Until): Until => (width[other] > width[one] ? other : one);

function statusAfter(ends: readonly Status[], because: string): Status {
  const [first] = ends;
  if (first?.kind === 'known' && ends.every((end) => end.kind === 'known' && end.ok === first.ok)) return first;
  return { kind: 'open', because, nature: ends.some((end) => end.kind === 'known' && !end.ok) ? 'test' : 'work' };
}

/** `domain/docc-sample:latest` or `domain/docc-sample:edge`: what they begin and end with is known. */
function either(name: string, one: Text | undefined, other: Text | undefined): Text | undefined {
  if (one === undefined || other === undefined) return unknown(`$${name}`);
  if (one.text === other.text && one.holes.join() === other.holes.join()) return one;
  if (!isKnown(one) || !isKnown(other)) return commonStart(name, one, other);
  const start = sharedLength(one.text, other.text);
  const rest = Math.min(one.text.length, other.text.length) - start;
  const end = Math.min(rest, sharedLength([...one.text].reverse().join(''), [...other.text].reverse().join('')));
  return { text: one.text.slice(0, start) + hole + one.text.slice(one.text.length - end), holes: [`$${name}`] };
}

function commonStart(name: string, one: Text, other: Text): Text {
  const text = one.text.slice(0, sharedLength(one.text, other.text));
  const count = text.split(hole).length - 1;
  const same = one.holes.slice(0, count).join() === other.holes.slice(0, count).join();
  return same ? { text: text + hole, holes: [...one.holes.slice(0, count), `$${name}`] } : unknown(`$${name}`);
}

function sharedLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.charAt(length) === other.charAt(length)) length += 1;
  return length;
}
