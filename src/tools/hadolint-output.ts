import { z } from 'zod';
import { cleanText } from './program-output.ts';

const finding = z.object({
  code: z.string().regex(/^[A-Z]{2}\d{4}$/),
  level: z.enum(['error', 'warning', 'info', 'style']),
  line: z.int().nonnegative(),
  message: z.string(),
});

const output = z.array(finding);

/** One complaint. Ours have codes that begin with `DOCC-`. */
export type HadolintFinding = {
  readonly code: string;
  readonly level: z.infer<typeof finding>['level'];
  /** From 1. */
  readonly line: number;
  readonly message: string;
};

/** hadolint's `--format json` as findings; undefined where it is something else. */
export function readFindings(stdout: Buffer): readonly HadolintFinding[] | undefined {
  try {
    const read = output.safeParse(JSON.parse(stdout.toString('utf8')));
    return read.data?.map((each) => ({ ...each, line: Math.max(1, each.line), message: cleanText(each.message) }));
  } catch {
    return undefined;
  }
}

/** `Haskell Dockerfile Linter 2.15.1`; what a build adds to the three numbers is left out. */
export const readHadolintVersion = (stdout: Buffer): string | undefined =>
  /^Haskell Dockerfile Linter v?(\d+\.\d+\.\d+)/.exec(stdout.toString('utf8'))?.[1];
