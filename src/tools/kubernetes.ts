/** Any object, as JSON. Read what comes back with zod where it matters. */
export type KubernetesObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>>; readonly uid?: string; readonly [member: string]: unknown };
  readonly [member: string]: unknown;
};

export type ObjectName = { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly namespace?: string };
export type ObjectKind = { readonly apiVersion: string; readonly kind: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };

/** `refused`: the API server's own answer, by HTTP status and reason (`Forbidden`, `Invalid`, `NotFound`, `TooManyRequests`, …). */
export type Answered<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'refused'; readonly status: number; readonly reason: string; readonly message: string; readonly warnings?: readonly string[] };

export type KubernetesApi = {
  /** Server-side apply, forced. */
  readonly apply: (object: KubernetesObject, how: { readonly dryRun: boolean }) => Promise<Answered<KubernetesObject>>;
  readonly read: (name: ObjectName) => Promise<Answered<KubernetesObject>>;
  readonly list: (kind: ObjectKind) => Promise<readonly KubernetesObject[]>;
  readonly remove: (name: ObjectName, how: { readonly graceSeconds?: number }) => Promise<Answered<undefined>>;
  /** A JSON merge patch. */
  readonly patch: (name: ObjectName, patch: Readonly<Record<string, unknown>>) => Promise<Answered<KubernetesObject>>;
  readonly evict: (pod: ObjectName) => Promise<Answered<undefined>>;
  /** Resolves with the first listing for which `until` gives something, seen by a watch, or undefined when the time is over. */
  readonly wait: <T>(kind: ObjectKind, until: (objects: readonly KubernetesObject[]) => T | undefined, timeoutMs: number) => Promise<T | undefined>;
  readonly log: (pod: ObjectName, how: { readonly container: string; readonly previous: boolean; readonly lines: number }) => Promise<readonly string[]>;
  /** The same API with the rights of a service account. */
  readonly as: (account: { readonly namespace: string; readonly name: string }) => Promise<KubernetesApi>;
};

/** The API server does not answer, after retries: our fault. */
export class KubernetesGone extends Error {}
