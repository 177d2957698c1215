import type { JsonSchema } from '../src/collect/manifests/schema-structure.ts';

/**
 * What the API server holds to and its OpenAPI doesn't say, as Kubernetes 1.37 documents its types:
 * https://kubernetes.io/docs/reference/kubernetes-api/
 */

/** Alpha APIs are served by no cluster that didn't ask for them; lists and meta types are no manifest. */
export const isServed = (version: string, kind: string): boolean => !version.includes('alpha') && !/(?:List|Review|Options|Event|Status)$|^(?:API(?:Group|Versions)|Binding|Eviction|Scale|TokenRequest)$/.test(kind);

const clusterScoped: ReadonlySet<string> = new Set([
  'Namespace', 'Node', 'PersistentVolume', 'MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding',
  'CustomResourceDefinition', 'APIService', 'CertificateSigningRequest', 'ClusterTrustBundle', 'FlowSchema',
  'PriorityLevelConfiguration', 'IngressClass', 'IPAddress', 'ServiceCIDR', 'RuntimeClass', 'ClusterRole', 'ClusterRoleBinding',
  'DeviceClass', 'ResourceSlice', 'DeviceTaintRule', 'PriorityClass', 'CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment',
  'VolumeAttributesClass', 'StorageVersion', 'StorageVersionMigration', 'ResourcePoolStatusRequest',
]);

export const isClusterScoped = (kind: string): boolean => clusterScoped.has(kind);

const protocols = ['TCP', 'UDP', 'SCTP'];
const profiles = ['RuntimeDefault', 'Unconfined', 'Localhost'];
const traffic = ['Cluster', 'Local'];
const volumeAccess = ['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod'];

/** By the end of the definition's name, then the field; of a list its members. */
const held: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'core.v1.Container': { imagePullPolicy: ['Always', 'IfNotPresent', 'Never'], terminationMessagePolicy: ['File', 'FallbackToLogsOnError'] },
  'core.v1.EphemeralContainer': { imagePullPolicy: ['Always', 'IfNotPresent', 'Never'] },
  'core.v1.ContainerPort': { protocol: protocols },
  'core.v1.PodSpec': { restartPolicy: ['Always', 'OnFailure', 'Never'], dnsPolicy: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'], preemptionPolicy: ['Never', 'PreemptLowerPriority'] },
  'core.v1.PodSecurityContext': { fsGroupChangePolicy: ['OnRootMismatch', 'Always'] },
  'core.v1.HTTPGetAction': { scheme: ['HTTP', 'HTTPS'] },
  'core.v1.SeccompProfile': { type: profiles },
  'core.v1.AppArmorProfile': { type: profiles },
  'core.v1.TopologySpreadConstraint': { whenUnsatisfiable: ['DoNotSchedule', 'ScheduleAnyway'], nodeAffinityPolicy: ['Honor', 'Ignore'], nodeTaintsPolicy: ['Honor', 'Ignore'] },
  'core.v1.Toleration': { operator: ['Exists', 'Equal', 'Lt', 'Gt'], effect: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] },
  'core.v1.NodeSelectorRequirement': { operator: ['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'] },
  'core.v1.ServicePort': { protocol: protocols },
  'core.v1.ServiceSpec': {
    type: ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'], sessionAffinity: ['ClientIP', 'None'], externalTrafficPolicy: traffic,
    internalTrafficPolicy: traffic, ipFamilyPolicy: ['SingleStack', 'PreferDualStack', 'RequireDualStack'], ipFamilies: ['IPv4', 'IPv6'],
  },
  'core.v1.PersistentVolumeClaimSpec': { accessModes: volumeAccess, volumeMode: ['Block', 'Filesystem'] },
  'core.v1.PersistentVolumeSpec': { accessModes: volumeAccess, persistentVolumeReclaimPolicy: ['Delete', 'Recycle', 'Retain'] },
  'networking.v1.HTTPIngressPath': { pathType: ['Exact', 'Prefix', 'ImplementationSpecific'] },
  'networking.v1.NetworkPolicySpec': { policyTypes: ['Ingress', 'Egress'] },
  'networking.v1.NetworkPolicyPort': { protocol: protocols },
  'apps.v1.DeploymentStrategy': { type: ['Recreate', 'RollingUpdate'] },
  'apps.v1.DaemonSetUpdateStrategy': { type: ['OnDelete', 'RollingUpdate'] },
  'apps.v1.StatefulSetUpdateStrategy': { type: ['OnDelete', 'RollingUpdate'] },
  'apps.v1.StatefulSetSpec': { podManagementPolicy: ['OrderedReady', 'Parallel'] },
  'batch.v1.CronJobSpec': { concurrencyPolicy: ['Allow', 'Forbid', 'Replace'] },
  'policy.v1.PodDisruptionBudgetSpec': { unhealthyPodEvictionPolicy: ['IfHealthyBudget', 'AlwaysAllow'] },
  'autoscaling.v2.MetricSpec': { type: ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'] },
  'autoscaling.v2.MetricTarget': { type: ['Utilization', 'Value', 'AverageValue'] },
  'rbac.v1.Subject': { kind: ['User', 'Group', 'ServiceAccount'] },
  'rbac.v1.RoleRef': { kind: ['Role', 'ClusterRole'], apiGroup: ['rbac.authorization.k8s.io'] },
  'storage.v1.StorageClass': { reclaimPolicy: ['Delete', 'Retain'], volumeBindingMode: ['Immediate', 'WaitForFirstConsumer'] },
  'meta.v1.LabelSelectorRequirement': { operator: ['In', 'NotIn', 'Exists', 'DoesNotExist'] },
};

/** Fails on a name that a definition doesn't have (any more). Changes the definitions in place: they are read for this alone. */
export function withHeldValues<Definition extends JsonSchema>(definitions: Record<string, Definition>): Readonly<Record<string, Definition>> {
  for (const [end, fields] of Object.entries(held)) {
    const [name, definition] = Object.entries(definitions).find(([each]) => each.endsWith(`.${end}`)) ?? [];
    if (name === undefined || definition === undefined) throw new Error(`Kubernetes has no definition ${end} any more`);
    definitions[name] = { ...definition, properties: { ...definition.properties, ...Object.fromEntries(Object.entries(fields).map((field) => heldField(definition, ...field))) } };
  }
  return definitions;
}

function heldField({ properties }: JsonSchema, name: string, values: readonly string[]): readonly [string, JsonSchema] {
  const field = properties?.[name];
  if (field === undefined) throw new Error(`a definition has no field ${name} any more`);
  return [name, field.items === undefined ? { ...field, enum: values } : { ...field, items: { ...field.items, enum: values } }];
}
