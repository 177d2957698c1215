import { z } from 'zod';
import { location } from '../../../evidence/observation.ts';
import { section } from '../../../evidence/section.ts';

/** An object of the submission, as its files name it. Names that the cluster generates are in no section: they differ from run to run. */
export const deployedObject = z.strictObject({ kind: z.string(), name: z.string(), path: z.string(), line: z.int().positive().optional() });
export type DeployedObject = z.infer<typeof deployedObject>;

/** Judged from source, and not applied: `because` in the reader's words, such as `docc judges cluster-wide objects from files`. */
const setAside = z.strictObject({ object: deployedObject, because: z.string() });

/** What no submission may bring to a cluster of others. Nothing of such an object is applied. */
const refusedObject = z.strictObject({
  object: deployedObject,
  rule: z.enum(['foreign-namespace', 'hook', 'finalizer', 'kind', 'host-access', 'exposure', 'size', 'image', 'unreadable', 'reserved']),
  observed: z.string(),
  fix: z.string(),
});

/** Why pods of the submission did not become ready, as one who knows Kubernetes would say it. */
const notReady = z.strictObject({
  of: deployedObject,
  container: z.string().optional(),
  cause: z.enum([
    'image-missing', 'image-refused', 'crash', 'out-of-memory', 'not-ready-probe', 'killed-by-probe', 'configuration-missing', 'account-missing', 'unschedulable', 'volume-pending',
    'runs-as-root', 'pod-security', 'quota', 'init-container', 'stuck', 'unknown',
  ]),
  /** What the cluster said: event, last state, exit code; without generated names. */
  observed: z.string(),
  at: location.optional(),
  fix: z.string(),
  /** The last lines of its log, at most 20 of 300 characters, cleaned. Nothing in it is believed. */
  printed: z.array(z.string()),
});
export type NotReady = z.infer<typeof notReady>;

const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  /** The API server would not take an object: `rights`: more than the namespace's own; `invalid`: by schema or admission. */
  z.strictObject({
    kind: z.literal('denied'),
    object: deployedObject,
    by: z.enum(['rights', 'invalid', 'quota', 'pod-security', 'policy']),
    message: z.string(),
    fix: z.string(),
  }),
  /** `seconds`: what it was given. How long it really was waited for is under `measured`: less, where a cause is certain to stay. */
  z.strictObject({ kind: z.literal('not-ready'), seconds: z.int().positive(), troubles: z.array(notReady).min(1) }),
  /** Of the app itself something is refused, so that what remains is not the app. */
  z.strictObject({ kind: z.literal('refused') }),
]);

/** The submission deployed to a cluster with rights in its own namespace alone. */
export const clusterDeploy = section({
  id: 'cluster.deploy',
  version: 1,
  tier: 'cluster',
  schema: z.strictObject({
    cluster: z.strictObject({
      kubernetes: z.string(),
      nodes: z.int().positive(),
      zones: z.array(z.string()),
      made: z.enum(['for-this-grade', 'given']),
    }),
    /** Which of several, where the submission has several. */
    environment: z.string().optional(),
    namespace: z.string(),
    /** The digest of the image's manifest that runs in the place of the submission's own name. */
    image: z.string(),
    workload: deployedObject,
    applied: z.array(deployedObject),
    setAside: z.array(setAside),
    refused: z.array(refusedObject),
    /** What docc put there, for the reader: `TLS secret docc-sample-tls, self-signed`. */
    supplied: z.array(z.string()),
    /** What docc changed in what it applied, for the reader. */
    rewritten: z.array(z.string()),
    outcome,
    measured: z.strictObject({ readyAfterSeconds: z.number().nonnegative().optional(), gaveUpAfterSeconds: z.number().nonnegative().optional() }),
  }),
  upcasters: {},
});

export type ClusterDeployFacts = z.infer<typeof clusterDeploy.schema>;
