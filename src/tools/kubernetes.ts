import type { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { deadline } from './deadline.ts';
import { jsonIn } from './json.ts';
import { type Call, type Connection, connectionTo, KubernetesGone, refusalIn, type Reply } from './kubernetes-connection.ts';
import { type FindResource, resourcesOf, rootOf } from './kubernetes-kinds.ts';
import { type KubernetesObject, kubernetesObject } from './kubernetes-object.ts';
import { type Listing, watchUntil } from './kubernetes-watch.ts';

export type { KubernetesObject };
export { KubernetesGone };

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
  /** What one may with these rights in a namespace, by the API server's own word. */
  readonly rights: (namespace: string) => Promise<Answered<Rights>>;
  /** The same for taking away what was made: the end of the grade doesn't stop it, its own time does. */
  readonly afterwards: () => KubernetesApi;
};

/** Lists as RBAC has them; `*` for all. Without `names`: any. https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-rules-review-v1/ */
export type Right = { readonly verbs: readonly string[]; readonly groups: readonly string[]; readonly resources: readonly string[]; readonly names: readonly string[] };

/** `complete`: false where an authorizer can't tell all that it allows. */
export type Rights = { readonly complete: boolean; readonly rights: readonly Right[] };

/** For all that is taken away together. */
const afterwardsMs = 180_000;

/** What docc sets belongs to this name: https://kubernetes.io/docs/reference/using-api/server-side-apply/#managers */
const manager = 'docc';

/** The API server that a kubeconfig's current context leads to. Throws where the text is no kubeconfig. */
export async function openKubernetes(kubeconfig: string, signal: AbortSignal): Promise<KubernetesApi> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  return apiOf(config, connectionTo(config, signal));
}

type Server = Connection & { readonly resource: FindResource };

function apiOf(config: KubeConfig, connection: Connection): KubernetesApi {
  const server: Server = { ...connection, resource: resourcesOf(connection) };
  return {
    apply: async (object, { dryRun }) => {
      const query = { fieldManager: manager, force: 'true', ...(dryRun && { dryRun: 'All' }) };
      return await asObject(server, nameOf(object), query, (path) => ({ method: 'PATCH', path, body: { type: 'application/apply-patch+yaml', json: object } }));
    },
    read: (name) => asObject(server, name, {}, (path) => ({ method: 'GET', path })),
    list: async (kind) => (await listing(server, kind)).objects,
    remove: async (name, { graceSeconds }) => {
      const options = { propagationPolicy: 'Background', ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }) };
      return done(await onObject(server, name, {}, (path) => ({ method: 'DELETE', path, body: { type: 'application/json', json: options } })), () => undefined);
    },
    patch: (name, json) => asObject(server, name, { fieldManager: manager }, (path) => ({ method: 'PATCH', path, body: { type: 'application/merge-patch+json', json } })),
    evict: (pod) => evicted(server, pod),
    wait: (kind, until, timeoutMs) => waited(server, kind, until, timeoutMs),
    log: (pod, how) => logged(server, pod, how),
    as: (account) => withRightsOf(config, server, account),
    rights: (namespace) => rightsIn(server, namespace),
    afterwards: () => apiOf(config, connectionTo(config, AbortSignal.timeout(afterwardsMs))),
  };
}

const nameOf = ({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): ObjectName => ({ apiVersion, kind, name, ...(namespace !== undefined && { namespace }) });

type Query = Readonly<Record<string, string>>;
type Make = (path: string) => Call;

async function asObject(server: Server, name: ObjectName, query: Query, make: Make): Promise<Answered<KubernetesObject>> {
  return done(await onObject(server, name, query, make), ({ text }) => kubernetesObject.parse(jsonIn(text)));
}

async function onObject(server: Server, name: ObjectName, query: Query, make: Make): Promise<Reply> {
  const path = await pathOf(server, name);
  if (path === undefined) return { status: 404, text: JSON.stringify({ reason: 'NotFound', message: `the server has no kind ${name.kind} in ${name.apiVersion}` }), warnings: [] };
  return await server.call(make(`${path}/${encodeURIComponent(name.name)}${queryOf(query)}`));
}

const done = <T>(reply: Reply, value: (reply: Reply) => T): Answered<T> => (reply.status < 300 ? { kind: 'done', value: value(reply) } : refusalIn(reply));

const queryOf = (query: Query): string => (Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query).toString()}`);

/** Without a namespace, of all of them. Undefined: the server has no such kind. */
async function pathOf({ resource }: Server, { apiVersion, kind, namespace }: ObjectKind): Promise<string | undefined> {
  const found = await resource({ apiVersion, kind });
  if (found === undefined) return undefined;
  const within = found.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${rootOf(apiVersion)}${within}/${found.plural}`;
}

