/** A chart that enforces NetworkPolicy. */
export type NetworkPolicyChart = {
  readonly name: string;
  /** The value that decides; absent: it always does. */
  readonly switch?: readonly string[];
  /** What that says where it does not. Absent: it does only where that is true. */
  readonly off?: string;
};

/**
 * Read on 21 November 2026.
 * https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, https://docs.tigera.io/calico/latest/getting-started/kubernetes/managed-public-cloud/eks,
 * https://docs.cilium.io/en/stable/security/network/policyenforcement/, https://github.com/cloudnativelabs/kube-router
 */
export const networkPolicyCharts: readonly NetworkPolicyChart[] = [
  { name: 'aws-vpc-cni', switch: ['enableNetworkPolicy'] },
  { name: 'tigera-operator' },
  { name: 'aws-calico' },
  { name: 'calico' },
  { name: 'cilium', switch: ['policyEnforcementMode'], off: 'never' },
  { name: 'antrea' },
  { name: 'kube-router' },
];

/** Images of the DaemonSets by which they enforce it, where their manifests are applied as they are. Read on 21 November 2026. */
export const networkPolicyImages: readonly string[] = ['calico/node', 'cilium/cilium', 'antrea/antrea-agent-ubuntu', 'cloudnativelabs/kube-router'];
