import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { type Report, report } from '../grade/report.ts';
import { difference } from '../publish/difference.ts';
import { WrongUse } from './exit.ts';
import { inColour } from './show.ts';
import type { World } from './world.ts';

const options = z.strictObject({ before: z.string(), after: z.string() });

/** No report is longer: a hundred checks with all their words stay under a megabyte. */
const mostBytes = 16 * 1024 * 1024;

/** `docc diff`: what was won and lost between two reports. */
export async function diffCommand(world: World, given: unknown): Promise<void> {
  const { before, after } = options.parse(given);
  const [old, now] = await Promise.all([opened(before, world), opened(after, world)]);
  world.stdout.write(difference(old, now, { width: world.stdout.columns, colour: inColour(world) }));
}

/** A report by its file, or by the folder that docc grade wrote it to. */
async function opened(named: string, { cwd }: World): Promise<Report> {
  const given = resolve(cwd, named);
  const found = await stat(given).catch(() => undefined);
  if (found === undefined) throw new WrongUse(`${named} is not there: name a report.json, or the folder that \`docc grade\` wrote, such as .docc`);
  const path = found.isDirectory() ? join(given, 'report.json') : given;
  const size = found.isDirectory() ? (await stat(path).catch(() => undefined))?.size : found.size;
  if (size === undefined) throw new WrongUse(`${named} holds no report.json: name the folder that \`docc grade\` wrote, such as .docc`);
  if (size > mostBytes) throw new WrongUse(`${named} has ${size} bytes, more than any report`);
  return parsed(await readFile(path, 'utf8'), named);
}

function parsed(text: string, named: string): Report {
  try {
    return report.parse(JSON.parse(text));
  } catch (cause) {
    throw new WrongUse(`${named} is no report of docc (docc/report@1): grade again with this docc`, { cause });
  }
}
