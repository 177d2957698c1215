import { own } from '../../evidence/own.ts';

/** The objects that the typed resources of the kubernetes provider make: https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs */
export type TypedKind = { readonly apiVersion: string; readonly kind: string };

/** `named`: the API version of the name without a version, where that isn't the stable one. */
type Family = { readonly kind: string; readonly group: string; readonly named?: string };

const families: Readonly<Record<string, Family>> = {
  namespace: { kind: 'Namespace', group: '' },
  pod: { kind: 'Pod', group: '' },
  service: { kind: 'Service', group: '' },
  service_account: { kind: 'ServiceAccount', group: '' },
  config_map: { kind: 'ConfigMap', group: '' },
  secret: { kind: 'Secret', group: '' },
  limit_range: { kind: 'LimitRange', group: '' },
  resource_quota: { kind: 'ResourceQuota', group: '' },
  persistent_volume: { kind: 'PersistentVolume', group: '' },
  persistent_volume_claim: { kind: 'PersistentVolumeClaim', group: '' },
  replication_controller: { kind: 'ReplicationController', group: '' },
  endpoints: { kind: 'Endpoints', group: '' },
  deployment: { kind: 'Deployment', group: 'apps' },
  stateful_set: { kind: 'StatefulSet', group: 'apps' },
  daemonset: { kind: 'DaemonSet', group: 'apps' },
  daemon_set: { kind: 'DaemonSet', group: 'apps' },
  job: { kind: 'Job', group: 'batch' },
  cron_job: { kind: 'CronJob', group: 'batch', named: 'v1beta1' },
  horizontal_pod_autoscaler: { kind: 'HorizontalPodAutoscaler', group: 'autoscaling' },
  pod_disruption_budget: { kind: 'PodDisruptionBudget', group: 'policy', named: 'v1beta1' },
  ingress: { kind: 'Ingress', group: 'networking.k8s.io', named: 'v1beta1' },
  ingress_class: { kind: 'IngressClass', group: 'networking.k8s.io' },
  network_policy: { kind: 'NetworkPolicy', group: 'networking.k8s.io' },
  role: { kind: 'Role', group: 'rbac.authorization.k8s.io' },
  role_binding: { kind: 'RoleBinding', group: 'rbac.authorization.k8s.io' },
  cluster_role: { kind: 'ClusterRole', group: 'rbac.authorization.k8s.io' },
  cluster_role_binding: { kind: 'ClusterRoleBinding', group: 'rbac.authorization.k8s.io' },
  storage_class: { kind: 'StorageClass', group: 'storage.k8s.io' },
  priority_class: { kind: 'PriorityClass', group: 'scheduling.k8s.io' },
  runtime_class: { kind: 'RuntimeClass', group: 'node.k8s.io' },
};

/** `kubernetes_deployment_v1` is apps/v1 Deployment; undefined for what changes an object that others make. */
export function typedKind(type: string): TypedKind | undefined {
  const [, name = '', version] = /^kubernetes_([a-z_]+?)(?:_(v\d+(?:(?:alpha|beta)\d+)?))?$/.exec(type) ?? [];
  const family = own(families, name);
  if (family === undefined) return undefined;
  const at = version ?? family.named ?? 'v1';
  return { apiVersion: family.group === '' ? at : `${family.group}/${at}`, kind: family.kind };
}