const list = z.object({ metadata: z.object({ resourceVersion: z.string().default('') }), items: z.array(z.record(z.string(), z.unknown())) });

/** Of a kind that the server hasn't, or has no more, nothing: another grade may take the kinds away that it brought. */
async function listing(server: Server, kind: ObjectKind): Promise<Listing> {
  const path = await pathOf(server, kind);
  if (path === undefined) return { version: '', objects: [] };
  const reply = await server.call({ method: 'GET', path: `${path}${queryOf(selection(kind))}` });
  if (reply.status === 404) return { version: '', objects: [] };
  if (reply.status !== 200) throw new Error(`listing ${kind.kind}: ${refusalIn(reply).message}`);
  const { metadata, items } = list.parse(jsonIn(reply.text));
  // Items of a list leave out what they share.
  return { version: metadata.resourceVersion, objects: items.map((item) => kubernetesObject.parse({ ...item, apiVersion: kind.apiVersion, kind: kind.kind })) };
}

function selection({ labels = {} }: ObjectKind): Query {
  const asked = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return asked.length === 0 ? {} : { labelSelector: asked.join(',') };
}

async function waited<T>(server: Server, kind: ObjectKind, until: (objects: readonly KubernetesObject[]) => T | undefined, timeoutMs: number): Promise<T | undefined> {
  const path = await pathOf(server, kind);
  if (path === undefined) return until([]);
  let found: T | undefined;
  const seen = (objects: readonly KubernetesObject[]): boolean => (found = until(objects)) !== undefined;
  using signal = deadline(server.signal, timeoutMs);
  // Another query: the pieces that a watch adds follow an ampersand.
  const watched = { list: () => listing(server, kind), path: `${path}${queryOf({ timeoutSeconds: '300', ...selection(kind) })}` };
  await watchUntil(server, watched, seen, signal);
  server.signal.throwIfAborted();
  return found;
}

async function evicted(server: Server, pod: ObjectName): Promise<Answered<undefined>> {
  const { name, namespace = 'default' } = pod;
  const json = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace } };
  return done(await onObject(server, pod, {}, (path) => ({ method: 'POST', path: `${path}/eviction`, body: { type: 'application/json', json } })), () => undefined);
}

/** As much of a log as one asks for: of a container that has none, nothing. */
const longestLog = 256 * 1024;

async function logged(server: Server, pod: ObjectName, { container, previous, lines }: { readonly container: string; readonly previous: boolean; readonly lines: number }): Promise<readonly string[]> {
  const query = new URLSearchParams({ container, previous: String(previous), tailLines: String(lines), limitBytes: String(longestLog) });
  const { status, text } = await onObject(server, pod, {}, (path) => ({ method: 'GET', path: `${path}/log?${query.toString()}` }));
  return status === 200 ? text.split('\n').filter((line) => line !== '') : [];
}

const tokenAnswer = z.object({ status: z.object({ token: z.string() }) });

async function withRightsOf(config: KubeConfig, server: Server, { namespace, name }: { readonly namespace: string; readonly name: string }): Promise<KubernetesApi> {
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new KubernetesGone('the kubeconfig names no cluster');
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(name)}/token`;
  const json = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3_600 } };
  const reply = await server.call({ method: 'POST', path, body: { type: 'application/json', json } });
  if (reply.status >= 300) throw new Error(`a token for the service account ${namespace}/${name}: ${refusalIn(reply).message}`);
  const { KubeConfig } = await import('@kubernetes/client-node');
  const narrowed = new KubeConfig();
  narrowed.loadFromClusterAndUser(cluster, { name, token: tokenAnswer.parse(jsonIn(reply.text)).status.token });
  return apiOf(narrowed, connectionTo(narrowed, server.signal));
}

const texts = z.array(z.string()).nullish().transform((list) => list ?? []);
const rule = z.object({ verbs: texts, apiGroups: texts, resources: texts, resourceNames: texts });
const rulesReview = z.object({ status: z.object({ incomplete: z.boolean().default(false), resourceRules: z.array(rule).nullish() }) });

async function rightsIn(server: Server, namespace: string): Promise<Answered<Rights>> {
  const json = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } };
  const reply = await server.call({ method: 'POST', path: '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', body: { type: 'application/json', json } });
  return done(reply, ({ text }) => {
    const { incomplete, resourceRules } = rulesReview.parse(jsonIn(text)).status;
    return { complete: !incomplete, rights: (resourceRules ?? []).map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, groups: apiGroups, resources, names: resourceNames })) };
  });
}
