import { readFile } from 'node:fs/promises';
import { z } from 'zod';

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
export type Results = z.infer<typeof results>;

export const resultsIn = async (paths: readonly string[]): Promise<readonly Results[]> => await Promise.all(paths.map(async (path) => results.parse(JSON.parse(await readFile(path, 'utf8')))));

/** What earlier runs left in a store of ours; nothing where there is none. */
export const keptIn = async <Kept>(store: string, schema: z.ZodType<Kept>): Promise<Kept> => schema.parse(JSON.parse(await readFile(store, 'utf8').catch(() => '{}')));
