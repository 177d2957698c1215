import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** A small submission: path to content. */
const files = z.record(z.string(), z.string());

/**
 * What comes of its image, which is not built for an example: by section, what differs from the facts of a sound image. An object
 * with a `kind` stands for itself, others are gone into; null takes a field away.
 */
const facts = z.record(z.string(), z.record(z.string(), z.unknown())).default({});

/** How a person who follows a printed fix changes a file. */
export const heal = z.union([
  z.strictObject({ path: z.string(), find: z.string(), put: z.string() }),
  z.strictObject({ path: z.string(), text: z.string() }),
  z.strictObject({ path: z.string(), delete: z.literal(true) }),
]);
export type Heal = z.infer<typeof heal>;

const good = z.strictObject({ title: z.string(), files, facts });
/** With a `heal`, its command is proved to succeed once that is done: an example without one, and without edits, proves only that it fails. */
const bad = z.strictObject({ title: z.string(), files, facts, observed: z.string(), at: z.string().optional(), heal: z.array(heal).default([]) });
const open = z.strictObject({ title: z.string(), files, facts, reason: z.string() });

/** `checks/<id>.examples.yml`: what passes, what fails and what it is told, what files alone can't tell. The first of each is the one to show. */
export const examplesFile = z.strictObject({
  good: z.array(good).min(1),
  bad: z.array(bad).min(1),
  unresolved: z.array(open).default([]),
});

export type Examples = z.infer<typeof examplesFile>;

export async function readExamples(checksFolder: string, id: string): Promise<Examples> {
  return examplesFile.parse(parse(await readFile(join(checksFolder, `${id}.examples.yml`), 'utf8')));
}
