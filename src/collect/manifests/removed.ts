import { own } from '../../evidence/own.ts';

/** APIs that Kubernetes took away: since which version, and what takes their place. */
export type Removal = { readonly since: string; readonly replacement: string };

/** As of 2026-11-21: https://kubernetes.io/docs/reference/using-api/deprecation-guide/ */
const removals: Readonly<Record<string, Removal>> = {
  'extensions/v1beta1 Deployment': { since: '1.16', replacement: 'apps/v1' },
  'extensions/v1beta1 DaemonSet': { since: '1.16', replacement: 'apps/v1' },
  'extensions/v1beta1 ReplicaSet': { since: '1.16', replacement: 'apps/v1' },
  'extensions/v1beta1 NetworkPolicy': { since: '1.16', replacement: 'networking.k8s.io/v1' },
  'extensions/v1beta1 PodSecurityPolicy': { since: '1.16', replacement: 'the label pod-security.kubernetes.io/enforce on the namespace' },
  'extensions/v1beta1 Ingress': { since: '1.22', replacement: 'networking.k8s.io/v1' },
  'apps/v1beta1 Deployment': { since: '1.16', replacement: 'apps/v1' },
  'apps/v1beta1 StatefulSet': { since: '1.16', replacement: 'apps/v1' },
  'apps/v1beta2 Deployment': { since: '1.16', replacement: 'apps/v1' },
  'apps/v1beta2 DaemonSet': { since: '1.16', replacement: 'apps/v1' },
  'apps/v1beta2 ReplicaSet': { since: '1.16', replacement: 'apps/v1' },
  'apps/v1beta2 StatefulSet': { since: '1.16', replacement: 'apps/v1' },
  'admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration': { since: '1.22', replacement: 'admissionregistration.k8s.io/v1' },
  'admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration': { since: '1.22', replacement: 'admissionregistration.k8s.io/v1' },
  'apiextensions.k8s.io/v1beta1 CustomResourceDefinition': { since: '1.22', replacement: 'apiextensions.k8s.io/v1' },
  'apiregistration.k8s.io/v1beta1 APIService': { since: '1.22', replacement: 'apiregistration.k8s.io/v1' },
  'autoscaling/v2beta1 HorizontalPodAutoscaler': { since: '1.25', replacement: 'autoscaling/v2' },
  'autoscaling/v2beta2 HorizontalPodAutoscaler': { since: '1.26', replacement: 'autoscaling/v2' },
  'batch/v1beta1 CronJob': { since: '1.25', replacement: 'batch/v1' },
  'certificates.k8s.io/v1beta1 CertificateSigningRequest': { since: '1.22', replacement: 'certificates.k8s.io/v1' },
  'coordination.k8s.io/v1beta1 Lease': { since: '1.22', replacement: 'coordination.k8s.io/v1' },
  'discovery.k8s.io/v1beta1 EndpointSlice': { since: '1.25', replacement: 'discovery.k8s.io/v1' },
  'events.k8s.io/v1beta1 Event': { since: '1.25', replacement: 'events.k8s.io/v1' },
  'flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema': { since: '1.26', replacement: 'flowcontrol.apiserver.k8s.io/v1' },
  'flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfiguration': { since: '1.26', replacement: 'flowcontrol.apiserver.k8s.io/v1' },
  'flowcontrol.apiserver.k8s.io/v1beta2 FlowSchema': { since: '1.29', replacement: 'flowcontrol.apiserver.k8s.io/v1' },
  'flowcontrol.apiserver.k8s.io/v1beta2 PriorityLevelConfiguration': { since: '1.29', replacement: 'flowcontrol.apiserver.k8s.io/v1' },
  'flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema': { since: '1.32', replacement: 'flowcontrol.apiserver.k8s.io/v1' },
  'flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration': { since: '1.32', replacement: 'flowcontrol.apiserver.k8s.io/v1' },
  'networking.k8s.io/v1beta1 Ingress': { since: '1.22', replacement: 'networking.k8s.io/v1' },
  'networking.k8s.io/v1beta1 IngressClass': { since: '1.22', replacement: 'networking.k8s.io/v1' },
  'node.k8s.io/v1beta1 RuntimeClass': { since: '1.25', replacement: 'node.k8s.io/v1' },
  'policy/v1beta1 PodDisruptionBudget': { since: '1.25', replacement: 'policy/v1' },
  'policy/v1beta1 PodSecurityPolicy': { since: '1.25', replacement: 'the label pod-security.kubernetes.io/enforce on the namespace' },
  'rbac.authorization.k8s.io/v1beta1 ClusterRole': { since: '1.22', replacement: 'rbac.authorization.k8s.io/v1' },
  'rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding': { since: '1.22', replacement: 'rbac.authorization.k8s.io/v1' },
  'rbac.authorization.k8s.io/v1beta1 Role': { since: '1.22', replacement: 'rbac.authorization.k8s.io/v1' },
  'rbac.authorization.k8s.io/v1beta1 RoleBinding': { since: '1.22', replacement: 'rbac.authorization.k8s.io/v1' },
  'scheduling.k8s.io/v1beta1 PriorityClass': { since: '1.22', replacement: 'scheduling.k8s.io/v1' },
  'storage.k8s.io/v1beta1 CSIDriver': { since: '1.22', replacement: 'storage.k8s.io/v1' },
  'storage.k8s.io/v1beta1 CSINode': { since: '1.22', replacement: 'storage.k8s.io/v1' },
  'storage.k8s.io/v1beta1 StorageClass': { since: '1.22', replacement: 'storage.k8s.io/v1' },
  'storage.k8s.io/v1beta1 VolumeAttachment': { since: '1.22', replacement: 'storage.k8s.io/v1' },
  'storage.k8s.io/v1beta1 CSIStorageCapacity': { since: '1.27', replacement: 'storage.k8s.io/v1' },
};

/** Undefined where that version of Kubernetes still serves it, or never did. */
export function removalOf(apiVersion: string, kind: string, kubernetes: string): Removal | undefined {
  const name = `${apiVersion} ${kind}`;
  const removal = own(removals, name);
  return removal !== undefined && minorOf(removal.since) <= minorOf(kubernetes) ? removal : undefined;
}

const minorOf = (version: string): number => Number(version.split('.')[1]);
