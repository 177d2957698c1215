import { readFile, writeFile } from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';

/** A run's results, as vitest's JSON reporter writes them, with what docc's tests say of themselves in `meta`. */
const results = z.object({
  startTime: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ title: z.string(), fullName: z.string(), status: z.string(), meta: z.object({ tried: z.number().optional(), faults: z.record(z.string(), z.number()).optional() }).optional() }),
      ),
    }),
  ),
});
type Results = z.infer<typeof results>;
export type Ran = Results['testResults'][number]['assertionResults'][number] & { readonly file: string; readonly on: string };

/** The tests that ran, and on which day: a skipped one keeps its last result. */
export async function ranIn(paths: readonly string[]): Promise<readonly Ran[]> {
  const runs = await Promise.all(paths.map(async (path) => results.parse(JSON.parse(await readFile(path, 'utf8')))));
  return runs.flatMap(({ startTime, testResults }) => {
    const on = new Date(startTime).toISOString().slice(0, 10);
    return testResults.flatMap(({ name, assertionResults }) => assertionResults.filter(ended).map((each) => ({ ...each, on, file: isAbsolute(name) ? relative(home, name) : name })));
  });
}

const ended = ({ status }: { readonly status: string }): boolean => status === 'passed' || status === 'failed';

/** What earlier runs left in a store of ours; nothing where there is none. */
export const keptIn = async <Kept>(store: string, schema: z.ZodType<Kept>): Promise<Kept> => schema.parse(JSON.parse(await readFile(store, 'utf8').catch(() => '{}')));

/** In the order of their names, so that what one run changed is what a diff shows. */
export const keepIn = async (store: string, kept: Readonly<Record<string, unknown>>): Promise<void> => await writeFile(store, `${JSON.stringify(sorted(kept), null, 2)}\n`);

export const sorted = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> => Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1)));
