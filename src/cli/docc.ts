import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { UnusableChallenge } from '../catalogue/challenge.ts';
import { UnusableGrader } from '../catalogue/find.ts';
import { RefusedBundle } from '../evidence/store.ts';
import { RubricError } from '../grade/rubric.ts';
import { UnusableSubmission } from '../submission/unusable.ts';
import { UnusableFolder } from '../tools/folder.ts';
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
  const program = new Command('docc')
    .description('Grades container and Kubernetes challenges: what was asked, what was seen, what to do.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => world.stdout.write(text), writeErr: (text) => world.stderr.write(text) })
    .showHelpAfterError('Run docc --help for what it takes.')
    .addHelpText('after', examples);
  addGrade(program, world, done);
  addRegrade(program, world, done);
  addExplain(program, world);
  addList(program, world);
  return program;
}

const examples = `
Examples:
  docc grade                        grade this folder, as deep as this machine allows
  docc grade ~/fork --ref main      grade a commit, whatever lies in the work tree
  docc grade . --fail-under 70      exit with 1 below 70 points
  docc explain base-images-pinned   what a check asks, why, and examples

Exit codes: 0 graded, 1 below --fail-under, 2 wrong use or unusable submission, 3 our fault (no point lost).`;

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
    .addOption(format())
    .addOption(failUnder())
    .addOption(new Option('--as-of <date>', 'the date that support calendars are read at (default: now)').argParser(date))
    .option('--out <folder>', 'where report and evidence go', '.docc')
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
    .addArgument(new Argument('<what>', 'challenges, graders or checks').choices(['challenges', 'graders', 'checks']))
    .addOption(challenge())
    .option('--json', 'as JSON')
    .action(async (what: unknown, options: object) => (await import('./list.ts')).listCommand(world, { what, json: false, ...options }));
}

function points(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new InvalidArgumentError('It takes points, such as 70 or 62.5.');
  return value;
}

function date(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new InvalidArgumentError('It takes a date, such as 2026-11-01 or 2026-11-01T12:00:00Z.');
  return new Date(time).toISOString();
}

/** What went wrong, in one block that tells the repair; a stack only for what nobody foresaw. */
function explained(error: unknown, world: World): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.graded : exitCodes.wrongUse;
  if (world.signal.aborted) {
    world.stderr.write('docc: stopped. What was collected stays; the same command goes on from there.\n');
    return exitCodes.stopped;
  }
  if (error instanceof RefusedBundle || error instanceof UnusableSubmission) {
    world.stderr.write(`docc: ${error.message} (${error.code})\n  ${error.repair}\n`);
    return exitCodes.wrongUse;
  }
  if (error instanceof WrongUse || error instanceof UnusableFolder || error instanceof UnusableChallenge) {
    world.stderr.write(`docc: ${error.message}\n`);
    return exitCodes.wrongUse;
  }
  const foreseen = error instanceof UnusableGrader || error instanceof RubricError;
  const shown = error instanceof Error && !foreseen ? (error.stack ?? error.message) : String(error instanceof Error ? error.message : error);
  world.stderr.write(`docc: our fault, no point lost: ${shown}\n`);
  return exitCodes.fault;
}
