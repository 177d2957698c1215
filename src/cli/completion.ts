import { Command } from 'commander';
import { z } from 'zod';
import { type Completed, completionScripts, shells } from './completion-scripts.ts';
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
type Known = Readonly<Record<string, readonly string[]>>;

function completedOf(command: Command, known: Known): Completed {
  const [first] = command.registeredArguments;
  return {
    name: command.name(),
    words: command.description(),
    choices: first?.argChoices ?? known[first?.name() ?? ''] ?? [],
    options: command.options.flatMap(({ long, description, required, argChoices }) =>
      long === undefined || long === null ? [] : [{ flag: long, words: description, takesValue: required, choices: argChoices ?? known[long.slice(2)] ?? [] }]),
  };
}
