import type { Instruction, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import { own } from '../../src/evidence/own.ts';
import { commandsOfRun, programOf } from './dockerfile-commands.ts';
import { isCompiler } from './go-build.ts';
import { packageManagers, toolchainArchives, toolchainFolders, toolchainImages, toolchainPackages } from './knowledge/toolchains.ts';
import { code } from '../../src/grade/markdown.ts';
import { sourcesOf, stageCalled } from './stages.ts';

/** How a toolchain comes into a stage, in words that go on from "the image". */
export type Toolchain = {
  readonly line: number;
  readonly what: string;
  /** Words that the file has only where the toolchain is. */
  readonly sign: string;
};

/** The first that a stage has, its own or of what it is built on; undefined: nothing shows one. */
export function toolchainOf(file: ParsedDockerfile, stage: Stage): Toolchain | undefined {
  // A stage takes only from those above it, so one pass in order knows them all.
  const found: Found = new Map();
  for (const each of file.stages) {
    const below = each.base.kind === 'stage' ? file.stages[each.base.index] : undefined;
    found.set(each, (below && found.get(below)) ?? ownToolchain(file, each, found));
  }
  return found.get(stage);
}

type Found = Map<Stage, Toolchain | undefined>;

function ownToolchain(file: ParsedDockerfile, { base, line, instructions }: Stage, found: Found): Toolchain | undefined {
  if (base.kind === 'image' && isToolchainImage(base.name)) return { line, what: `is built on ${code(base.text.replace(/@.*$/, ''))}`, sign: base.text };
  for (const instruction of instructions) {
    const what = brought(file, instruction, found);
    if (what !== undefined) return { line: instruction.line, ...what };
  }
  return undefined;
}

const isToolchainImage = (name: string): boolean => toolchainImages.has(name.split('/').at(-1) ?? '');

type Brought = Omit<Toolchain, 'line'>;

function brought(file: ParsedDockerfile, instruction: Instruction, found: Found): Brought | undefined {
  const { keyword, text } = instruction;
  if (keyword === 'ADD') return archive(text.split(/\s+/));
  if (keyword === 'COPY') return copiesToolchain(file, instruction, found) ? { what: 'copies the toolchain', sign: text } : undefined;
  for (const command of commandsOfRun(instruction)) {
    const { program, args } = programOf(command);
    const call = [program, ...args.slice(0, 1)].join(' ');
    if (isCompiler(command)) return { what: `is compiled in, by ${code(call)}`, sign: call };
    const installed = installedBy(program, args);
    if (installed !== undefined) return { what: `installs ${code(installed)}`, sign: installed };
    const fetched = archive(args);
    if (fetched !== undefined) return fetched;
  }
  return undefined;
}

function archive(words: readonly string[]): Brought | undefined {
  const sign = words.find((word) => toolchainArchives.test(word));
  return sign === undefined ? undefined : { what: "takes in Go's archive", sign };
}

/** Whole trees of a stage or image that has one, rather than the program it made. */
function copiesToolchain(file: ParsedDockerfile, instruction: Instruction, found: Found): boolean {
  const words = instruction.exec ?? instruction.text.split(/\s+/);
  if (!words.slice(0, -1).some((word) => toolchainFolders.test(word))) return false;
  return sourcesOf(instruction).some((source) => {
    const stage = stageCalled(file, source);
    return stage === undefined ? isToolchainImage(source.replace(/@.*$|:[^/]*$/, '')) : found.get(stage) !== undefined;
  });
}

function installedBy(program: string, args: readonly string[]): string | undefined {
  const verbs = own(packageManagers, program);
  const verb = args.findIndex((word) => verbs?.has(word));
  return verb === -1 ? undefined : args.slice(verb + 1).find((word) => toolchainPackages.test(word));
}
