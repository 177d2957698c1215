import { z } from 'zod';
import { section } from '../../evidence/section.ts';

const finding = z.strictObject({
  /** `DL3006`, `SC2086`; one of ours, such as `DOCC-SHELL-PRAGMA`. */
  code: z.string(),
  level: z.enum(['error', 'warning', 'info', 'style']),
  line: z.int().positive(),
  message: z.string(),
});

/** What hadolint says of each Dockerfile under docc's rules, the candidate's pragmas and configuration left aside. */
export const lint = section({
  id: 'lint',
  version: 1,
  tier: 'source',
  schema: z.strictObject({
    tool: z.strictObject({ name: z.literal('hadolint'), version: z.string() }),
    files: z.array(
      z.strictObject({
        path: z.string(),
        findings: z.array(finding),
        /** Findings past those listed, none of them worse. */
        beyond: z.int().positive().optional(),
      }),
    ),
  }),
  upcasters: {},
});

export type LintFacts = z.infer<typeof lint.schema>;
export type Finding = z.infer<typeof finding>;
