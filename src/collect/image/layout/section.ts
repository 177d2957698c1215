import { z } from 'zod';
import { section } from '../../../evidence/section.ts';

/** A file of the merged image, whiteouts honoured. */
const entry = z.strictObject({
  path: z.string(),
  bytes: z.int().nonnegative(),
  /** Permission bits with setuid, setgid and sticky: 0o4755. */
  mode: z.int().nonnegative(),
  /** The layer that it comes from, from 0. */
  layer: z.int().nonnegative(),
});

const layer = z.strictObject({
  digest: z.string(),
  bytes: z.int().nonnegative(),
  /** Of the history: at most 300 characters, secrets blacked out. */
  createdBy: z.string().optional(),
  /** It comes from the base image of the final stage. */
  base: z.boolean(),
});

/** By shape, as those of section tree; never the secret itself. */
const secret = z.strictObject({
  where: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('env'), name: z.string() }),
    z.strictObject({ kind: z.literal('label'), name: z.string() }),
    z.strictObject({ kind: z.literal('history'), step: z.string() }),
    /** `layer` holds it, even where a later one removes it. */
    z.strictObject({ kind: z.literal('file'), path: z.string(), layer: z.int().nonnegative(), removed: z.boolean() }),
  ]),
  /** `an AWS access key`, `a private key`. */
  shape: z.string(),
});

/** What the image starts: its first word, followed through links and PATH to a file. */
const program = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('elf'),
    path: z.string(),
    bytes: z.int().nonnegative(),
    machine: z.string(),
    linkage: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('static') }),
      z.strictObject({ kind: z.literal('dynamic'), interpreter: z.string().optional(), libraries: z.array(z.string()) }),
    ]),
    /** Go's build information, where it is a Go program. */
    go: z
      .strictObject({ version: z.string(), path: z.string(), module: z.string().optional(), settings: z.record(z.string(), z.string()) })
      .optional(),
  }),
  z.strictObject({ kind: z.literal('script'), path: z.string(), interpreter: z.string() }),
  z.strictObject({ kind: z.literal('other'), path: z.string() }),
  /** The image names a program that isn't in it. */
  z.strictObject({ kind: z.literal('missing'), path: z.string() }),
  /** No ENTRYPOINT and no CMD. */
  z.strictObject({ kind: z.literal('none') }),
]);

/** Of what is a distribution: a server copied with the libraries that it loads brings a handful of programs, the smallest of distributions four times as many. */
export const fewestPrograms = 20;

/** The image opened as data: nothing of it is run. */
export const imageLayout = section({
  id: 'image.layout',
  version: 1,
  tier: 'image',
  schema: z.strictObject({
    dockerfile: z.string(),
    manifest: z.string(),
    config: z.strictObject({
      os: z.string(),
      architecture: z.string(),
      /** As written: `65532:65532`, `nonroot`, empty. */
      user: z.string(),
      entrypoint: z.array(z.string()),
      command: z.array(z.string()),
      workingDirectory: z.string(),
      /** Names and values; values that look like secrets are blacked out. */
      env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      labels: z.record(z.string(), z.string()),
      exposedPorts: z.array(z.string()),
      stopSignal: z.string().optional(),
    }),
    layers: z.array(layer),
    /** All files, and their bytes when unpacked. */
    files: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    program,
    /** At most 50 of each, by path. */
    setuid: z.array(entry),
    shells: z.array(entry),
    packageManagers: z.array(entry),
    compilers: z.array(entry),
    /** Source files of the app's language, and of the submission itself. */
    sources: z.array(entry),
    /** The ten largest. */
    largest: z.array(entry),
    secrets: z.array(secret),
    /**
     * Of installed packages. `there`: how many files list some; `gone`: those that a layer brought and a later one took away, at most
     * ten; `unlisted`: a distribution's files, and nothing ever listed them. Absent of an image that an older docc opened.
     */
    databases: z.strictObject({ there: z.int().nonnegative(), gone: z.array(z.string()), unlisted: z.boolean() }).optional(),
    /** What in the archive docc would not follow: absolute links, traversal, more than it reads. */
    oddities: z.array(z.strictObject({ path: z.string(), message: z.string() })),
    /** A layer was read only as far as a limit, or is broken: what is not listed may be there all the same. */
    partly: z.literal(true).optional(),
  }),
  upcasters: {},
});

export type ImageLayoutFacts = z.infer<typeof imageLayout.schema>;
export type ImageEntry = z.infer<typeof entry>;
export type ImageProgram = z.infer<typeof program>;
export type ImageSecret = z.infer<typeof secret>;
