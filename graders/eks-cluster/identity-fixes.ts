import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import { block, code } from '../../src/grade/markdown.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { type Cluster, clustersOf } from './clusters.ts';
import { hasAgent, type Identity, type Unserved } from './identity.ts';
import { clusterName } from './clusters-wording.ts';
import { addonInput } from './identity-addons.ts';
import type { Caller } from './identity-callers.ts';
import { blueprintCallers, podIdentityAgent } from './knowledge/aws-callers.ts';
import type { Repair } from './repair.ts';
import { codeOf } from './terraform-folders.ts';

/** The cluster of the folder, else any. */
const clusterFor = (facts: TerraformFacts, { root }: Pick<Caller, 'root'>): Cluster | undefined => {
  const clusters = clustersOf(facts);
  return clusters.find((each) => each.root === root) ?? clusters[0];
};

export function agentRepair(facts: TerraformFacts, user: Pick<Unserved, 'root' | 'at'>): Repair {
  const cluster = clusterFor(facts, user);
  const reproduce = `cat ${codeOf(cluster?.root ?? user.root)} ${shellPath(cluster?.at.path ?? user.at.path)} | grep -qF ${podIdentityAgent}`;
  const input = cluster && addonInput(cluster);
  if (cluster !== undefined && input !== undefined) {
    return { fix: `Write in ${code(input)} of ${code(cluster.address)} in ${code(cluster.at.path)}:${block(`${podIdentityAgent} = {}`, 'hcl')}`, reproduce };
  }
  const lines = ['resource "aws_eks_addon" "pod_identity" {', `  cluster_name = ${cluster === undefined ? '<the cluster>.name' : clusterName(cluster)}`, `  addon_name   = "${podIdentityAgent}"`, '}'];
  return { fix: `Write in ${code(user.at.path)}:${block(lines.join('\n'), 'hcl')}`, reproduce };
}

/** Pods on Fargate get credentials by their cluster's OIDC provider only. */
export function fargateRepair({ at }: Unserved): Repair {
  const lines = ['service_account_role_arn = aws_iam_role.<name>.arn'];
  return {
    fix: `In place of the association in ${code(at.path)}, line ${at.line ?? 1}, name a role that the cluster’s OIDC provider lets the service account assume: of an add-on by${block(lines.join('\n'), 'hcl')}\nof a chart by the annotation ${code('eks.amazonaws.com/role-arn')} of its service account.`,
    reproduce: `grep -qE 'service_account_role_arn|eks\\.amazonaws\\.com/role-arn' ${shellPath(at.path)}`,
  };
}

export function identityRepair(facts: TerraformFacts, manifests: ManifestsFacts, { caller, kind }: Identity): Repair {
  const { namespace = '<namespace>', name = '<service account>' } = caller.account;
  if (kind === 'refused') return trustRepair(caller, `${namespace}:${name}`);
  const needed = Object.entries(blueprintCallers).find(([program, input]) => input !== undefined && program.replaceAll('_', '-') === caller.name && caller.by.startsWith('module.'))?.[1];
  if (needed !== undefined) {
    const line = `${needed} = ["<ARN of the zone>"]`;
    return { fix: `Write in ${code(caller.by)}, ${code(caller.at.path)}, beside ${code(`enable_${caller.name.replaceAll('-', '_')}`)}:${block(line, 'hcl')}`, reproduce: `grep -q ${needed} ${shellPath(caller.at.path)}` };
  }
  const role = roleNameFor(caller);
  // Of what a manifest brings, the role stands with the cluster.
  const path = /\.(?:tf|tofu)(?:\.json)?$/.test(caller.at.path) ? caller.at.path : (clusterFor(facts, caller)?.at.path ?? caller.at.path);
  const trust = ['assume_role_policy = jsonencode({', '  Version = "2012-10-17"', '  Statement = [{', '    Effect    = "Allow"', '    Action    = ["sts:AssumeRole", "sts:TagSession"]', '    Principal = { Service = "pods.eks.amazonaws.com" }', '  }]', '})'].map((line) => `  ${line}`);
  const resources = [`resource "aws_iam_role" "${role}" {`, `  name = "${role}"`, '', ...trust, '}', '', ...associationFor(facts, caller, role, namespace, name)];
  const agent = hasAgent(facts, manifests, caller.root) ? '' : `\n${agentRepair(facts, caller).fix}`;
  const pattern = `aws_eks_pod_identity_association|pod_identity_association|associations|namespace_service_accounts|role-arn|role_arn`;
  return {
    fix: `Give ${code(caller.name)} a role that may do what it does, and no other pod: write in ${code(path)}${block(resources.join('\n'), 'hcl')}\nand attach the policy that its documentation names.${agent}`,
    reproduce: `cat ${codeOf(caller.root)} ${shellPath(path)} | grep -A8 -E ${shellWord(pattern)} | grep -qF -- ${shellWord(name.startsWith('<') ? 'service_account' : name)}`,
  };
}

const roleNameFor = ({ name }: Caller): string => name.replaceAll('-', '_');

function associationFor(facts: TerraformFacts, caller: Caller, role: string, namespace: string, account: string): readonly string[] {
  const cluster = clusterFor(facts, caller);
  const name = cluster === undefined ? '<the cluster>' : clusterName(cluster);
  return [
    `resource "aws_eks_pod_identity_association" "${role}" {`,
    `  cluster_name    = ${name}`,
    `  namespace       = "${namespace}"`,
    `  service_account = "${account}"`,
    `  role_arn        = aws_iam_role.${role}.arn`,
    '}',
  ];
}

function trustRepair({ name, at, root }: Caller, account: string): Repair {
  const subject = `system:serviceaccount:${account}`;
  return {
    fix: `Let the service account of ${code(name)} in: in the trust policy of the role that ${code(at.path)} names, the subject has to be${block(`"${subject}"`, 'hcl')}\n(of a module that makes the role, the account is ${code(account)}).`,
    reproduce: `cat ${codeOf(root)} ${shellPath(at.path)} | grep -qF -- ${shellWord(account)}`,
  };
}
