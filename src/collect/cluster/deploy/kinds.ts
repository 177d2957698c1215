import { own } from '../../../evidence/own.ts';

/** What becomes of objects of a kind. `applied` with the rights of the submission's own account. */
export type KindRule = 'applied' | 'set-aside' | 'refused';

type Known = { readonly group: string; readonly plural: string };

/** What an app is deployed with in a namespace of its own. https://kubernetes.io/docs/reference/kubernetes-api/ */
export const appliedKinds: Readonly<Record<string, Known>> = {
  'v1 ConfigMap': { group: '', plural: 'configmaps' },
  'v1 Secret': { group: '', plural: 'secrets' },
  'v1 Service': { group: '', plural: 'services' },
  'v1 ServiceAccount': { group: '', plural: 'serviceaccounts' },
  'v1 PersistentVolumeClaim': { group: '', plural: 'persistentvolumeclaims' },
  'v1 Pod': { group: '', plural: 'pods' },
  'v1 ReplicationController': { group: '', plural: 'replicationcontrollers' },
  'v1 ResourceQuota': { group: '', plural: 'resourcequotas' },
  'v1 LimitRange': { group: '', plural: 'limitranges' },
  'apps Deployment': { group: 'apps', plural: 'deployments' },
  'apps StatefulSet': { group: 'apps', plural: 'statefulsets' },
  'apps DaemonSet': { group: 'apps', plural: 'daemonsets' },
  'apps ReplicaSet': { group: 'apps', plural: 'replicasets' },
  'batch Job': { group: 'batch', plural: 'jobs' },
  'batch CronJob': { group: 'batch', plural: 'cronjobs' },
  'autoscaling HorizontalPodAutoscaler': { group: 'autoscaling', plural: 'horizontalpodautoscalers' },
  'policy PodDisruptionBudget': { group: 'policy', plural: 'poddisruptionbudgets' },
  'networking.k8s.io Ingress': { group: 'networking.k8s.io', plural: 'ingresses' },
  'networking.k8s.io NetworkPolicy': { group: 'networking.k8s.io', plural: 'networkpolicies' },
  'rbac.authorization.k8s.io Role': { group: 'rbac.authorization.k8s.io', plural: 'roles' },
  'rbac.authorization.k8s.io RoleBinding': { group: 'rbac.authorization.k8s.io', plural: 'rolebindings' },
  'gateway.networking.k8s.io Gateway': { group: 'gateway.networking.k8s.io', plural: 'gateways' },
  'gateway.networking.k8s.io HTTPRoute': { group: 'gateway.networking.k8s.io', plural: 'httproutes' },
  'gateway.networking.k8s.io GRPCRoute': { group: 'gateway.networking.k8s.io', plural: 'grpcroutes' },
  'gateway.networking.k8s.io ReferenceGrant': { group: 'gateway.networking.k8s.io', plural: 'referencegrants' },
  'cert-manager.io Certificate': { group: 'cert-manager.io', plural: 'certificates' },
  'cert-manager.io Issuer': { group: 'cert-manager.io', plural: 'issuers' },
  'monitoring.coreos.com ServiceMonitor': { group: 'monitoring.coreos.com', plural: 'servicemonitors' },
  'monitoring.coreos.com PodMonitor': { group: 'monitoring.coreos.com', plural: 'podmonitors' },
  'external-secrets.io ExternalSecret': { group: 'external-secrets.io', plural: 'externalsecrets' },
  'external-secrets.io SecretStore': { group: 'external-secrets.io', plural: 'secretstores' },
  'elbv2.k8s.aws TargetGroupBinding': { group: 'elbv2.k8s.aws', plural: 'targetgroupbindings' },
};

/** These send a Service's callers wherever they say. */
const refusedKinds = new Set(['v1 Endpoints', 'discovery.k8s.io EndpointSlice']);

export const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : apiVersion);

export function ruleOfKind(apiVersion: string, kind: string): KindRule {
  const name = `${groupOf(apiVersion)} ${kind}`;
  if (refusedKinds.has(name)) return 'refused';
  return Object.hasOwn(appliedKinds, name) ? 'applied' : 'set-aside';
}

/** Of kinds that make pods, where their template is. */
const templates: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  ReplicationController: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

export const templateOf = (kind: string): readonly string[] | undefined => own(templates, kind);
