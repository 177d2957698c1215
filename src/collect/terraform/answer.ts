import { z } from 'zod';
import { block, file, problem } from './section.ts';
import { attributes } from './values.ts';

/** What hcl.wasm says: see wasm/hcl/README.md. */
export const hclAnswer = z.object({
  files: z.array(file.omit({ reached: true })),
  roots: z.array(
    z.object({
      path: z.string(),
      /** The variable files that it was applied with, as asked; those that don't parse are not among `variableFiles`. */
      applied: z.array(z.string()),
      variableFiles: z.array(z.object({ path: z.string(), attributes })),
      lock: z.array(z.object({ source: z.string(), line: z.int().positive(), attributes })),
      blocks: z.array(block),
      problems: z.array(problem),
    }),
  ),
  problems: z.array(problem),
});

export type ReadRoot = z.infer<typeof hclAnswer>['roots'][number];
