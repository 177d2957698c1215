import type { Json } from '../../../src/collect/terraform/section.ts';
import type { Input } from '../clusters-settings.ts';

const input = (path: string, is?: Json): Input => ({ paths: [path], ...(is !== undefined && { default: { is } }) });

export type RoleInputs = {
  readonly given: Input;
  /** Whether a module makes one of its own. Absent: a resource, which doesn't. */
  readonly makes?: Input;
  /** Policies that the module attaches to it besides those that a node needs. */
  readonly policies?: Input;
  /** Whether the module attaches the VPC CNI's policy. */
  readonly cniPolicy?: Input;
};

/** How pods on a node may reach its metadata service. */
export type MetadataInputs = {
  readonly endpoint: Input;
  /** `required`, or true where the input is a yes or no. */
  readonly tokens: Input;
  readonly hops: Input;
  /** What holds all of these, and replaces all their defaults at once where it is written. */
  readonly whole?: Input;
};

export type NodeInputs = {
  readonly create?: Input;
  /** Absent: it is the cluster's own module. */
  readonly cluster?: Input;
  readonly subnets: Input;
  readonly role: RoleInputs;
  /** Of a launch template that somebody else declares. */
  readonly template: Input;
  /** Whether the module makes a launch template. Absent: it never does. */
  readonly makesTemplate?: readonly Input[];
  readonly metadata?: MetadataInputs;
  /** Whether the module maps the role of nodes that EKS doesn't map by itself. */
  readonly accessEntry?: Input;
};

