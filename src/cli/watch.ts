import { relative, resolve, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Report } from '../grade/report.ts';
import { difference } from '../publish/difference.ts';
import { standing, title } from '../publish/words.ts';
import { UnusableSubmission } from '../submission/unusable.ts';
import { UnusableFolder } from '../tools/folder.ts';
import { type ExitCode, exitCodes, exitWords, WrongUse } from './exit.ts';
import { watchFolder } from './folder-watch.ts';
import { type Graded, gradesOf } from './grade.ts';
import { inColour } from './show.ts';
import type { World } from './world.ts';

const options = z.strictObject({ folder: z.string(), challenge: z.string(), out: z.string() });

/** An editor writes a file in several steps, and people save several files at once: where the first was not all, the last is waited for. */
const quietMs = 80;

/** Folders whose changes are no change of a submission: what git, docc and other tools keep for themselves. */
const notTheirs = new Set(['.git', '.docc', '.terraform', 'node_modules']);

/** `docc watch`: grades the files on every save, and tells what that changed, until Ctrl-C. */
export async function watchCommand(world: World, given: unknown): Promise<ExitCode> {
  const asked = options.parse(given);
  const { grade, tell } = await gradesOf(world, { ...asked, tier: 'source', format: 'terminal', quiet: true });
  const first = await grade();
  await tell(first);
  world.stderr.write(`docc: watching ${asked.folder}; Ctrl-C ends it\n`);
  let last = first.report;
  for await (const isAll of saves(resolve(world.cwd, asked.folder), resolve(world.cwd, asked.out), world)) {
    const now = await regraded(world, grade, isAll);
    if (now === undefined) continue;
    if (now.submission.digest !== last.submission.digest) world.stdout.write(told(last, now, world));
    last = now;
  }
  return exitCodes.graded;
}

/** Undefined where the folder can't be graded just now, as in the middle of a checkout, or has changed meanwhile: the next turn tries again. */
async function regraded(world: World, grade: () => Promise<Graded>, isAll: () => boolean): Promise<Report | undefined> {
  try {
    const { report } = await grade();
    if (!isAll()) return undefined;
    world.stderr.write(exitWords(report, undefined));
    return report;
  } catch (error) {
    if (world.signal.aborted || !isAll()) return undefined;
    if (!(error instanceof UnusableSubmission || error instanceof UnusableFolder || error instanceof WrongUse)) throw error;
    world.stderr.write(`docc: ${error.message}\n`);
    return undefined;
  }
}

/** A save that changes no verdict is a line: people save often. */
function told(last: Report, now: Report, world: World): string {
  if (isDeepStrictEqual(last.objectives, now.objectives)) return `No check changed: ${title(now)}\n`;
  const rule = '─'.repeat(Math.min(40, world.stdout.columns));
  const changes = difference(last, now, { width: world.stdout.columns, colour: inColour(world) });
  return `${rule}\n${standing(now).word}: ${title(now)}\n${changes}`;
}

/**
 * A turn for each save that may concern the submission, until the signal ends it. It begins with the first change, since that is mostly all
 * there is, and is told whether it was: what changed meanwhile gets another turn, once nothing has changed for a moment.
 */
async function* saves(folder: string, out: string, { signal, platform }: World): AsyncGenerator<() => boolean> {
  let wake = (): void => undefined;
  let isChanged = false;
  const stop = (): void => wake();
  const changed = (): void => {
    isChanged = true;
    wake();
  };
  const quiet = async (): Promise<void> => {
    while (isChanged && !signal.aborted) {
      isChanged = false;
      await new Promise((resolve) => setTimeout(resolve, quietMs));
    }
  };
  using _ = watchFolder({ folder, isTheirs: (path) => isTheirs(path, folder, out), changed }, platform);
  signal.addEventListener('abort', stop, { once: true });
  try {
    while (!signal.aborted) {
      if (!isChanged) await new Promise<void>((resolve) => (wake = resolve));
      else await quiet();
      isChanged = false;
      if (!signal.aborted) yield () => !isChanged;
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const isTheirs = (path: string, folder: string, out: string): boolean =>
  !relative(folder, path).split(sep).some((part) => notTheirs.has(part)) && !`${path}${sep}`.startsWith(`${out}${sep}`);
