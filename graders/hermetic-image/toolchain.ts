import type { Instruction, ParsedDockerfile, Stage } from '../../src/collect/dockerfile/section.ts';
import { commandsOfRun, programOf } from './dockerfile-commands.ts';
import { isCompile } from './go-build.ts';
import { packageManagers, toolchainArchives, toolchainFolders, toolchainImages, toolchainPackages } from './knowledge/toolchains.ts';
import { lineage, sourcesOf, stageCalled } from './stages.ts';

/** How a toolchain comes into a stage, in words that go on from "the image". */
export type Toolchain = {
  readonly line: number;
  readonly what: string;
  /** Words that the file has only where the toolchain is. */
  readonly sign: string;
};

/** The first of its FROM chain; undefined: nothing shows one. */
export function toolchainOf(file: ParsedDockerfile, stage: Stage): Toolchain | undefined {
  for (const each of lineage(file, stage)) {
    const found = ownToolchain(file, each);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ownToolchain(file: ParsedDockerfile, { base, line, instructions }: Stage): Toolchain | undefined {
  if (base.kind === 'image' && isToolchainImage(base.name)) return { line, what: `is built on \`${base.text.replace(/@.*$/, '')}\``, sign: base.text };
  for (const instruction of instructions) {
    const found = brought(file, instruction);
    if (found !== undefined) return { line: instruction.line, ...found };
  }
  return undefined;
}

const isToolchainImage = (name: string): boolean => toolchainImages.has(name.split('/').at(-1) ?? '');

type Brought = Omit<Toolchain, 'line'>;

function brought(file: ParsedDockerfile, instruction: Instruction): Brought | undefined {
  const { keyword, text } = instruction;
  if (keyword === 'ADD') return archive(text.split(/\s+/));
  if (keyword === 'COPY') return copiesToolchain(file, instruction) ? { what: 'copies the toolchain', sign: text } : undefined;
  for (const command of commandsOfRun(instruction)) {
    const { program, args } = programOf(command);
    const call = [program, ...args.slice(0, 1)].join(' ');
    if (isCompile(command)) return { what: `is compiled in, by \`${call}\``, sign: call };
    const installed = installedBy(program, args);
    if (installed !== undefined) return { what: `installs \`${installed}\``, sign: installed };
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
function copiesToolchain(file: ParsedDockerfile, instruction: Instruction): boolean {
  const words = instruction.exec ?? instruction.text.split(/\s+/);
  if (!words.slice(0, -1).some((word) => toolchainFolders.test(word))) return false;
  return sourcesOf(instruction).some((source) => {
    const stage = stageCalled(file, source);
    if (stage === undefined) return isToolchainImage(source.replace(/@.*$|:[^/]*$/, ''));
    // Of stages further up, so this ends.
    return file.stages.indexOf(stage) < file.stages.findIndex(({ instructions }) => instructions.includes(instruction)) && toolchainOf(file, stage) !== undefined;
  });
}

function installedBy(program: string, args: readonly string[]): string | undefined {
  const verbs = Object.hasOwn(packageManagers, program) ? packageManagers[program] : undefined;
  const verb = args.findIndex((word) => verbs?.has(word));
  return verb === -1 ? undefined : args.slice(verb + 1).find((word) => toolchainPackages.test(word));
}
