import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { appliedKinds } from './kinds.ts';

/** On all that docc makes for one deployment: by it, everything goes at the end. */
export const ownLabel = 'dev.docc.deployment';

export type Guarded = {
  readonly namespace: string;
  /** Tells this deployment's objects of the whole cluster from another's. */
  readonly id: string;
  /** The labels that the submission's code gives its namespace. */
  readonly labels: Readonly<Record<string, string>>;
  /** The only images that run there. */
  readonly images: readonly string[];
};

/** The account with whose rights the submission is applied. */
export const deployer = 'docc-deployer';

/** What the policy says of any other image. */
export const onlyOwnImage = 'only the image built from the submission runs here';

const enforce = 'pod-security.kubernetes.io/enforce';

/** `restricted` is asked by an experiment of its own: one mistake must not take the points of all others. */
export function namespaceOf({ namespace, id, labels }: Guarded): KubernetesObject {
  const kept = Object.entries(labels).filter(([name]) => !name.startsWith('pod-security.kubernetes.io/') && !name.startsWith('kubernetes.io/'));
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { ...Object.fromEntries(kept), [ownLabel]: id, [enforce]: 'baseline', [`${enforce}-version`]: 'latest' } } };
}

/** What the namespace is fenced with before anything of the submission's is in it. */
export function guardsOf(guarded: Guarded): readonly KubernetesObject[] {
  return [...imagePolicyOf(guarded), ...quotasOf(guarded), withinCluster(guarded), ...accountOf(guarded)];
}

/** Room for twenty pods of the size that the challenge's app has, and none for balancers. */
function quotasOf({ namespace }: Guarded): readonly KubernetesObject[] {
  const hard = { pods: '30', 'requests.cpu': '4', 'requests.memory': '4Gi', 'limits.memory': '6Gi', services: '20', 'services.loadbalancers': '0', 'services.nodeports': '0', persistentvolumeclaims: '4', 'requests.storage': '4Gi', configmaps: '60', secrets: '60', 'count/jobs.batch': '10' };
  const defaults = [{ type: 'Container', default: { memory: '256Mi' }, defaultRequest: { cpu: '10m', memory: '64Mi' } }];
  return [
    { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'docc', namespace }, spec: { hard } },
    { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'docc', namespace }, spec: { limits: defaults } },
  ];
}

/** Pods reach pods and nothing beyond: not the machine, not its network, no metadata of a cloud. Who reaches the pods is the submission's business. */
const withinCluster = ({ namespace }: Guarded): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'docc-within-cluster', namespace },
  spec: { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ namespaceSelector: {} }] }] },
});

/** Whatever the submission's objects say, and whoever makes its pods: only these images run. */
function imagePolicyOf({ namespace, id, images }: Guarded): readonly KubernetesObject[] {
  const name = `docc-images-${id}`;
  const own = `[${images.map((image) => JSON.stringify(image)).join(', ')}]`;
  const all = ['containers', 'initContainers', 'ephemeralContainers'].map((list) => `(!has(object.spec.${list}) || object.spec.${list}.all(c, c.image in ${own}))`);
  const labels = { [ownLabel]: id };
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, labels },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods', 'pods/ephemeralcontainers'] }] },
        validations: [{ expression: all.join(' && '), message: `docc: ${onlyOwnImage}` }],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name, labels },
      spec: { policyName: name, validationActions: ['Deny'], matchResources: { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } } },
    },
  ];
}

/** Rights over what an app is deployed with, in its namespace: what it grants others it must have itself. */
function accountOf({ namespace }: Guarded): readonly KubernetesObject[] {
  const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  const groups = Map.groupBy(Object.values(appliedKinds), ({ group }) => group);
  const rules = [...groups].map(([group, kinds]) => ({ apiGroups: [group], resources: kinds.map(({ plural }) => plural), verbs }));
  const rbac = 'rbac.authorization.k8s.io';
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: deployer, namespace }, automountServiceAccountToken: false },
    { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name: deployer, namespace }, rules },
    { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: deployer, namespace }, roleRef: { apiGroup: rbac, kind: 'Role', name: deployer }, subjects: [{ kind: 'ServiceAccount', name: deployer, namespace }] },
  ];
}