export type FargateInputs = Pick<NodeInputs, 'create' | 'cluster' | 'subnets' | 'role'> & { readonly selectors: Input };

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_node_group */
export const nodeGroupInputs: NodeInputs = {
  cluster: input('cluster_name'),
  subnets: input('subnet_ids'),
  role: { given: input('node_role_arn') },
  template: { paths: ['launch_template.id', 'launch_template.name'] },
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_fargate_profile */
export const fargateProfileInputs: FargateInputs = {
  cluster: input('cluster_name'),
  subnets: input('subnet_ids'),
  role: { given: input('pod_execution_role_arn') },
  selectors: input('selector'),
};

/** https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/launch_template#metadata-options */
export const templateMetadata: MetadataInputs = {
  endpoint: input('metadata_options.http_endpoint', 'enabled'),
  tokens: input('metadata_options.http_tokens'),
  hops: input('metadata_options.http_put_response_hop_limit'),
};

const communityRole: RoleInputs = {
  given: input('iam_role_arn'),
  makes: input('create_iam_role', true),
  policies: input('iam_role_additional_policies', {}),
  cniPolicy: input('iam_role_attach_cni_policy', true),
};

/** https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v21.19.0/modules/eks-managed-node-group/variables.tf */
const communityManaged: NodeInputs = {
  create: input('create', true),
  cluster: input('cluster_name'),
  subnets: input('subnet_ids'),
  role: communityRole,
  template: input('launch_template_id'),
  makesTemplate: [input('create_launch_template', true), input('use_custom_launch_template', true)],
  metadata: {
    endpoint: input('metadata_options.http_endpoint', 'enabled'),
    tokens: input('metadata_options.http_tokens', 'required'),
    hops: input('metadata_options.http_put_response_hop_limit', 1),
  },
};

/** https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v20.37.2/modules/eks-managed-node-group/variables.tf */
const communityManaged20: NodeInputs = {
  ...communityManaged,
  metadata: {
    endpoint: input('metadata_options.http_endpoint', 'enabled'),
    tokens: input('metadata_options.http_tokens', 'required'),
    hops: input('metadata_options.http_put_response_hop_limit', 2),
    whole: input('metadata_options'),
  },
};

/** https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v21.19.0/modules/self-managed-node-group/variables.tf */
const selfManaged = (managed: NodeInputs): NodeInputs => ({
  ...managed,
  role: { ...managed.role, makes: input('create_iam_instance_profile', true) },
  makesTemplate: [input('create_launch_template', true)],
  accessEntry: input('create_access_entry', true),
});

/** https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v21.19.0/modules/fargate-profile/variables.tf */
const communityFargate: FargateInputs = {
  create: input('create', true),
  cluster: input('cluster_name'),
  subnets: input('subnet_ids'),
  role: communityRole,
  selectors: input('selectors'),
};

/** https://github.com/aws-ia/terraform-aws-eks-blueprints/blob/v4.32.1/modules/launch-templates/main.tf */
const blueprintNodes: NodeInputs = {
  subnets: { paths: ['subnet_ids', 'private_subnet_ids'], skipEmpty: true },
  role: { given: input('iam_role_arn'), makes: input('create_iam_role', true), policies: input('additional_iam_policies', []) },
  template: input('launch_template_id'),
  makesTemplate: [input('create_launch_template', false)],
  metadata: { endpoint: input('http_endpoint', 'enabled'), tokens: input('http_tokens', 'required'), hops: input('http_put_response_hop_limit', 2) },
};

const blueprintFargate: FargateInputs = {
  subnets: { paths: ['subnet_ids', 'private_subnet_ids'], skipEmpty: true },
  role: { given: input('iam_role_arn'), makes: input('create_iam_role', true) },
  selectors: input('fargate_profile_namespaces'),
};

/** Groups that the module of a cluster makes too: a map from their names to what is said of each, or a list of them. */
export type Groups = { readonly input: string; readonly defaults?: string } & (
  | { readonly kind: 'managed' | 'self-managed'; readonly inputs: NodeInputs }
  | { readonly kind: 'fargate'; readonly inputs: FargateInputs }
);

const communityGroups: readonly Groups[] = [
  { kind: 'managed', input: 'eks_managed_node_groups', inputs: communityManaged },
  { kind: 'self-managed', input: 'self_managed_node_groups', inputs: selfManaged(communityManaged) },
  { kind: 'fargate', input: 'fargate_profiles', inputs: communityFargate },
];

const communityGroups20: readonly Groups[] = [
  { kind: 'managed', input: 'eks_managed_node_groups', defaults: 'eks_managed_node_group_defaults', inputs: communityManaged20 },
  { kind: 'self-managed', input: 'self_managed_node_groups', defaults: 'self_managed_node_group_defaults', inputs: selfManaged(communityManaged20) },
  { kind: 'fargate', input: 'fargate_profiles', defaults: 'fargate_profile_defaults', inputs: communityFargate },
];

const blueprintGroups: readonly Groups[] = [
  { kind: 'managed', input: 'managed_node_groups', inputs: blueprintNodes },
  { kind: 'self-managed', input: 'self_managed_node_groups', inputs: blueprintNodes },
  { kind: 'fargate', input: 'fargate_profiles', inputs: blueprintFargate },
];

/** Before 20 there were no access entries: the module's own aws-auth is asked for by `manage_aws_auth_configmap`. */
const communityGroups19: readonly Groups[] = communityGroups20.map((groups) =>
  groups.kind === 'self-managed' ? { ...groups, inputs: { ...groups.inputs, accessEntry: { paths: [], default: { is: false } } } } : groups,
);

/**
 * https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v17.24.0/locals.tf; the module itself gives its own groups what
 * `attach_worker_cni_policy` and `workers_additional_policies` say of all of them.
 */
const communityWorkers17: NodeInputs = {
  subnets: input('subnets'),
  role: {
    given: { paths: ['iam_role_arn', 'iam_role_id', 'iam_instance_profile_name'] },
    makes: input('manage_worker_iam_resources', true),
    policies: input('workers_additional_policies', []),
    cniPolicy: input('attach_worker_cni_policy', true),
  },
  template: { paths: [] },
  makesTemplate: [],
  metadata: { endpoint: input('metadata_http_endpoint', 'enabled'), tokens: input('metadata_http_tokens', 'optional'), hops: input('metadata_http_put_response_hop_limit') },
  accessEntry: input('manage_aws_auth', true),
};

const communityGroups17: readonly Groups[] = [
  { kind: 'managed', input: 'node_groups', defaults: 'node_groups_defaults', inputs: { ...communityWorkers17, template: input('launch_template_id'), makesTemplate: [input('create_launch_template', false)] } },
  { kind: 'self-managed', input: 'worker_groups', defaults: 'workers_group_defaults', inputs: communityWorkers17 },
  { kind: 'self-managed', input: 'worker_groups_launch_template', defaults: 'workers_group_defaults', inputs: communityWorkers17 },
  {
    kind: 'fargate',
    input: 'fargate_profiles',
    inputs: {
      subnets: { paths: ['subnets', 'fargate_subnets'], skipEmpty: true },
      role: { given: input('fargate_pod_execution_role_name'), makes: input('create_fargate_pod_execution_role', true) },
      selectors: input('selectors'),
    },
  },
];

/** What modules take for all of their groups together. */
export const sharedInputs: ReadonlySet<string> = new Set([
  'subnet_ids',
  'private_subnet_ids',
  'subnets',
  'fargate_subnets',
  'attach_worker_cni_policy',
  'workers_additional_policies',
  'manage_worker_iam_resources',
  'manage_aws_auth',
  'create_fargate_pod_execution_role',
  'fargate_pod_execution_role_name',
]);

/** By registry name, then major version; read on 21 November 2026. */
export const groupsOfModules: Readonly<Record<string, Readonly<Record<number, readonly Groups[]>>>> = {
  'terraform-aws-modules/eks/aws': { 21: communityGroups, 20: communityGroups20, 19: communityGroups19, 18: communityGroups19, 17: communityGroups17 },
  'aws-ia/eks-blueprints/aws': { 4: blueprintGroups },
};

export type NodeModule = { readonly registry: string; readonly repository: string; readonly submodule?: string } & (
  | { readonly kind: 'managed' | 'self-managed'; readonly releases: readonly { readonly newest: string; readonly inputs: NodeInputs }[] }
  | { readonly kind: 'fargate'; readonly releases: readonly { readonly newest: string; readonly inputs: FargateInputs }[] }
);

const community = { registry: 'terraform-aws-modules/eks/aws', repository: 'terraform-aws-modules/terraform-aws-eks' };
const communityReleases = <T>(now: T, before: T): readonly { readonly newest: string; readonly inputs: T }[] => [
  { newest: '21.19.0', inputs: now },
  { newest: '20.37.2', inputs: before },
  { newest: '19.21.0', inputs: before },
  { newest: '18.31.2', inputs: before },
];

/** https://github.com/cloudposse/terraform-aws-eks-node-group/blob/v3.4.0/variables.tf */
const cloudPosseNodes: NodeInputs = {
  create: input('enabled', true),
  cluster: input('cluster_name'),
  subnets: input('subnet_ids'),
  role: { given: { paths: ['node_role_arn'], skipEmpty: true }, makes: { paths: [], default: { is: true } }, policies: input('node_role_policy_arns', []), cniPolicy: input('node_role_cni_policy_enabled', true) },
  template: { paths: ['launch_template_id'], skipEmpty: true },
  makesTemplate: [],
  metadata: {
    endpoint: input('metadata_http_endpoint_enabled', true),
    tokens: input('metadata_http_tokens_required', true),
    hops: input('metadata_http_put_response_hop_limit', 2),
  },
};

/** https://github.com/cloudposse/terraform-aws-eks-fargate-profile/blob/v1.3.1/variables.tf */
const cloudPosseFargate: FargateInputs = {
  create: input('enabled', true),
  cluster: input('cluster_name'),
  subnets: input('subnet_ids'),
  role: { given: input('fargate_pod_execution_role_arn'), makes: input('fargate_pod_execution_role_enabled', true) },
  selectors: input('kubernetes_namespace'),
};

/** Modules that make one group of nodes, or one Fargate profile, of a cluster that stands elsewhere; read on 21 November 2026. */
export const nodeModules: readonly NodeModule[] = [
  { ...community, submodule: 'modules/eks-managed-node-group', kind: 'managed', releases: communityReleases(communityManaged, communityManaged20) },
  { ...community, submodule: 'modules/self-managed-node-group', kind: 'self-managed', releases: communityReleases(selfManaged(communityManaged), selfManaged(communityManaged20)) },
  { ...community, submodule: 'modules/fargate-profile', kind: 'fargate', releases: communityReleases(communityFargate, communityFargate) },
  { registry: 'cloudposse/eks-node-group/aws', repository: 'cloudposse/terraform-aws-eks-node-group', kind: 'managed', releases: [{ newest: '3.4.0', inputs: cloudPosseNodes }, { newest: '2.12.0', inputs: cloudPosseNodes }] },
  { registry: 'cloudposse/eks-fargate-profile/aws', repository: 'cloudposse/terraform-aws-eks-fargate-profile', kind: 'fargate', releases: [{ newest: '1.3.1', inputs: cloudPosseFargate }] },
];

/** What installs Karpenter's controller, or makes what it needs of AWS. */
export type KarpenterModule = {
  readonly registry: string;
  readonly repository: string;
  readonly submodule?: string;
  readonly cluster: Input;
  /** Of a module of many things: whether it does this one. */
  readonly enabled?: Input;
  readonly installsController: boolean;
  readonly role: RoleInputs;
  readonly accessEntry: Input;
};

/** Read on 21 November 2026. */
export const karpenterModules: readonly KarpenterModule[] = [
  {
    // https://github.com/terraform-aws-modules/terraform-aws-eks/blob/v21.19.0/modules/karpenter/variables.tf
    ...community,
    submodule: 'modules/karpenter',
    cluster: input('cluster_name'),
    enabled: input('create', true),
    installsController: false,
    role: {
      given: input('node_iam_role_arn'),
      makes: input('create_node_iam_role', true),
      policies: input('node_iam_role_additional_policies', {}),
      cniPolicy: input('node_iam_role_attach_cni_policy', true),
    },
    accessEntry: input('create_access_entry', true),
  },
  {
    // https://github.com/aws-ia/terraform-aws-eks-blueprints-addons/blob/v1.24.3/main.tf
    registry: 'aws-ia/eks-blueprints-addons/aws',
    repository: 'aws-ia/terraform-aws-eks-blueprints-addons',
    cluster: input('cluster_name'),
    enabled: input('enable_karpenter', false),
    installsController: true,
    role: {
      given: input('karpenter_node.iam_role_arn'),
      makes: input('karpenter_node.create_iam_role', true),
      policies: input('karpenter_node.iam_role_additional_policies', {}),
    },
    accessEntry: { paths: [], default: { is: false } },
  },
];
