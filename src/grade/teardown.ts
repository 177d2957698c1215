import { z } from 'zod';

const time = z.iso.datetime();

/** What docc made in an account of its own for a grade, what became of it, and what it cost. */
export const teardown = z.strictObject({
  /** A look at the account afterwards saw everything, and nothing of the submission's. */
  complete: z.boolean(),
  /** When that was; absent: there was none. */
  looked: time.optional(),
  resources: z.array(
    z.strictObject({
      what: z.string(),
      created: time.optional(),
      deleted: time.optional(),
      state: z.enum(['deleted', 'left', 'unknown', 'not-made']),
      because: z.string().optional(),
    }),
  ),
  /** An estimate by public price lists, in US dollars. */
  spend: z.strictObject({
    dollars: z.number(),
    /** The month that the lists are of, and the region. */
    asOf: z.string(),
    region: z.string(),
    rows: z.array(z.strictObject({ what: z.string(), of: z.string(), hours: z.number(), dollars: z.number(), source: z.string() })),
  }),
});
export type Teardown = z.infer<typeof teardown>;
