import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { UnusableChallenge } from '../catalogue/challenge.ts';
import { UnusableGrader } from '../catalogue/find.ts';
import { RefusedBundle } from '../evidence/store.ts';
import { RubricError } from '../grade/rubric.ts';
import { GitTrouble, UnusableSubmission } from '../submission/unusable.ts';
import { UnusableFolder } from '../tools/folder.ts';
import { named } from '../tools/installable.ts';
import { defaults } from './again.ts';
import { type Called, inTheirWords, typed } from './called.ts';
import { type ExitCode, exitCodes, WrongUse } from './exit.ts';
import { forms } from './show.ts';
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
  addSign(program, world);
  addVerify(program, world, done);
  addExplain(program, world);
  addList(program, world);
  addDiff(program, world);
  addDoctor(program, world);
  addInstall(program, world, done);
  addWatch(program, world, done);
  addCloud(program, world, done);
  addCompletion(program, world);
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
  ['diff before/.docc .docc', 'what was won and lost between two reports'],
  ['watch ~/fork', 'grade the files again on every save'],
  ['doctor', 'what this machine can reach, and what it lacks'],
  ['install source', 'fetch what the tier source lacks here'],
] as const;

function examplesFor(called: Called): string {
  const lines = examples.map(([command, words]) => [typed(called, command), words] as const);
  const width = Math.max(...lines.map(([command]) => command.length));
  return `
Examples:
${lines.map(([command, words]) => `  ${command.padEnd(width)}   ${words}`).join('\n')}

Exit codes: 0 graded, 1 below --fail-under, 2 wrong use or unusable submission, 3 our fault (no point lost).`;
}

const challenge = () => new Option('--challenge <id or file>', 'what is asked').default(defaults.challenge);
const format = () => new Option('--format <form>', 'what stdout gets').choices(forms.options).default('terminal');
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
    .addOption(new Option('--out <folder>', 'where report and evidence go').argParser(outputFolder).default(defaults.out))
    .option('--cluster <kubeconfig>', "a running kind cluster to use in place of one of docc's own; only what docc makes there is removed")
    .option('--save-image <file>', 'keep the image that is built, as an OCI archive')
    .option('--image <archive>', 'with --tier cluster: deploy this OCI archive in place of building one; @sha256:… behind it takes no other')
    .option('--keep', 'leave the cluster as it is at the end, and say how to look')
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

const signed = 'report.json, as docc grade wrote it';

function addSign(program: Command, world: World): void {
  program
    .command('sign')
    .description('Sign a report, bound to its commit, challenge, docc and evidence.')
    .argument('<report>', signed)
    .requiredOption('--key <file>', 'a private Ed25519 key, as PEM')
    .option('--evidence <folder>', 'what it was graded from (default: evidence/ beside the report)')
    .action(async (path: unknown, options: object) => (await import('./attest.ts')).signCommand(world, { path, ...options }));
}

function addVerify(program: Command, world: World, done: Done): void {
  program
    .command('verify')
    .description('Say what a signed report proves, without a network; exits with 1 where it proves nothing.')
    .argument('<report>', signed)
    .addOption(new Option('--key <file>', "the signer's public Ed25519 key, as PEM").conflicts(['bundle', 'trustedRoot', 'repository', 'workflow']))
    .option('--bundle <file>', 'or what the workflow that graded left of its signature, and who that has to be:')
    .option('--trusted-root <file>', 'whom to believe, from `gh attestation trusted-root`')
    .option('--repository <owner/name>', 'where the grading workflow ran')
    .option('--workflow <uses>', 'owner/docc/.github/workflows/grade.yml@commit, as the grading workflow calls it')
    .option('--evidence <folder>', 'compared where it is there (default: evidence/ beside the report)')
    .action(async (path: unknown, options: object) => done(await (await import('./attest.ts')).verifyCommand(world, { path, ...options })));
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

function addDiff(program: Command, world: World): void {
  program
    .command('diff')
    .description('What was won and lost between two reports, and why.')
    .argument('<before>', 'a report.json, or the folder that docc grade wrote it to')
    .argument('<after>', 'the later one')
    .action(async (before: unknown, after: unknown) => (await import('./diff.ts')).diffCommand(world, { before, after }));
}

function addDoctor(program: Command, world: World): void {
  program
    .command('doctor')
    .description('Which tiers this machine reaches, and the one command that adds the next.')
    .option('--json', 'as JSON')
    .action(async (options: object) => (await import('./doctor.ts')).doctorCommand(world, { json: false, ...options }));
}

function addInstall(program: Command, world: World, done: Done): void {
  program
    .command('install')
    .description("Bring the programs of a tier, or one program, to docc's cache: pinned, and checked before they are unpacked.")
    .addArgument(new Argument('<what...>', 'tiers, with what those below them need, and programs').choices(named))
    .option('--quiet', 'no progress on stderr')
    .action(async (what: unknown, options: object) => done(await (await import('./install.ts')).installCommand(world, { what, ...options })));
}

function addWatch(program: Command, world: World, done: Done): void {
  program
    .command('watch')
    .description('Grade the files on every save, and tell what that changed.')
    .argument('[folder]', 'the submission', '.')
    .addOption(challenge())
    .addOption(new Option('--out <folder>', 'where report and evidence go').argParser(outputFolder).default(defaults.out))
    .action(async (folder: unknown, options: object) => done(await (await import('./watch.ts')).watchCommand(world, { folder, ...options })));
}

function addCloud(program: Command, world: World, done: Done): void {
  const cloud = program.command('cloud').description("What docc's own deployments on AWS left standing, and their end.");
  const places = (command: Command): Command =>
    command
      .addOption(new Option('--zone <id>', 'a hosted zone that docc makes records in; may be given several times').argParser(gathered))
      .addOption(new Option('--cluster <name>', 'an EKS cluster that docc deploys to; may be given several times').argParser(gathered))
      .option('--kubeconfig <file>', 'of a cluster that stands for those of EKS')
      .option('--json', 'as JSON');
  places(cloud.command('status').description('What stands, for which submission, and until when.')).action(async (options: object) => done(await (await import('./cloud.ts')).cloudStatus(world, options)));
  places(cloud.command('teardown').description('Remove all of a submission, or all that is past its time; what docc did not mark is not touched.').argument('[submission]', '<repository id>-<commit>, as docc cloud status shows it'))
    .option('--expired', 'all that is past its time')
    .option('--dry-run', 'with --expired: say what would be removed')
    .action(async (submission: unknown, options: object) => done(await (await import('./cloud.ts')).cloudTeardown(world, { ...(submission !== undefined && { submission }), ...options })));
}

function addCompletion(program: Command, world: World): void {
  program
    .command('completion')
    .description('What a shell needs to complete docc: put its output where the shell looks.')
    .addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish']))
    .action(async (shell: unknown) => (await import('./completion.ts')).completionCommand(world, { shell, commands: program.commands }));
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
  const foreseen = error instanceof UnusableGrader || error instanceof RubricError || error instanceof GitTrouble;
  const shown = error instanceof Error && !foreseen ? (error.stack ?? error.message) : String(error instanceof Error ? error.message : error);
  say(`our fault, no point lost: ${shown}`);
  return exitCodes.fault;
}
