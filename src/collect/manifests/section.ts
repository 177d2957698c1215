import { z } from 'zod';
import { location } from '../../evidence/observation.ts';
import { section } from '../../evidence/section.ts';
import type { Json } from '../terraform/section.ts';

const line = z.int().positive();

/**
 * What is deployed together: one release of a chart, one Kustomize folder, the plain files, the kubernetes_* resources of
 * one Terraform root. Checks name it when several differ: `the release of staging`.
 */
const origin = z.discriminatedUnion('kind', [
  /** `release` counts from 0 in the releases of section chart. */
  z.strictObject({
    kind: z.literal('chart'),
    path: z.string(),
    release: z.int().nonnegative(),
    environment: z.string().optional(),
    /** Values files of the submission that the release takes, in order: who renders it again gives Helm the same. */
    valueFiles: z.array(z.string()).optional(),
  }),
  /** A kustomization that no other takes in; `because` says who applies it, or that nobody does. */
  z.strictObject({ kind: z.literal('kustomize'), path: z.string(), environment: z.string().optional(), because: z.string() }),
  /** YAML and JSON files with Kubernetes objects that are neither a chart's nor a kustomization's. */
  z.strictObject({ kind: z.literal('files') }),
  /** kubernetes_manifest, kubectl_manifest and the typed kubernetes_* resources, written as the objects they make. */
  z.strictObject({ kind: z.literal('terraform'), root: z.string(), environment: z.string().optional() }),
]);

/** Where its namespace comes from. */
const landing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cluster') }),
  /** `metadata`: it says so itself; the others where it doesn't. The namespace may hold a mark. */
  z.strictObject({ kind: z.literal('namespace'), name: z.string(), by: z.enum(['metadata', 'release', 'kustomize', 'gitops', 'command']), at: location }),
  /** Nothing in the submission says: that of whoever's kubeconfig is used. */
  z.strictObject({ kind: z.literal('unsaid') }),
]);

const validity = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('valid') }),
  z.strictObject({
    kind: z.literal('invalid'),
    /** At most 10. `pointer` is a JSON pointer into the body; empty is the body itself. */
    errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })).min(1),
  }),
  /** The API is gone in the challenge's Kubernetes version: what is asked for instead. */
  z.strictObject({ kind: z.literal('removed'), since: z.string(), replacement: z.string() }),
  /** A kind of which docc has no schema, or a value that files don't tell where the schema asks. */
  z.strictObject({ kind: z.literal('unjudged'), because: z.string() }),
]);

/** Facts are read and written as JSON, so it can be nothing else. */
const json = z.unknown().refine((value) => value !== undefined) as z.ZodType<Json>;

const object = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  /** Empty where it has `generateName` or none at all. */
  name: z.string(),
  /** In `origins`. */
  origin: z.int().nonnegative(),
  landing,
  /** The file that a person edits: a template, a manifest, a .tf file; and its first line there, where that is certain. */
  path: z.string(),
  line: line.optional(),
  /** Terraform's address, where it is one of Terraform's. */
  address: z.string().optional(),
  /**
   * The object as it would be sent to the API server, `List`s taken apart, `status` and managed fields left out. Texts longer than
   * 4,096 characters are cut there. `docc-unknown-7x` within a text stands for `unknowns[7]`.
   * Absent where it had to be left out for size: then only what stands above is known.
   */
  body: json.optional(),
  /**
   * The line in `path` of each member of `body`, in the order in which one meets them going down, keys sorted by code unit: 0
   * where it isn't certain. Read it with src/manifests/body.ts. Absent where no line but the first is certain.
   */
  lines: z.array(z.int().nonnegative()).optional(),
  /** `helm.sh/hook` and the like; test hooks are not recorded at all. */
  hook: z.string().optional(),
  validity,
});

const unknown = z.strictObject({
  /** `var.image_tag`, `aws_acm_certificate.this.arn`, `${{ github.sha }}`, `$(TAG)`, as one would write it. */
  of: z.array(z.string()),
  at: location,
});

export const manifestProblem = z.strictObject({
  path: z.string(),
  line: line.optional(),
  message: z.string(),
  fix: z.string(),
  /** Where two objects overwrite each other: what both are called. Bundles of old don't say it. */
  twin: z.strictObject({ kind: z.string(), name: z.string() }).optional(),
});

/** Kubernetes objects that the submission deploys, from wherever they come, in one list. */
export const manifests = section({
  id: 'manifests',
  version: 1,
  tier: 'source',
  schema: z.strictObject({
    /** Of the schemas, such as `1.34`. */
    kubernetes: z.string(),
    origins: z.array(origin),
    /** By origin, then path and line as they stand there. */
    objects: z.array(object),
    /** What the marks in texts stand for. */
    unknowns: z.array(unknown),
    /** YAML that can't be read, documents that are no objects, doubled objects. By path and line; at most 100. */
    problems: z.array(manifestProblem),
    problemsBeyond: z.int().nonnegative(),
    /** Commands of Makefiles and scripts that make or label a namespace, as written but for their variables; workflows' are in theirs. */
    namespaceCommands: z.array(z.strictObject({ text: z.string(), at: location })).optional(),
    /** What could not be rendered, and so may hold more objects: a broken chart, a remote base, a Kustomize folder without kubectl. */
    unrendered: z.array(z.strictObject({ path: z.string(), because: z.string() })),
  }),
  upcasters: {},
});

export type ManifestsFacts = z.infer<typeof manifests.schema>;
export type ManifestObject = z.infer<typeof object>;
export type ManifestOrigin = z.infer<typeof origin>;
export type Landing = z.infer<typeof landing>;
export type Unknown = z.infer<typeof unknown>;
export type Validity = z.infer<typeof validity>;
