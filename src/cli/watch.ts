import { readFile } from 'node:fs/promises';
import { type FSWatcher, watch } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type Report, report } from '../grade/report.ts';
import { difference } from '../publish/difference.ts';
import { standing, title } from '../publish/words.ts';
import { UnusableSubmission } from '../submission/unusable.ts';
import { UnusableFolder } from '../tools/folder.ts';
import { type ExitCode, exitCodes, WrongUse } from './exit.ts';
import { gradeCommand } from './grade.ts';
import { inColour } from './show.ts';
import type { World } from './world.ts';

const options = z.strictObject({ folder: z.string(), challenge: z.string(), out: z.string() });

type Options = z.infer<typeof options>;

/** An editor writes a file in several steps, and people save several files at once: the last of them is waited for. */
const quietMs = 80;

/** Folders whose changes are no change of a submission: what git, docc and other tools keep for themselves. */
const notTheirs = new Set(['.git', '.docc', '.terraform', 'node_modules']);

/** `docc watch`: grades the files on every save, and tells what that changed, until Ctrl-C. */
export async function watchCommand(world: World, given: unknown): Promise<ExitCode> {
  const asked = options.parse(given);
  let last = await graded(world, asked, world.stdout.write);
  world.stderr.write(`docc: watching ${asked.folder}; Ctrl-C ends it\n`);
  for await (const _ of saves(resolve(world.cwd, asked.folder), resolve(world.cwd, asked.out), world.signal)) {
    const now = await regraded(world, asked);
    if (now === undefined) continue;
    if (now.submission.digest !== last.submission.digest) world.stdout.write(told(last, now, world));
    last = now;
  }
  return exitCodes.graded;
}

async function graded(world: World, { folder, challenge, out }: Options, write: (text: string) => unknown): Promise<Report> {
  const stdout = { ...world.stdout, write };
  await gradeCommand({ ...world, stdout }, { folder, challenge, out, tier: 'source', format: 'terminal', quiet: true });
  return report.parse(JSON.parse(await readFile(join(resolve(world.cwd, out), 'report.json'), 'utf8')));
}

/** Undefined where the folder can't be graded just now, as in the middle of a checkout: the next save tries again. */
async function regraded(world: World, asked: Options): Promise<Report | undefined> {
  try {
    return await graded(world, asked, () => undefined);
  } catch (error) {
    if (world.signal.aborted) return undefined;
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

/** One turn for each save that may concern the submission, several at once as one, until the signal ends it. */
async function* saves(folder: string, out: string, signal: AbortSignal): AsyncGenerator<void> {
  let wake = (): void => undefined;
  let changed = false;
  const stop = (): void => wake();
  const watcher: FSWatcher = watch(folder, { recursive: true }, (_event, name) => {
    if (name !== null && isTheirs(folder, name, out)) {
      changed = true;
      wake();
    }
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    while (!signal.aborted) {
      if (!changed) await new Promise<void>((resolve) => (wake = resolve));
      while (changed && !signal.aborted) {
        changed = false;
        await new Promise((resolve) => setTimeout(resolve, quietMs));
      }
      if (!signal.aborted) yield;
    }
  } finally {
    watcher.close();
    signal.removeEventListener('abort', stop);
  }
}

const isTheirs = (folder: string, name: string, out: string): boolean =>
  !name.split(sep).some((part) => notTheirs.has(part)) && !`${join(folder, name)}${sep}`.startsWith(`${out}${sep}`);
