import { setTimeout as pause } from 'node:timers/promises';
import type { KubernetesApi, KubernetesObject } from '../../../tools/kubernetes.ts';
import { type Diagnosis, diagnosed, type Seen } from './diagnosis.ts';
import type { Planned } from './plan.ts';
import { type SeenPod, conditionsOf, eventsIn, isReady, podsIn } from './seen.ts';
import type { NotReady } from './section.ts';
import { lasting } from './words.ts';

/** What the rubric gives an app to become ready. */
export const patienceMs = 180_000;

export type Readiness = { readonly kind: 'ready' } | { readonly kind: 'not-ready'; readonly troubles: readonly NotReady[] };

const awaited = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'Pod']);

/** Until all that runs pods is ready, or it is certain that something never will be, or the time is over. */
export async function readinessOf(api: KubernetesApi, namespace: string, applied: readonly Planned[]): Promise<Readiness> {
  const running = applied.filter(({ object }) => awaited.has(object.kind));
  const stop = new AbortController();
  const all = Promise.all(running.map(({ object }) => becomesReady(api, object)));
  const hope = untilHopeless(api, namespace, running, stop.signal);
  const ended = await Promise.race([all.then((each) => (each.every(Boolean) ? ('ready' as const) : ('late' as const))), hope]);
  stop.abort();
  all.catch(() => undefined);
  return ended === 'ready' ? { kind: 'ready' } : { kind: 'not-ready', troubles: await troublesOf(api, namespace, running) };
}

async function becomesReady(api: KubernetesApi, { apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): Promise<boolean> {
  const isThere = (objects: readonly KubernetesObject[]): true | undefined => (objects.some((each) => each.metadata.name === name && isReady(each)) ? true : undefined);
  return (await api.wait({ apiVersion, kind, ...(namespace !== undefined && { namespace }) }, isThere, patienceMs)) === true;
}

/** A cause is certain when it is still there some seconds after it was seen: a cluster says much in passing. */
const secondThoughtsMs = 6_000;

async function untilHopeless(api: KubernetesApi, namespace: string, running: readonly Planned[], signal: AbortSignal): Promise<'hopeless' | 'late'> {
  const began = performance.now();
  let since: number | undefined;
  while (!signal.aborted && performance.now() - began < patienceMs) {
    const certain = (await seenOf(api, namespace, running)).some((seen) => !seen.ready && diagnosed(seen).certain);
    if (!certain) since = undefined;
    else if (since === undefined) since = performance.now();
    else if (performance.now() - since > secondThoughtsMs) return 'hopeless';
    await pause(1_500, undefined, { signal }).catch(() => undefined);
  }
  return 'late';
}

type SeenWorkload = Seen & { readonly ready: boolean; readonly object: KubernetesObject };

async function seenOf(api: KubernetesApi, namespace: string, running: readonly Planned[]): Promise<readonly SeenWorkload[]> {
  const [pods, sets, events] = await Promise.all([
    api.list({ apiVersion: 'v1', kind: 'Pod', namespace }),
    api.list({ apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace }),
    api.list({ apiVersion: 'v1', kind: 'Event', namespace }),
  ]);
  const known = await Promise.all(running.map(async ({ object, source }) => ({ source, object: await current(api, object) })));
  return known.map(({ object, source }) => {
    const own = new Set([object.metadata.name, ...sets.filter((set) => ownedBy(set, object.metadata.name)).map(({ metadata }) => metadata.name)]);
    const ours = podsIn(pods).filter(({ metadata }) => own.has(metadata.name) || metadata.ownerReferences.some(({ name }) => own.has(name)));
    const names = new Set([...own, ...ours.map(({ metadata }) => metadata.name)]);
    return { object, of: source, ready: isReady(object), pods: ours.filter(isUnready), events: eventsIn(events).filter(({ involvedObject: { kind, name } }) => names.has(name) || kind === 'PersistentVolumeClaim'), failures: failuresOf(object) };
  });
}

const isUnready = ({ status }: SeenPod): boolean => !status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True');

const ownedBy = ({ metadata }: KubernetesObject, name: string): boolean => JSON.stringify(metadata['ownerReferences'] ?? []).includes(`"name":${JSON.stringify(name)}`);

const failuresOf = (object: KubernetesObject): readonly string[] => conditionsOf(object).filter(({ type, status }) => type === 'ReplicaFailure' && status === 'True').map(({ message }) => message);

async function current(api: KubernetesApi, object: KubernetesObject): Promise<KubernetesObject> {
  const { apiVersion, kind, metadata: { name, namespace } } = object;
  const read = await api.read({ apiVersion, kind, name, ...(namespace !== undefined && { namespace }) });
  return read.kind === 'done' ? read.value : object;
}

async function troublesOf(api: KubernetesApi, namespace: string, running: readonly Planned[]): Promise<readonly NotReady[]> {
  const late = (await seenOf(api, namespace, running)).filter(({ ready }) => !ready);
  return await Promise.all(late.map((seen) => troubleOf(api, namespace, seen, diagnosed(seen))));
}

async function troubleOf(api: KubernetesApi, namespace: string, { of, pods }: Seen, { cause, observed, fix, container, log }: Diagnosis): Promise<NotReady> {
  const [pod] = pods;
  const lines = pod === undefined || container === undefined || log === undefined ? [] : await printedBy(api, { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, namespace }, container, log === 'previous');
  const at = { path: of.path, ...(of.line !== undefined && { line: of.line }) };
  return { of, cause, at, observed: observed === '' ? cause : observed, fix, printed: lines.map(lasting).filter((line) => line !== '').slice(-20), ...(container !== undefined && { container }) };
}

/** Of the time before, or, where that has left nothing, of now. */
async function printedBy(api: KubernetesApi, pod: { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly namespace: string }, container: string, previous: boolean): Promise<readonly string[]> {
  const lines = await api.log(pod, { container, previous, lines: 20 });
  return lines.length > 0 || !previous ? lines : await api.log(pod, { container, previous: false, lines: 20 });
}
