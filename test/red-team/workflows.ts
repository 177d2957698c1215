import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { home } from '../../src/cli/version.ts';

const step = z.looseObject({ run: z.string().optional(), uses: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() });
const job = z.looseObject({ permissions: z.record(z.string(), z.string()), steps: z.array(step).default([]) });
const workflow = z.looseObject({ on: z.record(z.string(), z.unknown()), jobs: z.record(z.string(), job) });

/** docc's own and the one that candidates are handed, by path. */
export async function workflows(): Promise<ReadonlyMap<string, z.infer<typeof workflow>>> {
  const paths = await Array.fromAsync(glob(['.github/workflows/*.yml', 'template-repo/.github/workflows/*.yml'], { cwd: home }));
  return new Map(await Promise.all(paths.map(async (path) => [path, workflow.parse(parse(await readFile(join(home, path), 'utf8')))] as const)));
}

/** The jobs that have the candidate's files in their hands, of both workflows that grade. */
export async function meeting() {
  const all = await workflows();
  return ['grade', 'eks'].flatMap((name) => ['source', 'build', 'run'].map((id) => ({ id: `${name}: ${id}`, job: job.parse(all.get(`.github/workflows/${name}.yml`)?.jobs[id]) })));
}
