import type { KubernetesObject } from '../../../tools/kubernetes.ts';

/** By the digest of its index, for all architectures: https://github.com/kubernetes-sigs/metrics-server/releases/tag/v0.8.1 */
export const pinnedImage = 'registry.k8s.io/metrics-server/metrics-server:v0.8.1@sha256:b2d2efaf5ac3b366ed0f839d2412a2c4279d4fc2a2a733f12c52133faed36c41';

/** As a node's store may hold it already, whatever the version. */
export const anyImage = /^registry\.k8s\.io\/metrics-server\/metrics-server:v[\w.-]+$/;

export const apiService = 'v1beta1.metrics.k8s.io';

const name = 'metrics-server';
const namespace = 'kube-system';
const labels = { 'k8s-app': name };
const metadata = { name, namespace, labels };
const rbac = 'rbac.authorization.k8s.io';
const account = { kind: 'ServiceAccount', name, namespace };

/** What serves the resource metrics API, by which autoscalers read what pods use. */
export const metricsObjects = (image: string): readonly KubernetesObject[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: `system:${name}` },
    rules: [
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
    ],
  },
  { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name: `system:${name}` }, roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: `system:${name}` }, subjects: [account] },
  { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name: `${name}:system:auth-delegator` }, roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'system:auth-delegator' }, subjects: [account] },
  { apiVersion: `${rbac}/v1`, kind: 'RoleBinding', metadata: { name: `${name}-auth-reader`, namespace }, roleRef: { apiGroup: rbac, kind: 'Role', name: 'extension-apiserver-authentication-reader' }, subjects: [account] },
  { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ name: 'https', port: 443, targetPort: 'https' }] } },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podOf(image) } } },
  {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: apiService },
    spec: { group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: { name, namespace } },
  },
];

/** kind's kubelets sign their own certificates. */
const podOf = (image: string) => ({
  serviceAccountName: name,
  priorityClassName: 'system-cluster-critical',
  terminationGracePeriodSeconds: 1,
  containers: [
    {
      name,
      image,
      imagePullPolicy: 'IfNotPresent',
      args: ['--cert-dir=/tmp', '--kubelet-insecure-tls', '--secure-port=10250', '--kubelet-preferred-address-types=InternalIP,Hostname', '--kubelet-use-node-status-port', '--metric-resolution=15s'],
      ports: [{ name: 'https', containerPort: 10250 }],
      readinessProbe: { httpGet: { path: '/readyz', port: 'https', scheme: 'HTTPS' }, periodSeconds: 2, failureThreshold: 30 },
      resources: { requests: { cpu: '20m', memory: '64Mi' } },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    },
  ],
  volumes: [{ name: 'tmp', emptyDir: {} }],
});
