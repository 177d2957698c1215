import { addressOf, type Declared, placeOf } from '../../src/terraform/declared.ts';
import { valueOf } from '../../src/terraform/value.ts';
import { code } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import type { Cluster } from './clusters.ts';
import { bodyOf, settingOf } from './clusters-settings.ts';
import { sourceOf, type Source } from './clusters-sources.ts';
import type { Finding } from './clusters-verdict.ts';
import type { Compute } from './compute.ts';
import { type Argument, argumentsFor, clusterName, placeName, quoted, within } from './clusters-wording.ts';
import { groupsOfModules } from './knowledge/node-inputs.ts';

type Told = Pick<Extract<Finding, { kind: 'trouble' }>, 'at' | 'fix' | 'reproduce'>;

/** To the cluster, of a group that names another. */
export function joining(cluster: Cluster, stranger: Declared, observed: string): Told & { readonly observed: string } {
  const at = placeOf(stranger, valueOf(stranger, 'cluster_name'));
  const wanted = clusterName(cluster);
  return {
    observed: `${observed}; ${code(addressOf(stranger))} belongs to a cluster of another name`,
    at,
    fix: `Attach ${code(addressOf(stranger))} (${placeName(at)}) to ${code(cluster.address)}, by ${code(`cluster_name = ${wanted}`)}.`,
    reproduce: `grep -nE ${shellWord(`cluster_name"?[[:space:]]*[=:].*${wanted.replaceAll(/[^\w-]/g, '.')}`)} ${shellPath(at.path)}`,
  };
}

/** Nothing is there: a first group, where it would be read. */
export function withoutAny(cluster: Cluster): Told {
  const { maker, address, at } = cluster;
  const input = maker.by === 'module' ? groupsOfModules[maker.registry]?.[maker.major ?? 21]?.find(({ kind }) => kind === 'managed')?.input : undefined;
  if (input !== undefined) return inModule(cluster, input);
  const folder = at.path.includes('/') ? at.path.replace(/\/[^/]*$/, '') : '.';
  return {
    at,
    fix: `Write beside ${code(address)}, in ${code(folder === '.' ? 'nodes.tf' : `${folder}/nodes.tf`)}, nodes and the role that they need:${quoted('', nodeGroup(clusterName(cluster)))}`,
    reproduce: `grep -rnE '^[^#]*(node_group|fargate_profile|aws_autoscaling_group|compute_config|karpenter)' --include='*.tf' --include='*.tofu' --include='*.tf.json' ${shellPath(folder)}`,
  };
}

/** Auto Mode starts what a pool asks for: a built-in one, or a NodePool. */
export function withoutPool({ maker }: Cluster, { name, at }: Compute): Told & { readonly observed: string } {
  const lines = ['node_pools    = ["general-purpose", "system"]', ...(maker.by === 'module' ? [] : ['node_role_arn = <the ARN of a role with AmazonEKSWorkerNodeMinimalPolicy and AmazonEC2ContainerRegistryPullOnly>'])];
  return {
    observed: `${code(name)} has no node pool, so it starts no nodes`,
    at,
    fix: `Write in ${code(name)} (${placeName(at)}):${quoted('', lines.join('\n'))}`,
    reproduce: `grep -nE 'node_pools"?[[:space:]]*[=:][[:space:]]*\\[[[:space:]]*"' ${shellPath(at.path)}`,
  };
}

/** An input that is given and empty is changed where it is given. */
function inModule({ declared, address, at: place }: Cluster, input: string): Told {
  const given = settingOf(declared, [bodyOf(declared)], { paths: [input] });
  const { at, variable, argument }: Source = given.origin === 'written' ? sourceOf(declared, given) : { at: place };
  const where = variable === undefined ? `Write in ${code(address)} (${placeName(at)})` : `Give ${code(variable)} (${placeName(at)}) this value`;
  const name = variable === undefined ? (argument ?? input) : at.path.endsWith('.tfvars') ? variable.slice('var.'.length) : 'default';
  return { at, fix: `${where}:${quoted(at.path, groupInput(at.path, name))}`, reproduce: `grep -nE '^[^#]*(instance_types|max_size|selectors|node_pools)' ${shellPath(at.path)}` };
}

const general: readonly Argument[] = [
  ['instance_types', '["t3.large"]'],
  ['min_size', '2'],
  ['max_size', '4'],
  ['desired_size', '2'],
];

/** As the community's module called them before 18. */
const general17 = general.map(([name, value]): Argument => [name.replace('_size', '_capacity'), value]);

const groupInput = (path: string, input: string): string =>
  within(path, input, 'object', within(path, 'general', 'object', argumentsFor(path, input === 'node_groups' ? general17 : general)));

const nodeGroup = (cluster: string): string => `resource "aws_eks_node_group" "this" {
  cluster_name    = ${cluster}
  node_group_name = "general"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = <the ids of private subnets in two zones>
  instance_types  = ["t3.large"]

  scaling_config {
    min_size     = 2
    desired_size = 2
    max_size     = 4
  }

  depends_on = [aws_iam_role_policy_attachment.node]
}

resource "aws_iam_role" "node" {
  name_prefix = "node-"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset(["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy"])

  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/\${each.value}"
}`;
