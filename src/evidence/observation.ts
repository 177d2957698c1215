import { z } from 'zod';

/** A place in a submission: `line` counts from 1. */
export const location = z.strictObject({ path: z.string(), line: z.int().positive().optional() });
export type Location = z.infer<typeof location>;

/** The candidate's trouble that kept a section from being recorded: what needs it fails with this. */
export const trouble = z.strictObject({
  expected: z.string(),
  observed: z.string(),
  at: location.optional(),
  fix: z.string(),
  reproduce: z.string(),
});
export type Trouble = z.infer<typeof trouble>;

/** Our trouble: a program or service that broke after its retries. It costs nobody a point. */
export const fault = z.strictObject({ message: z.string(), repair: z.string() });
export type Fault = z.infer<typeof fault>;

/** Nobody's trouble: this machine has no such program, or the tier was not asked for. */
export const absence = z.strictObject({ reason: z.string(), remedy: z.string() });
export type Absence = z.infer<typeof absence>;

/** What a collector brings back: facts, or why there are none. */
export type Observation<Facts> =
  | { readonly status: 'observed'; readonly facts: Facts }
  | { readonly status: 'refused'; readonly trouble: Trouble }
  | { readonly status: 'fault'; readonly fault: Fault }
  | { readonly status: 'not-exercised'; readonly absence: Absence };

export const observed = <Facts>(facts: Facts): Observation<Facts> => ({ status: 'observed', facts });
export const refused = (of: Trouble): Observation<never> => ({ status: 'refused', trouble: of });
export const faulted = (of: Fault): Observation<never> => ({ status: 'fault', fault: of });
export const notExercised = (of: Absence): Observation<never> => ({ status: 'not-exercised', absence: of });
