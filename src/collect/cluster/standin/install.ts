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

/** The kinds that the cluster hasn't yet. */
export async function installKinds(api: KubernetesApi, make: Make): Promise<void> {
  const wanted = customKinds();
  const kind = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' };
  const present = new Set((await api.list(kind)).map(({ metadata }) => metadata.name));
  await Promise.all(wanted.filter(({ metadata }) => !present.has(metadata.name)).map(make));
  const names = wanted.map(({ metadata }) => metadata.name);
  const areServed = (all: readonly KubernetesObject[]): true | undefined => {
    const served = new Set(all.filter(isEstablished).map(({ metadata }) => metadata.name));
    return names.every((name) => served.has(name)) ? true : undefined;
  };
  if ((await api.wait(kind, areServed, patienceMs)) === undefined) throw new Error(`the cluster does not serve the kinds that docc gives it within ${patienceMs / 1000} s`);
}

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
