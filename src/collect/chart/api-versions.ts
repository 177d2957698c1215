/**
 * What `.Capabilities.APIVersions.Has` answers yes to, beside the group versions that Helm knows: those kinds of Kubernetes
 * itself that charts ask for, and of the CRDs that a cluster for this challenge may have. Not those of other platforms (OpenShift,
 * Istio), for which charts make other objects.
 */
export const apiVersions: readonly string[] = Object.entries({
  v1: ['Service', 'ConfigMap', 'Secret', 'ServiceAccount'],
  'apps/v1': ['Deployment', 'StatefulSet', 'DaemonSet'],
  'batch/v1': ['Job', 'CronJob'],
  'networking.k8s.io/v1': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  'policy/v1': ['PodDisruptionBudget'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'],
  'admissionregistration.k8s.io/v1': ['ValidatingAdmissionPolicy', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  'cert-manager.io/v1': ['Certificate', 'Issuer', 'ClusterIssuer'],
  'monitoring.coreos.com/v1': ['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'Probe'],
  'gateway.networking.k8s.io/v1': ['Gateway', 'GatewayClass', 'HTTPRoute', 'GRPCRoute'],
  'gateway.networking.k8s.io/v1beta1': ['ReferenceGrant'],
  'external-secrets.io/v1': ['ExternalSecret', 'SecretStore', 'ClusterSecretStore'],
  'traefik.io/v1alpha1': ['IngressRoute', 'Middleware', 'TLSOption', 'ServersTransport'],
  'elbv2.k8s.aws/v1beta1': ['TargetGroupBinding', 'IngressClassParams'],
  'gateway.envoyproxy.io/v1alpha1': ['ClientTrafficPolicy', 'BackendTrafficPolicy', 'SecurityPolicy', 'EnvoyProxy'],
  'externaldns.k8s.io/v1alpha1': ['DNSEndpoint'],
  'karpenter.sh/v1': ['NodePool', 'NodeClaim'],
  'argoproj.io/v1alpha1': ['Application', 'ApplicationSet', 'AppProject'],
  'kyverno.io/v1': ['ClusterPolicy', 'Policy'],
}).flatMap(([version, kinds]) => [version, ...kinds.map((kind) => `${version}/${kind}`)]);
