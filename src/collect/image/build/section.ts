import { z } from 'zod';
import { section } from '../../../evidence/section.ts';

const line = z.int().positive();

/** One call of the builder. */
const attempt = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('built') }),
  z.strictObject({
    kind: z.literal('failed'),
    /**
     * `step`: an instruction ended with an error; `base`: a base image that isn't there; `parse`: BuildKit refuses the file;
     * `time`, `output`: past a limit; `refused`: docc doesn't let it be asked (a foreign `# syntax`, an entitlement).
     */
    because: z.enum(['step', 'base', 'parse', 'time', 'output', 'refused']),
    /** Of the Dockerfile, where BuildKit says it. */
    line: line.optional(),
    /** `RUN go build ./...`, at most 200 characters. */
    step: z.string().optional(),
    exitCode: z.int().optional(),
    /** What it said last: at most 20 lines of 300 characters, without control characters, times and secrets. */
    log: z.array(z.string()),
    /** What it would be allowed: `10 minutes`, `2 GiB`. Of `time` and `output`. */
    limit: z.string().optional(),
  }),
]);

/** The app's Dockerfile, built from the submission's own files alone. */
export const imageBuild = section({
  id: 'image.build',
  version: 1,
  tier: 'image',
  schema: z.strictObject({
    dockerfile: z.string(),
    context: z.string(),
    target: z.string().optional(),
    /** Those whose values files tell. */
    buildArgs: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    /** `linux/amd64`: this machine's. */
    platform: z.string(),
    builder: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('buildx'), buildkit: z.string() }),
      /** The daemon's own BuildKit: without a network for steps all the same, but without an OCI archive of its own. */
      z.strictObject({ kind: z.literal('docker'), version: z.string() }),
    ]),
    /** Base images that this machine takes from elsewhere, as its owner set it. */
    substituted: z.array(z.strictObject({ asked: z.string(), used: z.string() })),
    /** Steps without a network; base images, and what ADD names by URL, are fetched before. */
    withoutNetwork: attempt,
    /** The same with one; absent where the first was built. */
    withNetwork: attempt.optional(),
    /** Of the last that was built. */
    image: z
      .strictObject({
        manifest: z.string(),
        config: z.string(),
        /** Compressed, as in a registry. */
        bytes: z.int().nonnegative(),
      })
      .optional(),
  }),
  upcasters: {},
});

export type ImageBuildFacts = z.infer<typeof imageBuild.schema>;
export type BuildAttempt = z.infer<typeof attempt>;
