import { z } from 'zod';
import { location } from '../../evidence/observation.ts';
import { section } from '../../evidence/section.ts';

const line = z.int().positive();

/** What Helm, or docc in its place, found wrong: the candidate's. `path` and `line` as far as Helm tells them. */
export const chartProblem = z.strictObject({
  path: z.string(),
  line: line.optional(),
  message: z.string(),
  fix: z.string(),
});

const dependency = z.strictObject({
  name: z.string(),
  /** As written: `^2.0.0`, `41.3.0`. Absent where none is. */
  version: z.string().optional(),
  repository: z.string().optional(),
  alias: z.string().optional(),
  /** The version in Chart.lock. */
  locked: z.string().optional(),
  /**
   * `vendored`: its folder or archive lies in `charts/`; `local`: a `file://` repository within the submission. Both are
   * rendered. `remote`: recorded, never fetched, and taken out of the copy that Helm sees.
   */
  kind: z.enum(['vendored', 'local', 'remote']),
  path: z.string(),
  line,
});

/** `helm lint` and `helm template` with the chart's own values. */
const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ok'), objects: z.int().nonnegative() }),
  z.strictObject({ kind: z.literal('broken'), problems: z.array(chartProblem).min(1) }),
  /** A library chart renders nothing by itself. */
  z.strictObject({ kind: z.literal('library') }),
  /** It needs templates or values of a dependency that isn't in the submission, or of an archive that docc doesn't read. */
  z.strictObject({ kind: z.literal('unjudged'), because: z.string() }),
]);

/** Whether values.schema.json refuses a wrong type, found by giving Helm wrong ones. */
const valuesSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('absent') }),
  /** `by`: the value that it refused, such as `replicas: true`. */
  z.strictObject({ kind: z.literal('refuses'), path: z.string(), by: z.string() }),
  /** It took each of these. */
  z.strictObject({ kind: z.literal('takes'), path: z.string(), values: z.array(z.string()).min(1) }),
  /** The schema itself can't be read. */
  z.strictObject({ kind: z.literal('broken'), path: z.string(), message: z.string() }),
  /** The chart breaks before Helm looks at its schema, or at a limit of docc's. */
  z.strictObject({ kind: z.literal('unjudged'), path: z.string(), because: z.string() }),
]);

const oneChart = z.strictObject({
  /** Its folder; `.` is the submission's own. Charts in another's `charts/` are not listed. */
  path: z.string(),
  name: z.string(),
  version: z.string().optional(),
  appVersion: z.string().optional(),
  type: z.enum(['application', 'library']),
  dependencies: z.array(dependency),
  lint: outcome,
  render: outcome,
  schema: valuesSchema,
});

/** Who deploys a chart of the submission. `found`: nobody does, so it is rendered with its defaults. */
const deployer = z.discriminatedUnion('kind', [
  /** `helm_release` by its address in a Terraform root, with the root's environment. */
  z.strictObject({ kind: z.literal('terraform'), root: z.string(), environment: z.string().optional(), address: z.string(), at: location }),
  z.strictObject({ kind: z.literal('argo'), name: z.string(), at: location }),
  z.strictObject({ kind: z.literal('flux'), name: z.string(), at: location }),
  /** `helm upgrade` or `install`, `helmfile`, `skaffold`, in a workflow, a Makefile, a script. */
  z.strictObject({ kind: z.literal('command'), command: z.string(), at: location }),
  z.strictObject({ kind: z.literal('found') }),
]);

const release = z.strictObject({
  /** Of the chart in `charts`. */
  chart: z.string(),
  name: z.string(),
  /** Absent where nobody says: Helm takes that of the kubeconfig. */
  namespace: z.string().optional(),
  createsNamespace: z.boolean(),
  by: deployer,
  /** Values files of the submission that it takes, in order. */
  valueFiles: z.array(z.string()),
  outcome: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('rendered'),
      objects: z.int().nonnegative(),
      /** Test hooks that were left out. */
      tests: z.int().nonnegative(),
      /** Values that files can't tell stood as marks (see section manifests); `defaults`: Helm refused the marks, so the chart's own defaults stand. */
      unknowns: z.enum(['none', 'marked', 'defaults']),
    }),
    z.strictObject({ kind: z.literal('broken'), problems: z.array(chartProblem).min(1) }),
    /** It needs what isn't in the submission (a dependency's templates, a values file), or the release is switched off. */
    z.strictObject({ kind: z.literal('skipped'), because: z.string() }),
  ]),
});

/** A release of a chart from elsewhere, by helmfile or a command; who reads Terraform and GitOps objects finds theirs there. */
const foreign = z.strictObject({
  /** As written: `traefik/traefik`, `oci://…/traefik`. */
  chart: z.string(),
  repository: z.string().optional(),
  version: z.string().optional(),
  name: z.string(),
  namespace: z.string().optional(),
  createsNamespace: z.boolean(),
  command: z.string(),
  at: location,
  /** Of versions, where they are said. */
  versionAt: location.optional(),
  /** YAML documents in order, later ones over earlier ones, of at most 64 KiB each. */
  values: z.array(z.string()),
  settings: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  /** Some of the values aren't in the files. */
  open: z.boolean(),
});

/**
 * Helm charts in the submission, and how the submission itself releases them. Rendered on a staged copy, without network
 * or cluster. Not exercised where there are charts and no Helm.
 */
export const chart = section({
  id: 'chart',
  version: 1,
  tier: 'source',
  schema: z.strictObject({
    /** Helm's own version; absent where there was no chart. */
    helm: z.string().optional(),
    /** By path. */
    charts: z.array(oneChart),
    /** One or more for each application chart that isn't only a dependency of another. */
    releases: z.array(release),
    /** At most 60. */
    foreign: z.array(foreign).optional(),
    /** Of Chart.yaml files that make no chart. */
    problems: z.array(chartProblem),
  }),
  upcasters: {},
});

export type ChartFacts = z.infer<typeof chart.schema>;
export type Chart = z.infer<typeof oneChart>;
export type ChartProblem = z.infer<typeof chartProblem>;
export type ChartDependency = z.infer<typeof dependency>;
export type Release = z.infer<typeof release>;
export type ForeignRelease = z.infer<typeof foreign>;
export type Deployer = z.infer<typeof deployer>;
