/**
 * AWS's policies that its documents give to the role of nodes; read on 21 November 2026.
 * https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html, https://docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html,
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html, https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-prerequisites.html
 */
export const nodePolicies: ReadonlySet<string> = new Set([
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKSWorkerNodeMinimalPolicy',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonEC2ContainerRegistryPullOnly',
  'AmazonEKS_CNI_Policy',
  'AmazonSSMManagedInstanceCore',
  'AmazonSSMManagedEC2InstanceDefaultPolicy',
  'CloudWatchAgentServerPolicy',
  'AWSXrayWriteOnlyAccess',
]);

/**
 * What those grant, and what AWS has one write as a policy of one's own: the CNI's for IPv6, ECR's pull-through cache.
 * https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html#cni-iam-role-create-ipv6-policy, https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
 */
export const nodeActions: readonly string[] = [
  'ecr:BatchImportUpstreamImage',
  'ecr:CreateRepository',
  'ecr:TagResource',
  'ecr:GetAuthorizationToken',
  'ecr:Get*',
  'ecr:List*',
  'ecr:Describe*',
  'ecr:BatchGet*',
  'ecr:BatchCheckLayerAvailability',
  'ec2:Describe*',
  'ec2:AssignIpv6Addresses',
  'ec2:UnassignIpv6Addresses',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
  'ec2:AttachNetworkInterface',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DetachNetworkInterface',
  'ec2:ModifyNetworkInterfaceAttribute',
  'ec2:CreateTags',
  'eks:DescribeCluster',
  'eks-auth:AssumeRoleForPodIdentity',
  'ssm:UpdateInstanceInformation',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssmmessages:*',
  'ec2messages:*',
  'cloudwatch:PutMetricData',
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'logs:PutRetentionPolicy',
  'logs:Describe*',
  'xray:Put*',
  'xray:GetSampling*',
];

/** AWS's policies that grant everything, or let their holder grant it to itself. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html */
export const everythingPolicies: ReadonlySet<string> = new Set(['AdministratorAccess', 'PowerUserAccess', 'IAMFullAccess']);

/** Policies that projects publish for their controllers: what is fetched from there is what they document. */
export const publishedPolicies = /^https:\/\/raw\.githubusercontent\.com\/(kubernetes-sigs|aws|aws-controllers-k8s|awslabs)\//;
