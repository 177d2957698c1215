import { ownerTag, owner, submissionTag, type Tags, tagsOf } from '../cloud/marks.ts';
import type { Holding, Of, Seen } from '../cloud/resource.ts';
import { NotSettled, type Removed } from '../tools/aws-changes.ts';
import type { KubernetesApi, KubernetesObject, ObjectKind } from '../tools/kubernetes.ts';

/**
 * What docc makes outside of its own namespaces, and those: the stand-in may have to be where the submission's controller is,
 * kube-system as often as not. A Service comes first, whose balancer goes while its controller is there; then what points at
 * others before what it points at: a policy without its binding does nothing, a binding without its policy refuses everything.
 */
const kinds: readonly ObjectKind[] = [
  { apiVersion: 'v1', kind: 'Service' },
  { apiVersion: 'apps/v1', kind: 'Deployment' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'v1', kind: 'Namespace' },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding' },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass' },
  { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' },
  { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' },
];

const ours = { [ownerTag]: owner };

type Found = { readonly kind: ObjectKind; readonly object: KubernetesObject };

async function marked(api: KubernetesApi, labels: Tags): Promise<readonly Found[]> {
  const found = await Promise.all(kinds.map(async (kind) => (await api.list({ ...kind, labels })).map((object) => ({ kind, object }))));
  return found.flat();
}

/** What stands in a cluster for submissions, each under one name: namespaces, and what lies outside of them. */
export async function namespacesIn(api: KubernetesApi, cluster: string): Promise<readonly Seen[]> {
  const bySubmission = Map.groupBy(await marked(api, ours), ({ object }) => JSON.stringify(tagsIn(object)));
  return [...bySubmission.values()].map((all): Seen => {
    const [first] = all;
    const tags = first === undefined ? {} : tagsIn(first.object);
    const times = all.map(({ object }) => createdAt(object)).filter((time) => time !== undefined);
    return { resource: { kind: 'namespace', cluster, name: nameOf(tags) }, tags, since: times.sort((one, other) => one.getTime() - other.getTime())[0] };
  });
}

/** As `nameFor` makes it; of marks that nobody understands, as they are. */
function nameOf(tags: Tags): string {
  const [, id = '', sha = ''] = /^(\d+)-([0-9a-f]{12})[0-9a-f]{28}$/.exec(tags[submissionTag] ?? '') ?? [];
  return id === '' ? (tags[submissionTag] ?? 'unknown') : `docc-${id}-${sha}`;
}

const tagsIn = ({ metadata: { labels = {} } }: KubernetesObject): Tags => Object.fromEntries(Object.entries(labels).filter(([name]) => name.startsWith('docc-')).sort(([one], [other]) => (one < other ? -1 : 1)));

function createdAt({ metadata }: KubernetesObject): Date | undefined {
  const text = metadata['creationTimestamp'];
  return typeof text === 'string' ? new Date(text) : undefined;
}

/** A namespace with a balancer goes once its controller has removed it: minutes. */
const patienceMs = 8 * 60_000;

/** All of a submission in a cluster; waits until its namespaces are gone, and with them their balancers. */
export async function removeNamespace(api: KubernetesApi, { resource, marks }: Holding & { readonly resource: Of<'namespace'> }): Promise<Removed> {
  const labels = tagsOf(marks);
  const found = await marked(api, labels);
  for (const { kind, object } of found) {
    const { name, namespace } = object.metadata;
    const answer = await api.remove({ apiVersion: kind.apiVersion, kind: kind.kind, name, ...(namespace !== undefined && { namespace }) }, {});
    if (answer.kind === 'refused' && answer.status !== 404) throw new Error(`cluster ${resource.cluster} would not remove ${kind.kind} ${object.metadata.name}: ${answer.message}`);
  }
  for (const kind of ['Service', 'Namespace']) {
    const gone = await api.wait({ apiVersion: 'v1', kind, labels }, (all) => (all.length === 0 ? true : undefined), patienceMs);
    if (gone === undefined) throw new NotSettled(`${kind} of ${resource.name} in cluster ${resource.cluster} is there still after ${patienceMs / 60_000} minutes: \`kubectl get ${kind.toLowerCase()} --all-namespaces --selector=${submissionTag}=${labels[submissionTag] ?? ''} -o yaml\` names what holds it`);
  }
  return found.length === 0 ? 'was-gone' : 'removed';
}
