import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { ended } from '../start/section.ts';

/** A thousand requests to the container of `run.start`, a few at a time. */
export const runLoad = section({
  id: 'run.load',
  version: 1,
  tier: 'image',
  schema: z.strictObject({
    dockerfile: z.string(),
    manifest: z.string(),
    memoryBytes: z.int().positive(),
    requests: z.int().positive(),
    outcome: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('served') }),
      /** `failed` of the requests, the reasons with their number. */
      z.strictObject({ kind: z.literal('failed'), failed: z.int().positive(), because: z.array(z.strictObject({ reason: z.string(), times: z.int().positive() })) }),
      z.strictObject({ kind: z.literal('ended'), served: z.int().nonnegative(), ended }),
      /** It never served a request in `run.start`. */
      z.strictObject({ kind: z.literal('not-serving') }),
    ]),
  }),
  upcasters: {},
});

export type RunLoadFacts = z.infer<typeof runLoad.schema>;
