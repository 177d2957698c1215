import { z } from 'zod';
import { section } from '../../../evidence/section.ts';

/** What differs first between the two images, as far down as it can be told. */
const difference = z.discriminatedUnion('kind', [
  /** `field` of the config: `created`, `config.Labels.org.opencontainers.image.created`. */
  z.strictObject({ kind: z.literal('config'), field: z.string(), first: z.string(), second: z.string() }),
  /** A file in a layer: what of it differs. */
  z.strictObject({
    kind: z.literal('file'),
    path: z.string(),
    /** `bytes` with the offset of the first that differs; `mode`; `owner`; `time`; `presence`: in one of them only. */
    what: z.enum(['bytes', 'mode', 'owner', 'time', 'presence']),
    /** The instruction that made the layer, from the image's history. */
    createdBy: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('layers'), first: z.int().nonnegative(), second: z.int().nonnegative() }),
]);

/**
 * The same submission built twice as `image.build` was, each time without a cache, with SOURCE_DATE_EPOCH set, timestamps
 * rewritten, provenance off, and other modification times of the sources.
 */
export const imageRebuild = section({
  id: 'image.rebuild',
  version: 1,
  tier: 'image',
  schema: z.strictObject({
    dockerfile: z.string(),
    first: z.string(),
    second: z.string(),
    /** Empty where the digests are the same; at most 20. */
    differences: z.array(difference),
  }),
  upcasters: {},
});

export type ImageRebuildFacts = z.infer<typeof imageRebuild.schema>;
export type Difference = z.infer<typeof difference>;
