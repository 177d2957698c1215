import type { Instruction, Stage } from '../../src/collect/dockerfile/section.ts';
import { commandsOfRun, programOf } from './dockerfile-commands.ts';
import { compilers, housekeeping } from './knowledge/toolchains.ts';
import type { Command } from './shell-commands.ts';
import { hole } from './text.ts';

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
  for (const command of instructions.flatMap((each) => commandsOfRun(each)).filter(isCompile)) {
    const { args } = programOf(command);
    const path = args[args.indexOf('-o') + 1];
    if (args.includes('-o') && path !== undefined && /^\/[\w./-]*\w$/.test(path)) return path;
  }
  return undefined;
}

/** A call of Go, or of what takes its flags, that makes a program. */
export type GoBuild = {
  readonly verb: 'build' | 'install';
  /** `-C`, to where it goes first. */
  readonly folder: string | undefined;
  readonly output: string | undefined;
  /** As written; none means the package of the folder. */
  readonly packages: readonly string[];
  /** `-overlay`: a file that puts other sources in the place of some. */
  readonly overlay: string | undefined;
  /** `-toolexec`: a program that is put before the compiler. */
  readonly before: string | undefined;
  /** Holds something that only a run would tell. */
  readonly open: boolean;
};

const goLike = new Set(['go', 'xx-go', 'garble', 'tinygo']);
/** https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies */
const goSwitches = /^-?-(?:a|race|msan|asan|cover|v|work|x|linkshared|modcacherw|trimpath|json|buildvcs|literals|tiny|debug)$/;

/** `go build -n`: prints what it would do. */
export function onlyPrints(command: Command): boolean {
  const { program, args } = programOf(command);
  return goLike.has(program) && args.some((word) => /^--?n(?:=true)?$/.test(word));
}

/** Undefined: it is none, or only prints what it would do. */
export function goBuildOf(command: Command): GoBuild | undefined {
  if (onlyPrints(command)) return undefined;
  const { program, args } = programOf(command);
  const at = args.findIndex((word) => word === 'build' || word === 'install');
  const verb = args[at];
  if (!goLike.has(program) || (verb !== 'build' && verb !== 'install')) return undefined;
  const environment = command.variables('GOFLAGS')?.text.split(/\s+/) ?? [];
  const flags = new Map<string, string>();
  const packages: string[] = [];
  const words = [...environment.filter((word) => word.startsWith('-')), ...args.slice(at + 1)];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const [, name = '', value] = /^--?([\w-]+)(?:=([^]*))?$/.exec(word) ?? [];
    if (name === '') packages.push(word);
    else if (value !== undefined || goSwitches.test(word)) flags.set(name, value ?? 'true');
    else flags.set(name, words[(index += 1)] ?? '');
  }
  const told = [flags.get('o'), flags.get('C'), ...packages];
  return {
    verb,
    folder: flags.get('C'),
    output: flags.get('o'),
    packages,
    overlay: flags.get('overlay'),
    before: flags.get('toolexec'),
    open: told.some((word) => word?.includes(hole) === true),
  };
}
