import { z } from 'zod';
import { longest, oneLine } from '../publish/neutral.ts';
import { type Progress, progressOn } from '../publish/progress.ts';
import { type DownloadEvent, type Downloads, downloadsOf } from '../tools/program-download.ts';
import { DownloadFailed } from '../tools/program-download-trouble.ts';
import { type Installable, named, programsOf } from '../tools/installable.ts';
import { bringDatabase, type Installed, pinnedProgram } from '../tools/program-install.ts';
import { lookFor } from '../tools/program-version.ts';
import { inTheirWords } from './called.ts';
import { downloadWords } from './download-words.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import type { World } from './world.ts';

const options = z.strictObject({ what: z.array(z.enum(named)), quiet: z.literal(true).optional() });

type Installing = { readonly world: World; readonly downloads: Downloads; readonly progress: Progress };

/** `docc install`: brings programs to docc's cache that this machine lacks; nothing else of docc fetches any. */
export async function installCommand(world: World, given: unknown, downloads = downloadsOf(world.env, world.signal)): Promise<ExitCode> {
  const { what, quiet } = options.parse(given);
  const failures = await installAll(programsOf(what), { world, downloads, progress: progressOn(world.stderr, { quiet: quiet === true }) });
  for (const { message, code, repair } of failures) world.stderr.write(`docc: ${oneLine(message, longest.block)} (${code})\n  ${oneLine(inTheirWords(repair, world.called), longest.line)}\n`);
  return failures.length === 0 ? exitCodes.graded : exitCodes.fault;
}

/** One that can't be had keeps no other from being fetched; Ctrl-C ends them all. */
async function installAll(names: readonly Installable[], installing: Installing): Promise<readonly DownloadFailed[]> {
  const failures: DownloadFailed[] = [];
  try {
    for (const name of names) await install(name, installing).catch((error: unknown) => gathered(error, failures));
    return failures;
  } finally {
    installing.progress.end();
  }
}

function gathered(error: unknown, failures: DownloadFailed[]): void {
  if (!(error instanceof DownloadFailed) || error.code === 'stopped') throw error;
  failures.push(error);
}

async function install(name: Installable, installing: Installing): Promise<void> {
  const { world } = installing;
  const found = await lookFor(name, world);
  if (found.kind === 'unusable') throw new DownloadFailed('unusable-setting', found.fault.message, found.fault.repair);
  const here = found.kind === 'found' ? found : await fetched(name, installing);
  world.stdout.write(`${name} ${oneLine(here.version, longest.name)}  ${oneLine(here.path, longest.path)}\n`);
  if (name === 'trivy') await told('trivy’s database', installing, () => bringDatabase(here.path, installing.downloads));
}

async function fetched(name: Installable, { world, downloads, progress }: Installing): Promise<Installed> {
  const section = `${name} ${downloads.lock(name).pinned}`;
  const step = steps(world, (words) => progress.tell({ kind: 'step', section, step: words }));
  return await told(section, { world, progress }, () => pinnedProgram(name, downloads, step));
}

/** What is under way, and how it ends, to whoever waits. */
async function told<Result>(section: string, { world, progress }: Pick<Installing, 'world' | 'progress'>, work: () => Promise<Result>): Promise<Result> {
  const since = world.elapsed();
  const ended = (status: 'observed' | 'refused'): void => progress.tell({ kind: 'ended', section, seconds: world.elapsed() - since, status });
  progress.tell({ kind: 'started', section });
  try {
    const result = await work();
    ended('observed');
    return result;
  } catch (error) {
    ended('refused');
    throw error;
  }
}

/** A terminal is drawn anew ten times a second; a log gets a line now and then. */
const everySeconds = { terminal: 0.1, log: 5 };

function steps({ stderr, elapsed }: World, tell: (words: string) => void): (event: DownloadEvent) => void {
  let last = elapsed();
  return (event) => {
    const isDue = elapsed() - last >= everySeconds[stderr.isTTY ? 'terminal' : 'log'];
    if (event.kind === 'received' && !isDue) return;
    last = elapsed();
    tell(downloadWords(event));
  };
}
