import { z } from 'zod';
import type { KubernetesApi, KubernetesObject } from '../../../tools/kubernetes.ts';
import { isReady } from '../deploy/seen.ts';
import { customKinds } from './inert-kinds.ts';
import { ingressClassOf, standInClass, standInObjects, type StandIn } from './objects.ts';

/** Applies with all rights what docc itself makes, and remembers it. Throws where the cluster refuses it: that is our fault. */
export type Make = (object: KubernetesObject) => Promise<void>;

const established = z.object({ status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }) });

/** A busy machine took eight seconds for all of them. */
const patienceMs = 60_000;

const definitions = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' } as const;

/** The kinds that the cluster hasn't yet. Those of a grade before may still be going: they are waited for, since what is applied to them goes with them. */
export async function installKinds(api: Pick<KubernetesApi, 'wait'>, make: Make): Promise<void> {
  const wanted = customKinds();
  const names = wanted.map(({ metadata }) => metadata.name);
  const standing = (all: readonly KubernetesObject[]): ReadonlySet<string> | undefined => {
    const ours = all.filter(({ metadata }) => names.includes(metadata.name));
    return ours.some(isGoing) ? undefined : new Set(ours.map(({ metadata }) => metadata.name));
  };
  const present = await api.wait(definitions, standing, patienceMs);
  if (present === undefined) throw new Error(`kinds that a grade before made here are not gone after ${patienceMs / 1000} s`);
  await Promise.all(wanted.filter(({ metadata }) => !present.has(metadata.name)).map(make));
  const areServed = (all: readonly KubernetesObject[]): true | undefined => {
    const served = new Set(all.filter(isEstablished).map(({ metadata }) => metadata.name));
    return names.every((name) => served.has(name)) ? true : undefined;
  };
  if ((await api.wait(definitions, areServed, patienceMs)) === undefined) throw new Error(`the cluster does not serve the kinds that docc gives it within ${patienceMs / 1000} s`);
}

const isGoing = ({ metadata }: KubernetesObject): boolean => metadata['deletionTimestamp'] !== undefined;

const isEstablished = (object: KubernetesObject): boolean => established.safeParse(object).data?.status.conditions.some(({ type, status }) => type === 'Established' && status === 'True') ?? false;

/** The stand-in controller, ready. Its namespace is made where it isn't there. */
export async function installStandIn(api: KubernetesApi, of: StandIn, make: Make): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', name: of.namespace };
  if ((await api.read(namespace)).kind === 'refused') await make({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: of.namespace } });
  await make(ingressClassOf(standInClass, (await defaultClass(api)) === undefined));
  for (const object of standInObjects(of)) await make(object);
  const name = standInObjects(of).at(-1)?.metadata.name;
  const isThere = (all: readonly KubernetesObject[]): true | undefined => (all.some((each) => each.metadata.name === name && isReady(each)) ? true : undefined);
  const ready = await api.wait({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: of.namespace }, isThere, patienceMs * 2);
  if (ready === undefined) throw new Error(`the stand-in controller (${of.image}) did not become ready: see that the nodes can get that image, or name another by DOCC_CONTROLLER_IMAGE`);
}

const defaultClass = async (api: KubernetesApi): Promise<KubernetesObject | undefined> =>
  (await api.list({ apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass' })).find(({ metadata }) => metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true');
