import { block, code } from '../../src/grade/markdown.ts';
import { shellPath } from '../../src/evidence/shell-word.ts';
import type { Cluster } from './clusters.ts';
import { clusterName } from './clusters-wording.ts';
import { addonInput } from './identity-addons.ts';
import type { Enforcer } from './network-policy.ts';
import type { Repair } from './repair.ts';
import { codeOf } from './terraform-folders.ts';

/** How a cluster comes to enforce policies, by what runs its pods. */
export function policyRepair(cluster: Cluster, runs: 'auto-mode' | 'fargate' | 'nodes', enforcers: readonly Enforcer[]): Repair {
  const cni = enforcers.find(({ kind }) => kind === 'vpc-cni');
  const map = enforcers.find(({ kind }) => kind === 'auto-mode');
  if (runs === 'auto-mode') return map === undefined ? autoModeRepair(cluster) : mapRepair(map);
  return runs === 'fargate' ? fargateRepair(cluster) : cniRepair(cluster, cni);
}

const setting = 'configuration_values = jsonencode({ enableNetworkPolicy = "true" })';

function cniRepair(cluster: Cluster, addon: Enforcer | undefined): Repair {
  const path = addon?.at.path ?? cluster.at.path;
  const reproduce = `cat ${codeOf(cluster.root)} ${shellPath(path)} | grep -qE 'enableNetworkPolicy["\\\\]*[[:space:]]*[=:][[:space:]\\\\]*"?true|cilium|calico|tigera'`;
  if (addon !== undefined && (addon.declared === undefined || addon.declared.block.type === 'helm_release')) return { fix: `Give ${code(addon.by)} in ${code(path)} the value:${block('enableNetworkPolicy: true', 'yaml')}`, reproduce };
  if (addon !== undefined) return { fix: `Write in ${code(addon.by)}, ${code(path)}, after a blank line, or add the name to the configuration that is there:${block(setting, 'hcl')}`, reproduce };
  const input = addonInput(cluster);
  if (input !== undefined) {
    return { fix: `Write in ${code(input)} of ${code(cluster.address)}, ${code(path)}:${block(`vpc-cni = {\n  before_compute       = true\n  ${setting}\n}`, 'hcl')}`, reproduce };
  }
  const lines = ['resource "aws_eks_addon" "vpc_cni" {', `  cluster_name         = ${clusterName(cluster)}`, '  addon_name           = "vpc-cni"', `  ${setting}`, '}'];
  return { fix: `Write in ${code(path)}:${block(lines.join('\n'), 'hcl')}`, reproduce };
}

function autoModeRepair({ root, at }: Cluster): Repair {
  const lines = ['resource "kubernetes_config_map_v1" "network_policy" {', '  metadata {', '    name      = "amazon-vpc-cni"', '    namespace = "kube-system"', '  }', '', '  data = { enable-network-policy-controller = "true" }', '}'];
  return { fix: `Write in ${code(at.path)}:${block(lines.join('\n'), 'hcl')}`, reproduce: `grep -hE 'enable-network-policy-controller' ${codeOf(root)} | grep -q true` };
}

/** One that is there says no, or nothing. */
function mapRepair({ by, at: { path }, declared }: Enforcer): Repair {
  const line = declared === undefined ? block('enable-network-policy-controller: "true"', 'yaml') : block('enable-network-policy-controller = "true"', 'hcl');
  return { fix: `Write in the ${code('data')} of ${code(by)}, ${code(path)}:${line}`, reproduce: `grep -hE 'enable-network-policy-controller' ${shellPath(path)} | grep -q true` };
}

/** The VPC CNI's agent runs on no Fargate node: security groups of pods do there what policies do elsewhere. */
function fargateRepair({ root, at }: Cluster): Repair {
  const lines = ['resource "kubernetes_manifest" "security_group_policy" {', '  manifest = {', '    apiVersion = "vpcresources.k8s.aws/v1beta1"', '    kind       = "SecurityGroupPolicy"', '    metadata   = { name = "docc-sample", namespace = "docc-sample" }', '    spec = {', '      podSelector    = {}', '      securityGroups = { groupIds = ["<a security group>"] }', '    }', '  }', '}'];
  return { fix: `Pods on Fargate are held apart by security groups. Write in ${code(at.path)}:${block(lines.join('\n'), 'hcl')}`, reproduce: `grep -qE 'SecurityGroupPolicy|enableNetworkPolicy' ${codeOf(root)}` };
}
