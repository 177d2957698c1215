import type { Instruction, Stage } from '../../src/collect/dockerfile/section.ts';
import { commandsOfRun, programOf } from './dockerfile-commands.ts';
import { compilers, housekeeping } from './knowledge/toolchains.ts';
import type { Command } from './shell-commands.ts';

/** Whether it is a compiler at work, or a build tool. */
export function isCompiler(command: Command): boolean {
  const { program, args } = programOf(command);
  if (!Object.hasOwn(compilers, program)) return false;
  const verbs = compilers[program];
  return verbs === undefined || args.some((word) => verbs.has(word));
}

/** Whether it makes a program out of source: a compiler, or a script that may call one. */
export function isCompile(command: Command): boolean {
  if (isCompiler(command)) return true;
  const { program, args } = programOf(command);
  const script = /^(ba|da|z|a)?sh$/.test(program) ? args.find((word) => !word.startsWith('-')) : command.words[0]?.text;
  return script !== undefined && /\.(sh|bash)$|\/(build|compile|make)[\w-]*$/.test(script);
}

/** Whether a RUN may be what builds the server: a tool that isn't known gets the benefit of the doubt, a program at a path doesn't. */
export const mayCompile = (instruction: Instruction): boolean =>
  commandsOfRun(instruction).some((command) => isCompile(command) || isForeign(command));

function isForeign(command: Command): boolean {
  const { program, args } = programOf(command);
  const isPath = command.words[0]?.text.includes('/') === true;
  return !isPath && !housekeeping.has(program) && !Object.hasOwn(compilers, program) && !/^(ba|da|z|a)?sh$/.test(program) && args.length > 0;
}

/** Where a stage's `go build -o` puts the program, if it says so by an absolute path. */
export function outputOf({ instructions }: Stage): string | undefined {
  for (const command of instructions.flatMap(commandsOfRun).filter(isCompile)) {
    const { args } = programOf(command);
    const path = args[args.indexOf('-o') + 1];
    if (args.includes('-o') && path !== undefined && /^\/[\w./-]*\w$/.test(path)) return path;
  }
  return undefined;
}
