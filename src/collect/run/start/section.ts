import { z } from 'zod';
import { section } from '../../../evidence/section.ts';

/** How a container ended, as the daemon says. */
export const ended = z.strictObject({ exitCode: z.int(), outOfMemory: z.boolean() });

/** What a container printed: at most 20 lines of 300 characters, control characters and secrets removed. Nothing in it is believed. */
export const printed = z.array(z.string());

/** One request, and what came back. */
export const exchange = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answered'), status: z.int() }),
  /** `refused`, `reset`, `timeout`, `not-http`. */
  z.strictObject({ kind: z.literal('failed'), because: z.string() }),
]);

const echo = z.discriminatedUnion('kind', [
  /** Method, path, query and header, all chosen at random, came back. */
  z.strictObject({ kind: z.literal('echoed'), tries: z.int().positive() }),
  z.strictObject({ kind: z.literal('wrong'), missing: z.array(z.enum(['method', 'path', 'query', 'header', 'json'])), status: z.int().optional() }),
  z.strictObject({ kind: z.literal('failed'), because: z.string() }),
]);

/**
 * The image run with nothing: no network but one to the prober, a read-only root, no capability, no new privileges, a user id
 * that nobody chose, 64 MiB, half a processor, 128 processes.
 */
export const runStart = section({
  id: 'run.start',
  version: 1,
  tier: 'image',
  schema: z.strictObject({
    dockerfile: z.string(),
    manifest: z.string(),
    limits: z.strictObject({ memoryBytes: z.int().positive(), processors: z.number().positive(), processes: z.int().positive() }),
    outcome: z.discriminatedUnion('kind', [
      z.strictObject({
        kind: z.literal('serving'),
        port: z.int().positive(),
        /** Each of /healthz, /readyz, /metrics. */
        paths: z.array(z.strictObject({ path: z.string(), exchange })),
        echo,
      }),
      z.strictObject({ kind: z.literal('ended'), ended, printed }),
      /** It runs and answers at no address but its own, or at none, within the time. `listening` as seen from its own network. */
      z.strictObject({ kind: z.literal('silent'), listening: z.array(z.string()), printed }),
      /** The daemon would not start it: no entrypoint, another architecture, a missing program. */
      z.strictObject({ kind: z.literal('unstartable'), message: z.string() }),
    ]),
    /** What it tried to write or wrote: paths that the daemon's diff tells. */
    wrote: z.array(z.string()),
    /** Which of what was taken from it keeps it from starting, found by giving one back at a time. Absent where it serves. */
    needs: z.array(z.enum(['writable-root', 'network', 'capabilities', 'its-own-user', 'new-privileges', 'memory'])).optional(),
  }),
  upcasters: {},
});

export type RunStartFacts = z.infer<typeof runStart.schema>;
