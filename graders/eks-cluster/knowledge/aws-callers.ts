import type { Known } from '../../../src/terraform/module-origin.ts';

/*
 * Programs in a cluster that call AWS, and the service accounts they do it with; read on 21 November 2026:
 * https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html and …/community-addons.html; of charts their values.yaml.
 */

export type CallingAddon = {
  readonly serviceAccount: string;
  readonly namespace: string;
  /** The policy with which AWS documents that it may use the role of its node instead. */
  readonly byNode?: string;
};

/** EKS add-ons. */
export const callingAddons: Readonly<Record<string, CallingAddon>> = {
  'vpc-cni': { serviceAccount: 'aws-node', namespace: 'kube-system', byNode: 'AmazonEKS_CNI_Policy' },
  'aws-ebs-csi-driver': { serviceAccount: 'ebs-csi-controller-sa', namespace: 'kube-system' },
  'aws-efs-csi-driver': { serviceAccount: 'efs-csi-controller-sa', namespace: 'kube-system' },
  'aws-fsx-csi-driver': { serviceAccount: 'fsx-csi-controller-sa', namespace: 'kube-system' },
  'aws-mountpoint-s3-csi-driver': { serviceAccount: 's3-csi-driver-sa', namespace: 'kube-system' },
  'amazon-cloudwatch-observability': { serviceAccount: 'cloudwatch-agent', namespace: 'amazon-cloudwatch', byNode: 'CloudWatchAgentServerPolicy' },
  'aws-network-flow-monitoring-agent': { serviceAccount: 'aws-network-flow-monitor-agent-service-account', namespace: 'amazon-network-flow-monitor' },
  'aws-privateca-connector-for-kubernetes': { serviceAccount: 'aws-privateca-issuer', namespace: 'aws-privateca-issuer' },
  'external-dns': { serviceAccount: 'external-dns', namespace: 'external-dns' },
};

/** The add-on, or chart, that hands out Pod Identity's credentials. Auto Mode has it built in. */
export const podIdentityAgent = 'eks-pod-identity-agent';

export type CallingChart = {
  /** Where its values name and annotate the service account. */
  readonly values: readonly string[];
  /** The account where they name none. `release`: called as the release is, where that is called as the chart. `generated`: made up of several names. */
  readonly otherwise: { readonly named: string } | 'release' | 'generated';
  readonly byNode?: string;
  /** It calls AWS only where this value is true. */
  readonly when?: readonly string[];
};

/** Helm charts by name. */
export const callingCharts: Readonly<Record<string, CallingChart>> = {
  'aws-load-balancer-controller': { values: ['serviceAccount'], otherwise: { named: 'aws-load-balancer-controller' } },
  'external-dns': { values: ['serviceAccount'], otherwise: 'release' },
  'cluster-autoscaler': { values: ['rbac', 'serviceAccount'], otherwise: 'generated' },
  karpenter: { values: ['serviceAccount'], otherwise: 'release' },
  'aws-ebs-csi-driver': { values: ['controller', 'serviceAccount'], otherwise: { named: 'ebs-csi-controller-sa' } },
  'aws-efs-csi-driver': { values: ['controller', 'serviceAccount'], otherwise: { named: 'efs-csi-controller-sa' } },
  'aws-fsx-csi-driver': { values: ['controller', 'serviceAccount'], otherwise: { named: 'fsx-csi-controller-sa' } },
  'aws-for-fluent-bit': { values: ['serviceAccount'], otherwise: 'release', byNode: 'CloudWatchAgentServerPolicy' },
  'aws-cloudwatch-metrics': { values: ['serviceAccount'], otherwise: 'release', byNode: 'CloudWatchAgentServerPolicy' },
  'aws-gateway-controller-chart': { values: ['serviceAccount'], otherwise: { named: 'gateway-api-controller' } },
  'aws-privateca-issuer': { values: ['serviceAccount'], otherwise: 'release' },
  'aws-node-termination-handler': { values: ['serviceAccount'], otherwise: 'release', when: ['enableSqsTerminationDraining'] },
  'aws-vpc-cni': { values: ['serviceAccount'], otherwise: { named: 'aws-node' }, byNode: 'AmazonEKS_CNI_Policy' },
};

/** By what their images are called, whatever registry or mirror they come from: programs that are applied as manifests. */
export const callingImages: readonly string[] = ['aws-load-balancer-controller', 'external-dns', 'cluster-autoscaler', 'aws-ebs-csi-driver', 'aws-efs-csi-driver', 'aws-privateca-issuer'];

export const irsaAnnotation = 'eks.amazonaws.com/role-arn';

/** Modules that map accounts to the role that they make, or to one that they are given. */
export type IdentityModule = Known & {
  readonly kind: 'pod-identity' | 'irsa';
  /** A map whose entries name namespace and account, or list `namespace:account`. */
  readonly accounts: string;
  /** Within an entry, where it lists them. Absent: the entry has `namespace` and `service_account`. */
  readonly list?: string;
};

/** https://github.com/terraform-aws-modules/terraform-aws-eks-pod-identity v2.8.1, https://github.com/terraform-aws-modules/terraform-aws-iam v6.5.0 and v5.60.0 */
export const identityModules: readonly IdentityModule[] = [
  { kind: 'pod-identity', registry: 'terraform-aws-modules/eks-pod-identity/aws', repository: 'terraform-aws-modules/terraform-aws-eks-pod-identity', accounts: 'associations' },
  ...['iam-role-for-service-accounts', 'iam-role-for-service-accounts-eks'].map((name): IdentityModule => ({
    kind: 'irsa',
    registry: 'terraform-aws-modules/iam/aws',
    repository: 'terraform-aws-modules/terraform-aws-iam',
    submodule: `modules/${name}`,
    accounts: 'oidc_providers',
    list: 'namespace_service_accounts',
  })),
  {
    kind: 'irsa',
    registry: 'terraform-aws-modules/iam/aws',
    repository: 'terraform-aws-modules/terraform-aws-iam',
    submodule: 'modules/iam-eks-role',
    accounts: 'cluster_service_accounts',
    list: '',
  },
];

/** Installs programs with roles of their own by IRSA, unless told not to. https://github.com/aws-ia/terraform-aws-eks-blueprints-addons v1.24.3 */
export const addonsModule: Known = { registry: 'aws-ia/eks-blueprints-addons/aws', repository: 'aws-ia/terraform-aws-eks-blueprints-addons' };

/** Of that module: the programs that call AWS, and what else must be given before it makes their role. */
export const blueprintCallers: Readonly<Record<string, string | undefined>> = {
  aws_cloudwatch_metrics: undefined,
  aws_efs_csi_driver: undefined,
  aws_for_fluentbit: undefined,
  aws_fsx_csi_driver: undefined,
  aws_gateway_api_controller: undefined,
  aws_load_balancer_controller: undefined,
  aws_node_termination_handler: undefined,
  aws_privateca_issuer: undefined,
  cluster_autoscaler: undefined,
  external_dns: 'external_dns_route53_zone_arns',
  external_secrets: undefined,
  karpenter: undefined,
  velero: undefined,
};

/** Makes Karpenter's role, and since 21 its association too. https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v21.19.0/modules/karpenter/variables.tf */
export const karpenterModule: Known = { registry: 'terraform-aws-modules/eks/aws', repository: 'terraform-aws-modules/terraform-aws-eks', submodule: 'modules/karpenter' };
