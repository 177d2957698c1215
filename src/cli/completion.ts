import { Command, type Option } from 'commander';
import { z } from 'zod';
import { type Completed, type CompletedOption, completionScripts, type Expected, shells } from './completion-scripts.ts';
import { challengeIds, challengePath, loadRubric } from './rubric.ts';
import type { World } from './world.ts';

const options = z.strictObject({ shell: z.enum(shells), commands: z.array(z.instanceof(Command)) });

/** `docc completion`: the script of a shell, made of the commands as they are, and of the ids of checks, objectives and challenges. */
export async function completionCommand(world: World, given: unknown): Promise<void> {
  const { shell, commands } = options.parse(given);
  const [rubric, challenges] = await Promise.all([loadRubric(challengePath('docc', world.cwd), world.findGraders), challengeIds()]);
  const known: Known = { check: rubric.order.map(({ id }) => id), objective: rubric.objectives.map(({ id }) => id), challenge: challenges };
  world.stdout.write(completionScripts[shell](commands.map((command) => completedOf(command, known))));
}

/** Ids that an argument or an option of that name may be. */
type Known = Readonly<Record<string, readonly string[] | undefined>>;

function completedOf(command: Command, known: Known): Completed {
  // Of commands within a command, what any of them takes.
  const options = new Map([command, ...command.commands].flatMap((each) => each.options).map((option) => [option.long, option]));
  return { name: command.name(), words: command.description(), argument: argumentOf(command, known), options: [...options.values()].flatMap((option) => optionOf(option, known)) };
}

function argumentOf({ commands, registeredArguments: [first] }: Command, known: Known): Expected {
  if (commands.length > 0) return { kind: 'choice', of: commands.map((each) => each.name()) };
  return first === undefined ? { kind: 'text' } : expectedOf(first.name(), first.argChoices ?? known[first.name()]);
}

function optionOf({ long, flags, description, required, argChoices }: Option, known: Known): readonly CompletedOption[] {
  if (long === undefined || long === null) return [];
  const [, taken = ''] = /<(.*)>/.exec(flags) ?? [];
  return [{ flag: long, words: description, value: required ? expectedOf(taken, argChoices ?? known[long.slice(2)]) : undefined }];
}

const paths: ReadonlySet<string> = new Set(['folder', 'file', 'archive', 'kubeconfig', 'evidence', 'report', 'before', 'after']);

function expectedOf(name: string, choices: readonly string[] | undefined): Expected {
  if (choices !== undefined) return { kind: 'choice', of: choices };
  return { kind: paths.has(name) ? 'path' : 'text' };
}
