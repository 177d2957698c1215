import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { UnusableChallenge } from '../catalogue/challenge.ts';
import { UnusableGrader } from '../catalogue/find.ts';
import { RefusedBundle } from '../evidence/store.ts';
import { RubricError } from '../grade/rubric.ts';
import { UnusableSubmission } from '../submission/unusable.ts';
import { UnusableFolder } from '../tools/folder.ts';
import { type Called, inTheirWords, typed } from './called.ts';
import { type ExitCode, exitCodes, WrongUse } from './exit.ts';
import { ownVersion } from './version.ts';
import type { World } from './world.ts';

/** The `docc` command: runs one subcommand in a world, and answers with the exit code. Writes nothing else. */
export async function docc(args: readonly string[], world: World): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.graded;
  const program = await describe(world, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return explained(error, world);
  }
}

type Done = (code: ExitCode) => void;

async function describe(world: World, done: Done): Promise<Command> {
  const { version } = await ownVersion();
  const program = new Command(typed(world.called, ''))
    .description('Grades container and Kubernetes challenges: what was asked, what was seen, what to do.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => world.stdout.write(text), writeErr: (text) => world.stderr.write(text) })
    .addHelpText('after', examplesFor(world.called));
  addGrade(program, world, done);
  addRegrade(program, world, done);
  addExplain(program, world);
  addList(program, world);
  for (const command of [program, ...program.commands]) {
    const help = command === program ? '--help' : `${command.name()} --help`;
    command.showHelpAfterError(`Run ${typed(world.called, help)} for what it takes.`);
  }
  return program;
}

const examples = [
  ['grade ~/fork', 'grade a folder, as deep as this machine allows'],
  ['grade ~/fork --ref main', 'grade a commit, whatever lies in the work tree'],
  ['grade ~/fork --fail-under 70', 'exit with 1 below 70 points'],
  ['explain base-images-pinned', 'what a check asks, why, and examples'],
  ['list checks', 'every check that counts'],
] as const;

function examplesFor(called: Called): string {
  const lines = examples.map(([command, words]) => [typed(called, command), words] as const);
  const width = Math.max(...lines.map(([command]) => command.length));
  return `
Examples:
${lines.map(([command, words]) => `  ${command.padEnd(width)}   ${words}`).join('\n')}

Exit codes: 0 graded, 1 below --fail-under, 2 wrong use or unusable submission, 3 our fault (no point lost).`;
}

const challenge = () => new Option('--challenge <id or file>', 'what is asked').default('docc');
const format = () => new Option('--format <form>', 'what stdout gets').choices(['terminal', 'json', 'markdown']).default('terminal');
const failUnder = () => new Option('--fail-under <points>', 'exit with 1 when fewer points are earned').argParser(points);
const verbose = () => new Option('--verbose', 'list passed checks too');

// Each command's own code is loaded when it runs: `docc --help` needs none of it.
function addGrade(program: Command, world: World, done: Done): void {
  program
    .command('grade')
    .description('Collect evidence of a submission and grade it.')
    .argument('[folder]', 'the submission', '.')
    .option('--ref <commit>', 'a commit, branch or tag of its repository in place of the files as they lie')
    .addOption(new Option('--tier <tier>', 'how deep to look (default: as deep as this machine allows)').choices(['source', 'image', 'cluster', 'cloud']))
    .addOption(challenge())
    .addOption(new Option('--objective <id>', 'judge this one alone, and sooner; may be given several times').argParser(gathered))
    .addOption(format())
    .addOption(failUnder())
    .addOption(new Option('--as-of <date>', 'the date that support calendars are read at (default: now)').argParser(date))
    .addOption(new Option('--out <folder>', 'where report and evidence go').argParser(outputFolder).default('.docc'))
    .option('--fresh', 'collect everything anew, also where a run was cut off')
    .option('--quiet', 'no progress on stderr')
    .addOption(verbose())
    .action(async (folder: unknown, options: object) => done(await (await import('./grade.ts')).gradeCommand(world, { folder, ...options })));
}

function addRegrade(program: Command, world: World, done: Done): void {
  program
    .command('regrade')
    .description('Grade evidence again: no submission, no tools, the same bytes.')
    .argument('<evidence...>', 'folders that docc grade wrote, such as .docc/evidence')
    .addOption(challenge())
    .addOption(format())
    .addOption(failUnder())
    .addOption(verbose())
    .action(async (folders: unknown, options: object) => done(await (await import('./regrade.ts')).regradeCommand(world, { folders, ...options })));
}

function addExplain(program: Command, world: World): void {
  program
    .command('explain')
    .description('What a check asks, why, how to pass it: with a good and a bad example.')
    .argument('<check>', 'its id, as reports and docc list checks show it')
    .addOption(challenge())
    .action(async (id: unknown, options: object) => (await import('./explain.ts')).explainCommand(world, { id, ...options }));
}

function addList(program: Command, world: World): void {
  program
    .command('list')
    .description('What there is to grade and be graded by.')
    .addArgument(new Argument('[what]', 'what to list').choices(['checks', 'graders', 'challenges']))
    .addOption(challenge())
    .option('--json', 'as JSON')
    .action(async (what: unknown, options: object) => (await import('./list.ts')).listCommand(world, { ...(what !== undefined && { what }), json: false, ...options }));
}

function points(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It takes points, such as 70 or 62.5.');
  return value;
}

const gathered = (id: string, others: readonly string[] | undefined): readonly string[] => [...(others ?? []), id];

/** `--out=$UNSET` would be the working folder, which a submission lies in. */
function outputFolder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It takes a folder, such as .docc.');
  return text;
}

function date(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('It takes a date, such as 2026-11-01 or 2026-11-01T12:00:00Z.');
  return new Date(time).toISOString();
}

/** What went wrong, in one block that tells the repair; a stack only for what nobody foresaw. */
function explained(error: unknown, world: World): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.graded : exitCodes.wrongUse;
  const say = (text: string): unknown => world.stderr.write(`docc: ${inTheirWords(text, world.called)}\n`);
  if (world.signal.aborted) {
    say('stopped. What was collected stays; the same command goes on from there.');
    return exitCodes.stopped;
  }
  if (error instanceof RefusedBundle || error instanceof UnusableSubmission) {
    say(`${error.message} (${error.code})\n  ${error.repair}`);
    return exitCodes.wrongUse;
  }
  if (error instanceof WrongUse || error instanceof UnusableFolder || error instanceof UnusableChallenge) {
    say(error.message);
    return exitCodes.wrongUse;
  }
  const foreseen = error instanceof UnusableGrader || error instanceof RubricError;
  const shown = error instanceof Error && !foreseen ? (error.stack ?? error.message) : String(error instanceof Error ? error.message : error);
  say(`our fault, no point lost: ${shown}`);
  return exitCodes.fault;
}
