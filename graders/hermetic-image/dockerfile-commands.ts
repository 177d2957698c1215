import type { Instruction } from '../../src/collect/dockerfile/section.ts';
import { once } from '../../src/grade/once.ts';
import { nameOf } from './image-paths.ts';
import { type Command, commandsOf, type Variables } from './shell-commands.ts';
import { known, type Text } from './text.ts';

/** The commands of a RUN, in exec form, in shell form or as a heredoc. */
export const commandsOfRun = (instruction: Instruction, variables?: Variables): readonly Command[] =>
  variables === undefined ? withoutVariables(instruction) : instruction.keyword === 'RUN' ? commandsOf(script(instruction), variables) : [];

const withoutVariables = once((instruction: Instruction): readonly Command[] => (instruction.keyword === 'RUN' ? commandsOf(script(instruction)) : []));

/** The same text each time, so that it is read once. */
const script = once((instruction: Instruction): Text => known(scriptOf(instruction)));

/** What a RUN gives to a shell. */
export function scriptOf({ exec, text, heredocs }: Instruction): string {
  if (exec !== undefined) return exec.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  // A heredoc alone is the script; behind a command it is what the command reads.
  return /^<<-?\s*["']?\w/.test(text) ? heredocs.map((each) => each.text).join('\n') : text;
}

/** Run what follows them, in their own place. */
const prefixes = new Set(['env', 'exec', 'command', 'sudo', 'nice', 'nohup', 'time', 'strace']);

/** `go build`, of any path to go, whatever it is run by. */
export function programOf({ words }: Command): { readonly program: string; readonly args: readonly string[] } {
  let texts = words.map(({ text }) => text);
  while (prefixes.has(nameOf(texts[0] ?? ''))) {
    const next = texts.findIndex((word, index) => index > 0 && !word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word));
    if (next === -1) break;
    texts = texts.slice(next);
  }
  const [first = '', ...rest] = texts;
  return { program: nameOf(first), args: rest };
}
