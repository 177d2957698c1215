/**
 * What mends what EKS itself reports; read on 21 November 2026.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html, https://docs.aws.amazon.com/eks/latest/APIReference/API_ClusterIssue.html
 */
export const issueFixes: Readonly<Record<string, string>> = {
  AccessDenied: 'Map the node role again (an access entry of type `EC2_LINUX`, or aws-auth): its entry is gone or wrong.',
  AsgInstanceLaunchFailures: 'Read why in `aws autoscaling describe-scaling-activities`: most often a quota, or an instance type that its zones lack.',
  AutoScalingGroupNotFound: 'Replace the node group: `terraform apply -replace=<its address>`; its Auto Scaling group was deleted by hand.',
  ClusterUnreachable: 'Give the nodes a way to the endpoint: set `endpoint_private_access = true`, and allow 443 from their security group.',
  Ec2LaunchTemplateNotFound: 'Replace the node group: `terraform apply -replace=<its address>`; its launch template was deleted by hand.',
  Ec2LaunchTemplateVersionMismatch: 'Set the version that Terraform says with `terraform apply`: somebody changed the Auto Scaling group by hand.',
  Ec2SubnetInvalidConfiguration: 'Set `map_public_ip_on_launch = true` on public subnets of nodes, or move the nodes to private ones.',
  Ec2SubnetNotFound: 'Name subnets that there are in `subnet_ids`.',
  Ec2SecurityGroupNotFound: 'Name a security group that there is in `security_group_ids`.',
  IamInstanceProfileNotFound: 'Replace the node group: `terraform apply -replace=<its address>`; its instance profile was deleted by hand.',
  IamNodeRoleNotFound: 'Create the node role again with `terraform apply`, and then replace the node group.',
  IamRoleNotFound: 'Create the cluster’s role again with `terraform apply`.',
  InstanceLimitExceeded: 'Ask for more in Service Quotas (`aws service-quotas list-service-quotas --service-code ec2`), or take fewer or smaller nodes.',
  InsufficientFreeAddresses: 'Give the nodes larger subnets, or remove network interfaces that nothing uses: `aws ec2 describe-network-interfaces --filters Name=status,Values=available`.',
  NodeCreationFailure: 'The nodes don’t join: give their subnets a route to the endpoint (a NAT gateway or `endpoint_private_access = true`), and their role `AmazonEKSWorkerNodePolicy`.',
  PodIdentityAssociationNotFound: 'Create the association again with `terraform apply`.',
  SecurityGroupNotFound: 'Name a security group that there is in `security_group_ids`.',
  VpcNotFound: 'Make the cluster again: its VPC is gone, and no cluster moves to another (`terraform apply -replace=<its address>`).',
};

export const otherwise = 'See the console’s tab "Health issues" and `aws eks describe-nodegroup --query nodegroup.health`, and mend what it names.';
