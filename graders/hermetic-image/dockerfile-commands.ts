import type { Instruction } from '../../src/collect/dockerfile/section.ts';
import { type Command, commandsOf } from './shell-commands.ts';
import { known } from './text.ts';

/** The commands of a RUN, in exec form, in shell form or as a heredoc. */
export function commandsOfRun({ keyword, exec, text, heredocs }: Instruction): readonly Command[] {
  if (keyword !== 'RUN') return [];
  if (exec !== undefined) return commandsOf(known(exec.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')));
  // A heredoc alone is the script; behind a command it is what the command reads.
  return commandsOf(known(/^<<-?\s*["']?\w/.test(text) ? heredocs.map((each) => each.text).join('\n') : text));
}

/** `go build`, of any path to go. */
export function programOf({ words }: Command): { readonly program: string; readonly args: readonly string[] } {
  const [first, ...rest] = words.map(({ text }) => text);
  return { program: first?.split('/').at(-1) ?? '', args: rest };
}
