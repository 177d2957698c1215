import { z } from 'zod';
import { identity } from '../submission/submission.ts';
import { absence, fault, trouble } from './observation.ts';

const seconds = z.number().nonnegative();

/** Seconds from the start of collecting, and how long it took. */
const time = { started: seconds, seconds };

const entry = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('observed'),
    version: z.int().positive(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    ...time,
  }),
  z.strictObject({ status: z.literal('refused'), trouble, ...time }),
  z.strictObject({ status: z.literal('fault'), fault, ...time }),
  z.strictObject({ status: z.literal('not-exercised'), absence, ...time }),
]);

/** Which section this is, as a file name: `tree`, `image.build`. */
export const sectionId = z.string().regex(/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/);

/** `bundle.json`: whose evidence this is, as of when, and what became of each section. */
export const bundle = z.strictObject({
  schema: z.literal('docc/evidence@1'),
  submission: identity,
  /** The date that support calendars are read at: receipt in a pipeline, the start on a laptop. */
  asOf: z.iso.datetime(),
  collector: z.strictObject({ version: z.string(), commit: z.string().optional() }),
  finished: z.boolean(),
  sections: z.record(sectionId, entry),
});

export type Bundle = z.infer<typeof bundle>;
export type BundleEntry = z.infer<typeof entry>;
export type Collected = Bundle['collector'];
