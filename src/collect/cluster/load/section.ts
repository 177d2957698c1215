import { z } from 'zod';

/** Steady requests by a route of docc's own while something happens, against as many while nothing did: fewer where none failed. */
export const loaded = z.strictObject({
  /** Whether more failed than in the control. */
  lost: z.enum(['none', 'some', 'all']),
  measured: z.strictObject({
    requests: z.int().nonnegative(),
    failed: z.int().nonnegative(),
    control: z.strictObject({ requests: z.int().nonnegative(), failed: z.int().nonnegative() }),
    /** Seconds after the event began, of the first and last that failed. */
    from: z.number().optional(),
    to: z.number().optional(),
    because: z.array(z.strictObject({ reason: z.string(), times: z.int().positive() })),
  }),
});
export type Loaded = z.infer<typeof loaded>;
