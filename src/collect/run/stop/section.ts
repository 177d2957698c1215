import { z } from 'zod';
import { section } from '../../../evidence/section.ts';

/** SIGTERM while a request is in flight. */
export const runStop = section({
  id: 'run.stop',
  version: 1,
  tier: 'image',
  schema: z.strictObject({
    dockerfile: z.string(),
    manifest: z.string(),
    /** Seconds that it is given before SIGKILL. */
    grace: z.int().positive(),
    outcome: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('stopped'),
        /** The request that was sent half before the signal and half after it. */
        inFlight: z.discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('finished'), status: z.int() }),
          z.strictObject({ kind: z.literal('cut'), because: z.string() }),
        ]),
        exitCode: z.int(),
      }),
      /** It was still there after the grace. */
      z.strictObject({ kind: z.literal('killed') }),
      z.strictObject({ kind: z.literal('not-serving') }),
    ]),
  }),
  upcasters: {},
});

export type RunStopFacts = z.infer<typeof runStop.schema>;
