import { posix } from 'node:path';
import { cleanPath } from './paths.ts';
import { simpleCommands } from './shellscript.ts';

/** A command of a script, with what is known of its variables filled in. */
export type Command = {
  readonly words: readonly string[];
  /** Where it runs, relative to the root; undefined once the script went where it can't be followed. */
  readonly folder: string | undefined;
  readonly line: number;
};

export type Script = {
  readonly text: string;
  /** The line of the first line of `text`. */
  readonly line: number;
  readonly folder: string;
  readonly variables: ReadonlyMap<string, string>;
  /** In a Makefile every line is a shell of its own. */
  readonly shellPerLine: boolean;
};

const mostVariables = 500;
const longestValue = 1_000;

/** The commands of a script in order, as far as they can be told without running it. */
export function commandsOf(script: Script): Command[] {
  const commands: Command[] = [];
  const variables = new Map(script.variables);
  let folder: string | undefined = script.folder;
  let row = 0;
  for (const { words: written, line } of simpleCommands(script.text)) {
    if (script.shellPerLine && line !== row) folder = script.folder;
    row = line;
    const words = withoutPrefix(written.map((word) => filledIn(word, variables)), variables);
    const [program, operand = '.'] = words;
    if (program === 'cd' || program === 'pushd') folder = goTo(folder, operand);
    else if (program !== undefined) commands.push({ words, folder, line: script.line + line });
  }
  return commands;
}

/** `folder/operand`, unless that is outside the submission or not to be told. */
export function goTo(folder: string | undefined, operand: string): string | undefined {
  if (folder === undefined || operand.startsWith('/') || isOpen(operand)) return undefined;
  const path = cleanPath(posix.join(folder, operand));
  return path === '..' || path.startsWith('../') ? undefined : path;
}

/** Holds something that only a run would tell. */
export const isOpen = (word: string): boolean => /[$`]|\{\{/.test(word);

const assignment = /^([A-Za-z_]\w*)(?::|\?|::)?=(.*)$/s;
/** What may stand before a program: of shells, of Makefiles and of Taskfiles. */
const wrappers = new Set(['sudo', 'time', 'exec', 'env', 'command', 'if', 'then', 'do', 'else', 'export', '!', '{', '-', 'cmd:', 'run:']);

/** Learns assignments, and drops them and words such as `sudo` before the program. `A := b` is how Makefiles have it. */
function withoutPrefix(words: readonly string[], variables: Map<string, string>): readonly string[] {
  const [first = '', operator = '', ...rest] = words;
  if (/^(?::|\?|::)?=$/.test(operator)) {
    learn(variables, first, rest.join(' '));
    return [];
  }
  for (const [index, word] of words.entries()) {
    const bare = index === 0 ? word.replace(/^[@+-]+(?=\w)/, '') : word;
    const [, name, value = ''] = assignment.exec(bare) ?? [];
    if (name !== undefined) learn(variables, name, value);
    else if (!wrappers.has(bare)) return [bare, ...words.slice(index + 1)];
  }
  return [];
}

function learn(variables: Map<string, string>, name: string, value: string): void {
  if (variables.size < mostVariables && value.length <= longestValue) variables.set(name, value);
}

/** `$x`, `${x}`, `${x:-fallback}` and the `$(x)` of Makefiles. */
function filledIn(word: string, variables: ReadonlyMap<string, string>): string {
  let room = longestValue;
  return word.replace(/\$(?:\{(\w+)(?::?-([^}$]*))?\}|\((\w+)\)|(\w+))/g, (whole: string, ...groups: unknown[]) => {
    const [braced, fallback, made, plain] = groups;
    const name = [braced, made, plain].find((group) => typeof group === 'string');
    const value = (typeof name === 'string' ? variables.get(name) : undefined) ?? (typeof fallback === 'string' ? fallback : whole);
    room -= value.length;
    return room < 0 ? whole : value;
  });
}
