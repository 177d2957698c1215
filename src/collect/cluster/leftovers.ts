import { machineMark } from '../../tools/docker-run.ts';
import type { KubernetesApi, KubernetesObject, ObjectKind } from '../../tools/kubernetes.ts';
import { isAlive } from '../../tools/temporary.ts';
import { granted, namespaceGone, removed } from './answer.ts';

/** On what docc makes in a cluster of others, and on a node that it keeps pods from: the process and machine that did. */
export const makerLabel = 'dev.docc.run';

export const maker = (): string => `${process.pid}-${machineMark()}`;

export const marked = (object: KubernetesObject): KubernetesObject => ({ ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, [makerLabel]: maker() } } });

const rbac = 'rbac.authorization.k8s.io/v1';
const admission = 'admissionregistration.k8s.io/v1';

/** What docc makes outside of its own namespaces, those that need others first. */
const kinds: readonly ObjectKind[] = [
  { apiVersion: 'v1', kind: 'Namespace' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: rbac, kind: 'ClusterRoleBinding' },
  { apiVersion: rbac, kind: 'ClusterRole' },
  { apiVersion: admission, kind: 'ValidatingAdmissionPolicyBinding' },
  { apiVersion: admission, kind: 'ValidatingAdmissionPolicy' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass' },
  { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
];

/** Removes from a cluster of others what grades left there that were killed on this machine; a node that one drained takes pods again. */
export async function removeLeftInCluster(api: KubernetesApi): Promise<void> {
  for (const kind of kinds) await Promise.all((await leftOf(api, kind)).map((object) => takenAway(api, object)));
  const nodes = await leftOf(api, { apiVersion: 'v1', kind: 'Node' });
  await Promise.all(nodes.map(({ metadata: { name } }) => cordoned(api, name, false)));
}

const leftOf = async (api: KubernetesApi, kind: ObjectKind): Promise<readonly KubernetesObject[]> => (await api.list(kind)).filter(({ metadata }) => isLeft(metadata.labels?.[makerLabel]));

function isLeft(made: string | undefined): boolean {
  const [, pid, machine] = /^(\d+)-([0-9a-f]+)$/.exec(made ?? '') ?? [];
  return pid !== undefined && machine === machineMark() && !isAlive(Number(pid));
}

/** A namespace goes with all that is in it, and is waited for. */
export async function takenAway(api: KubernetesApi, { apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): Promise<void> {
  if (kind === 'Namespace') return await namespaceGone(api, name);
  removed(await api.remove({ apiVersion, kind, name, ...(namespace !== undefined && { namespace }) }, {}), `${kind} ${name}`);
}

/** Whether a node takes new pods, with who keeps them away. */
export async function cordoned(api: KubernetesApi, node: string, unschedulable: boolean): Promise<void> {
  const [label, spec] = unschedulable ? [maker(), { unschedulable }] : [null, { unschedulable: null }];
  granted(await api.patch({ apiVersion: 'v1', kind: 'Node', name: node }, { metadata: { labels: { [makerLabel]: label } }, spec }), `${unschedulable ? 'cordon' : 'uncordon'} a node`);
}
