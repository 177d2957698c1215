import { z } from 'zod';
import { section } from '../../evidence/section.ts';
import { suspect } from '../tree/section.ts';

const line = z.int().positive();

/** `FROM` as BuildKit would read it, with the defaults of global ARGs put in. */
const base = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('scratch') }),
  /** An earlier stage of this file, by its index. */
  z.strictObject({ kind: z.literal('stage'), index: z.int().nonnegative() }),
  z.strictObject({
    kind: z.literal('image'),
    /** As resolved: `golang:1.26@sha256:…`. */
    text: z.string(),
    /** Without tag and digest: `golang`, `gcr.io/distroless/static`. */
    name: z.string(),
    tag: z.string().optional(),
    digest: z.string().optional(),
  }),
  /** An ARG without a default decides. */
  z.strictObject({ kind: z.literal('unresolved'), text: z.string(), args: z.array(z.string()) }),
]);

/** Quotes and escapes removed, variables left as written. */
const pair = z.strictObject({ name: z.string(), value: z.string().optional(), line });

const instruction = z.strictObject({
  /** Upper case. */
  keyword: z.string(),
  line,
  endLine: line,
  /** What follows the keyword and its flags, with continuations joined, comments dropped, heredocs not included. At most 4 KiB. */
  text: z.string(),
  /** `--mount=type=cache,target=/x` as `{name: 'mount', value: 'type=cache,target=/x'}`; `--link` has the value `true`. */
  flags: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** The words of the exec (JSON) form; absent in shell form. */
  exec: z.array(z.string()).optional(),
  /** Bodies of heredocs, at most 4 KiB each. */
  heredocs: z.array(z.strictObject({ name: z.string(), text: z.string() })),
  /** Of ARG, ENV and LABEL. */
  pairs: z.array(pair),
});

const stage = z.strictObject({
  /** Lower case, as BuildKit compares names. */
  name: z.string().optional(),
  line,
  endLine: line,
  /** `--platform` as written. */
  platform: z.string().optional(),
  base,
  instructions: z.array(instruction),
});

const problem = z.strictObject({ line, message: z.string(), fix: z.string() });

const dockerfileFile = z.strictObject({
  path: z.string(),
  lines: z.int().nonnegative(),
  escape: z.enum(['\\', '`']),
  /** `# syntax=`: the frontend that the file asks for. */
  syntax: z.strictObject({ image: z.string(), line }).optional(),
  globals: z.array(pair),
  stages: z.array(stage),
  /** What would stop the build before its first step. Empty: it parses. */
  problems: z.array(problem),
});

/** What a build has to work with. Paths are relative to the root. */
const source = z.strictObject({
  /** The files that are sent, Go's first. */
  paths: z.array(z.string()),
  /** Files past those listed; none of them is Go where others are. */
  beyond: z.int().positive().optional(),
  /** What the Dockerfile names and isn't Go: scripts, patches. Nothing that looks like a secret; one longer than 8 KiB without its text. */
  texts: z.array(z.strictObject({ path: z.string(), text: z.string().optional() })),
  /** The packages among them; `main`: a program. Imports as written. */
  packages: z.array(z.strictObject({ folder: z.string(), main: z.boolean(), imports: z.array(z.string()) })),
  /** The modules among them; what one replaces by a folder of the submission has that folder. */
  modules: z.array(
    z.strictObject({
      folder: z.string(),
      path: z.string(),
      replaces: z.array(z.strictObject({ path: z.string(), folder: z.string().optional() })),
    }),
  ),
});

/** The one that builds the given server. */
const app = z.strictObject({
  path: z.string(),
  /** Build context, relative to the root; `.` is the root. */
  context: z.string(),
  /** What told us: a workflow's step, a script, or the file standing nearest to the server. */
  because: z.string(),
  /** The stage that is built, by its name; absent: the last one. */
  target: z.string().optional(),
  /** The arguments that the build is given; without a value where only a run would tell it. */
  buildArgs: z.array(z.strictObject({ name: z.string(), value: z.string().optional() })),
  /** The ignore file in force for that context, if any. */
  ignoreFile: z.string().optional(),
  /** What Docker would not take of the ignore file, by its lines. */
  ignoreProblems: z.array(problem),
  /** What of the context the instructions COPY, ADD or bind, after the ignore file. */
  sent: z.strictObject({
    files: z.int().nonnegative(),
    bytes: z.int().nonnegative(),
    /** `.git` would be sent too: only where the context is the repository's root. */
    git: z.boolean(),
    suspects: z.array(suspect),
  }),
  /** Unknown before version 2. */
  source: source.optional(),
  /** Whether the app's module needs others: `none`, `vendored`, or `fetched`. */
  dependencies: z.enum(['none', 'vendored', 'fetched']),
});

/** Every Dockerfile and Containerfile, parsed; and which of them is the app's. */
export const dockerfile = section({
  id: 'dockerfile',
  version: 2,
  tier: 'source',
  schema: z.strictObject({ files: z.array(dockerfileFile), app: app.optional() }),
  upcasters: { 1: (facts) => facts },
});

export type DockerfileFacts = z.infer<typeof dockerfile.schema>;
export type ParsedDockerfile = z.infer<typeof dockerfileFile>;
export type Stage = z.infer<typeof stage>;
export type Base = z.infer<typeof base>;
export type Instruction = z.infer<typeof instruction>;
export type Pair = z.infer<typeof pair>;
export type Problem = z.infer<typeof problem>;
export type App = z.infer<typeof app>;
export type Source = z.infer<typeof source>;
