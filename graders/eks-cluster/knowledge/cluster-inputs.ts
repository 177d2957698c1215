import type { Json } from '../../../src/collect/terraform/section.ts';
import type { Input } from '../clusters-settings.ts';

const input = (path: string, is?: Json): Input => ({ paths: [path], ...(is !== undefined && { default: { is } }) });

/** What docc asks of a cluster, and where that is written. */
export type ClusterInputs = {
  readonly name: Input;
  readonly version: Input;
  readonly logs: Input;
  readonly endpointPrivate: Input;
  readonly endpointPublic: Input;
  readonly endpointCidrs: Input;
  readonly subnets: Input;
  readonly role: Input;
  readonly authenticationMode: Input;
  readonly creatorIsAdmin: Input;
  /** Of Auto Mode. */
  readonly autoMode: Input;
  readonly nodePools: Input;
  readonly autoModeNodeRole: Input;
};

/**
 * `aws_eks_cluster`, and what EKS takes for what isn't said; read on 21 November 2026.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster, https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
 */
export const resourceInputs: ClusterInputs = {
  name: input('name'),
  version: input('version'),
  logs: input('enabled_cluster_log_types', []),
  endpointPrivate: input('vpc_config.endpoint_private_access', false),
  endpointPublic: input('vpc_config.endpoint_public_access', true),
  endpointCidrs: input('vpc_config.public_access_cidrs', ['0.0.0.0/0']),
  subnets: input('vpc_config.subnet_ids'),
  role: input('role_arn'),
  authenticationMode: input('access_config.authentication_mode', 'CONFIG_MAP'),
  creatorIsAdmin: input('access_config.bootstrap_cluster_creator_admin_permissions', true),
  autoMode: input('compute_config.enabled', false),
  nodePools: input('compute_config.node_pools', []),
  autoModeNodeRole: input('compute_config.node_role_arn'),
};

/** terraform-aws-modules/eks from 21 on. https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v21.19.0/variables.tf */
const communityInputs: ClusterInputs = {
  name: input('name'),
  version: input('kubernetes_version'),
  logs: input('enabled_log_types', ['audit', 'api', 'authenticator']),
  endpointPrivate: input('endpoint_private_access', true),
  endpointPublic: input('endpoint_public_access', false),
  endpointCidrs: input('endpoint_public_access_cidrs', ['0.0.0.0/0']),
  subnets: { paths: ['control_plane_subnet_ids', 'subnet_ids'], skipEmpty: true },
  role: input('iam_role_arn'),
  authenticationMode: input('authentication_mode', 'API_AND_CONFIG_MAP'),
  creatorIsAdmin: input('enable_cluster_creator_admin_permissions', false),
  autoMode: input('compute_config.enabled', false),
  nodePools: input('compute_config.node_pools', []),
  autoModeNodeRole: input('compute_config.node_role_arn'),
};

/** https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v20.37.2/variables.tf */
const communityInputs20: ClusterInputs = {
  ...communityInputs,
  name: input('cluster_name'),
  version: input('cluster_version'),
  logs: input('cluster_enabled_log_types', ['audit', 'api', 'authenticator']),
  endpointPrivate: input('cluster_endpoint_private_access', true),
  endpointPublic: input('cluster_endpoint_public_access', false),
  endpointCidrs: input('cluster_endpoint_public_access_cidrs', ['0.0.0.0/0']),
  autoMode: input('cluster_compute_config.enabled', false),
  nodePools: input('cluster_compute_config.node_pools', []),
  autoModeNodeRole: input('cluster_compute_config.node_role_arn'),
};

/** Before access entries: whoever creates the cluster is its administrator. https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v19.21.0/variables.tf */
const communityInputs19: ClusterInputs = {
  ...communityInputs20,
  authenticationMode: { paths: [], default: { is: 'CONFIG_MAP' } },
  creatorIsAdmin: { paths: [], default: { is: true } },
  autoMode: { paths: [], default: { is: false } },
};

/** https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v18.31.2/variables.tf */
const communityInputs18: ClusterInputs = {
  ...communityInputs19,
  endpointPrivate: input('cluster_endpoint_private_access', false),
  endpointPublic: input('cluster_endpoint_public_access', true),
};

/** https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v17.24.0/variables.tf */
const communityInputs17: ClusterInputs = {
  ...communityInputs18,
  logs: input('cluster_enabled_log_types', []),
  subnets: input('subnets'),
};

/** https://github.com/aws-ia/terraform-aws-eks-blueprints/blob/v4.32.1/variables.tf */
const blueprintInputs4: ClusterInputs = {
  ...communityInputs18,
  version: input('cluster_version', '1.24'),
  logs: input('cluster_enabled_log_types', ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']),
  subnets: { paths: ['control_plane_subnet_ids', 'private_subnet_ids'], skipEmpty: true },
};

/** https://github.com/cloudposse/terraform-aws-eks-cluster/blob/v4.11.0/variables.tf */
const cloudPosseInputs: ClusterInputs = {
  ...resourceInputs,
  version: input('kubernetes_version', '1.21'),
  logs: input('enabled_cluster_log_types', []),
  endpointPrivate: input('endpoint_private_access', false),
  endpointPublic: input('endpoint_public_access', true),
  endpointCidrs: input('public_access_cidrs', ['0.0.0.0/0']),
  subnets: input('subnet_ids'),
  role: input('eks_cluster_service_role_arn'),
  authenticationMode: input('access_config.authentication_mode', 'API'),
  creatorIsAdmin: input('access_config.bootstrap_cluster_creator_admin_permissions', false),
  autoMode: input('auto_mode_compute_config.enabled', false),
  nodePools: input('auto_mode_compute_config.node_pools', ['general-purpose', 'system']),
  autoModeNodeRole: input('auto_mode_compute_config.node_role_arn'),
};

export type ClusterModule = {
  /** `<namespace>/<name>/<provider>`, as the registry has it. */
  readonly registry: string;
  /** `<owner>/<repository>` on GitHub. */
  readonly repository: string;
  /** Whether there is a cluster at all. */
  readonly create: Input;
  /** Newest release first. Of each major version its newest one, when the table was read. */
  readonly releases: readonly { readonly newest: string; readonly inputs: ClusterInputs }[];
};

/** Modules that make a cluster, with what they take for what isn't said; read on 21 November 2026. */
export const clusterModules: readonly ClusterModule[] = [
  {
    registry: 'terraform-aws-modules/eks/aws',
    repository: 'terraform-aws-modules/terraform-aws-eks',
    // `create_eks` before 18.
    create: { paths: ['create', 'create_eks'], default: { is: true } },
    releases: [
      { newest: '21.19.0', inputs: communityInputs },
      { newest: '20.37.2', inputs: communityInputs20 },
      { newest: '19.21.0', inputs: communityInputs19 },
      { newest: '18.31.2', inputs: communityInputs18 },
      { newest: '17.24.0', inputs: communityInputs17 },
    ],
  },
  {
    registry: 'cloudposse/eks-cluster/aws',
    repository: 'cloudposse/terraform-aws-eks-cluster',
    create: input('enabled', true),
    releases: [{ newest: '4.11.0', inputs: cloudPosseInputs }],
  },
  {
    registry: 'aws-ia/eks-blueprints/aws',
    repository: 'aws-ia/terraform-aws-eks-blueprints',
    create: input('create_eks', true),
    releases: [{ newest: '4.32.1', inputs: blueprintInputs4 }],
  },
];
