/** A chart that enforces NetworkPolicy. */
export type NetworkPolicyChart = {
  readonly name: string;
  /** It does so only where this says so; absent: always. */
  readonly value?: readonly string[];
  /** Where nothing is said it does. */
  readonly otherwise?: true;
  /** What the value says to switch it off, where that is no truth. */
  readonly off?: string;
};

/**
 * Read on 21 November 2026.
 * https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, https://docs.tigera.io/calico/latest/getting-started/kubernetes/managed-public-cloud/eks,
 * https://docs.cilium.io/en/stable/security/network/policyenforcement/, https://github.com/cloudnativelabs/kube-router
 */
export const networkPolicyCharts: readonly NetworkPolicyChart[] = [
  { name: 'aws-vpc-cni', value: ['enableNetworkPolicy'] },
  { name: 'tigera-operator' },
  { name: 'aws-calico' },
  { name: 'calico' },
  { name: 'cilium', value: ['policyEnforcementMode'], otherwise: true, off: 'never' },
  { name: 'antrea' },
  { name: 'kube-router' },
];
