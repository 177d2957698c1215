import type { Location } from '../../src/evidence/observation.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { shownText } from '../../src/terraform/text.ts';
import { asText } from '../../src/terraform/value.ts';
import type { AccessTrouble } from './access.ts';
import type { Cluster } from './clusters.ts';
import { clusterName } from './clusters-wording.ts';
import type { Repair } from './repair.ts';
import { codeOf } from './terraform-folders.ts';

export type AccessRepair = Repair & { readonly observed: string };

/** What is wrong, how it is mended, and the command that fails until it is. */
export function repairOf(trouble: AccessTrouble, cluster: Cluster): AccessRepair {
  const { path } = trouble.at;
  switch (trouble.kind) {
    case 'mode':
      return modeRepair(trouble, cluster);
    case 'user':
    case 'root':
      return strangerRepair(trouble);
    case 'placeholder':
      return { observed: `${code(trouble.by)} still has ${code(trouble.text)}`, fix: `Complete ${code(trouble.text)} in ${code(path)}, or delete the config map and use access entries.`, reproduce: `! grep -nF -- ${shellWord(trouble.text)} ${shellPath(path)}` };
    case 'masters':
      return { observed: `${code(trouble.by)} maps to ${code('system:masters')}`, fix: `Map the role in ${code(path)} to a group of your own in place of ${code('system:masters')}, and bind that group by RBAC; or give the role an access entry.`, reproduce: `! grep -nF system:masters ${shellPath(path)}` };
    case 'nodes':
      return nodesRepair(trouble, cluster);
    case 'no-rights':
      return rightsRepair(trouble.entry.by, trouble.at, cluster);
    case 'unbound':
      return bindingRepair(trouble);
    case 'no-operator':
      return operatorRepair(cluster);
  }
}

function modeRepair({ entry, at }: AccessTrouble & { readonly kind: 'mode' }, cluster: Cluster): AccessRepair {
  return {
    observed: `${code(cluster.address)} reads aws-auth only, so ${code(entry.by)} can't be made`,
    fix: modeFix(cluster, at.path, 'API'),
    reproduce: `cat ${codeOf(cluster.root)} ${shellPath(at.path)} | grep -qE '"?authentication_mode"?[[:space:]]*[=:][[:space:]]*"API'`,
  };
}

/** The community's module has this input from 20 on. */
function modeFix(cluster: Cluster, path: string, mode: 'API' | 'API_AND_CONFIG_MAP'): string {
  const line = `authentication_mode = "${mode}"`;
  const where = cluster.maker.by === 'module' ? code(cluster.address) : `${code('access_config')} of ${code(cluster.address)}`;
  const lines = hasMode(cluster) ? [line] : ['version = "~> 20.37"', line];
  return `Write in ${where} in ${code(path)}:${block(lines.join('\n'), 'hcl')}`;
}

const hasMode = ({ settings }: Cluster): boolean => settings.authenticationMode.name !== '';

function strangerRepair({ kind, by, at }: AccessTrouble & { readonly kind: 'user' | 'root' }): AccessRepair {
  const who = kind === 'root' ? 'the account’s root' : 'an IAM user';
  return {
    observed: `${code(by)} lets ${who} in`,
    fix: `Let people in by a role that they assume: in ${code(at.path)}, line ${at.line ?? 1}, name the role’s ARN, such as${block('arn:aws:iam::<account>:role/<role>')}`,
    reproduce: `! grep -nE ${shellWord(kind === 'root' ? ':root"' : ':user/|aws_iam_user|mapUsers|aws_auth_users|map_users')} ${shellPath(at.path)}`,
  };
}

function nodesRepair({ compute, role, at }: AccessTrouble & { readonly kind: 'nodes' }, cluster: Cluster): AccessRepair {
  const lines = ['resource "aws_eks_access_entry" "nodes" {', `  cluster_name  = ${clusterName(cluster)}`, `  principal_arn = ${role ?? 'aws_iam_role.<role of the nodes>'}.arn`, '  type          = "EC2_LINUX"', '}'];
  return {
    observed: `nobody maps the role of ${code(compute)}`,
    fix: `EKS maps only the nodes that it starts itself. Write in ${code(at.path)}:${block(lines.join('\n'), 'hcl')}`,
    reproduce: `cat ${codeOf(cluster.root)} ${shellPath(at.path)} | grep -qE '"EC2_LINUX"|system:nodes'`,
  };
}

const policy = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';

function rightsRepair(by: string, at: Location, cluster: Cluster): AccessRepair {
  const observed = `${code(by)} has neither an access policy nor a group that is bound`;
  const reproduce = `cat ${codeOf(cluster.root)} ${shellPath(at.path)} | grep -qE 'cluster-access-policy/'`;
  if (by.startsWith('module.')) {
    const lines = ['policy_associations = {', '  operator = {', `    policy_arn   = "${policy}"`, '    access_scope = { type = "cluster" }', '  }', '}'];
    return { observed, reproduce, fix: `Write in ${code(by)} in ${code(at.path)}, with the policy that its work needs:${block(lines.join('\n'), 'hcl')}` };
  }
  const lines = ['resource "aws_eks_access_policy_association" "operator" {', `  cluster_name  = ${by}.cluster_name`, `  principal_arn = ${by}.principal_arn`, `  policy_arn    = "${policy}"`, '', '  access_scope {', '    type = "cluster"', '  }', '}'];
  return { observed, reproduce, fix: `Write in ${code(at.path)}, with the policy that its work needs:${block(lines.join('\n'), 'hcl')}` };
}

function bindingRepair({ mapping: { by, groups }, at }: AccessTrouble & { readonly kind: 'unbound' }): AccessRepair {
  const group = groups.map(shownText)[0] ?? 'operators';
  const lines = ['apiVersion: rbac.authorization.k8s.io/v1', 'kind: ClusterRoleBinding', 'metadata:', '  name: operators', 'roleRef:', '  apiGroup: rbac.authorization.k8s.io', '  kind: ClusterRole', '  name: admin', 'subjects:', '  - apiGroup: rbac.authorization.k8s.io', '    kind: Group', `    name: ${JSON.stringify(group)}`];
  const folder = at.path.includes('/') ? at.path.slice(0, at.path.lastIndexOf('/')) : '.';
  return {
    observed: groups.length === 0 ? `${code(by)} maps a role to no group` : `${code(by)} maps a role to ${code(group)}, which no binding names`,
    fix: `${groups.length === 0 ? `Give the mapping in ${code(at.path)} the group ${code(group)}, and b` : 'B'}ind the group beside it, in ${code(folder === '.' ? 'operators.yaml' : `${folder}/operators.yaml`)}, with the rights that their work needs:${block(lines.join('\n'), 'yaml')}`,
    reproduce: `grep -rqE 'kind"?[[:space:]]*[=:][[:space:]]*"?(Cluster)?RoleBinding|kubernetes_(cluster_)?role_binding' --include='*.y*ml' --include='*.tf*' --include='*.json' .`,
  };
}

function operatorRepair(cluster: Cluster): AccessRepair {
  const { at, root, settings } = cluster;
  const mode = asText(settings.authenticationMode.value);
  const readsMapOnly = mode.kind === 'known' && mode.is === 'CONFIG_MAP';
  const fix = readsMapOnly && !hasMode(cluster) ? mappingFix(cluster) : `${entryFix(cluster)}${readsMapOnly ? `\n${modeFix(cluster, at.path, 'API_AND_CONFIG_MAP')}` : ''}`;
  return {
    observed: `${code(cluster.address)} lets no operator role in`,
    fix,
    reproduce: `cat ${codeOf(root)} ${shellPath(at.path)} | grep -qE 'cluster-access-policy/|mapRoles|aws_auth_roles|map_roles'`,
  };
}

const operatorRole = ['data "aws_iam_role" "operator" {', '  name = "<the operators’ role>"', '}', ''];

function entryFix(cluster: Cluster): string {
  const resources = ['resource "aws_eks_access_entry" "operator" {', `  cluster_name  = ${clusterName(cluster)}`, '  principal_arn = data.aws_iam_role.operator.arn', '}', '', 'resource "aws_eks_access_policy_association" "operator" {', `  cluster_name  = ${clusterName(cluster)}`, '  principal_arn = aws_eks_access_entry.operator.principal_arn', `  policy_arn    = "${policy}"`, '', '  access_scope {', '    type = "cluster"', '  }', '}'];
  return `Let operators in by a role: write in ${code(cluster.at.path)}, with the policy that their work needs:${block([...operatorRole, ...resources].join('\n'), 'hcl')}`;
}

/** A module from before access entries maps roles to groups, and RBAC gives the group its rights. */
function mappingFix({ address, at, maker }: Cluster): string {
  const input = maker.by === 'module' && (maker.major === 17 || maker.registry !== 'terraform-aws-modules/eks/aws') ? 'map_roles' : 'aws_auth_roles';
  const mapping = [`${input} = [{`, '  rolearn  = data.aws_iam_role.operator.arn', '  username = "operator"', '  groups   = ["operators"]', '}]'];
  const binding = ['resource "kubernetes_cluster_role_binding_v1" "operators" {', '  metadata {', '    name = "operators"', '  }', '', '  role_ref {', '    api_group = "rbac.authorization.k8s.io"', '    kind      = "ClusterRole"', '    name      = "admin"', '  }', '', '  subject {', '    api_group = "rbac.authorization.k8s.io"', '    kind      = "Group"', '    name      = "operators"', '  }', '}'];
  return `Let operators in by a role: write in ${code(address)} in ${code(at.path)}:${block(mapping.join('\n'), 'hcl')}\nand beside it, with the rights that their work needs:${block([...operatorRole, ...binding].join('\n'), 'hcl')}`;
}
