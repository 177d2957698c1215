import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Location, pass, unresolved } from '../../../src/grade/judgement.ts';
import { block, code, list } from '../../hermetic-image/markdown.ts';
import { shellPath } from '../../hermetic-image/shell-word.ts';
import { type Cluster, clustersOf, nameOf } from '../clusters.ts';
import { computeOf } from '../compute.ts';
import { type Enforcer, enforcersOf } from '../network-policy.ts';
import { codeOf } from '../terraform-folders.ts';

export default check({
  id: 'eks-enforces-network-policy',
  title: 'The cluster enforces network policies',
  needs: { terraform },
  after: ['eks-cluster-declared'],
  weight: 1,
  level: 'senior',
  skills: ['eks.networking'],
  why: 'A cluster accepts NetworkPolicy objects whether or not anything enforces them: without an enforcer every pod reaches every other, and nobody is told.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html',
  discuss: {
    topic: 'system-and-network',
    passed: 'Policies are enforced by {observed}. A packet is dropped between two pods: how do you find out which policy did it?',
    failed: '{observed}. How would you notice in a running cluster that a NetworkPolicy does nothing?',
  },
  judge: ({ terraform }) => {
    const clusters = clustersOf(terraform);
    if (clusters.length === 0) return unresolved('docc finds no cluster whose settings it can read');
    const seen = clusters.map((cluster) => stateOf(terraform, cluster, clusters));
    const lost = seen.filter(({ state }) => state === 'no');
    const [first, ...others] = lost;
    if (first !== undefined) {
      return fail({
        expected: 'the VPC CNI with enableNetworkPolicy, Auto Mode’s config map, Calico or Cilium',
        observed: `nothing in ${list(lost.map(({ cluster }) => code(nameOf(cluster, clusters))))} enforces NetworkPolicy`,
        at: first.at,
        alsoAt: others.map(({ at }) => at),
        fix: [...new Set(lost.map(({ fix }) => fix))].join('\n'),
        reproduce: [...new Set(lost.map(({ reproduce }) => reproduce))].join(' && '),
      });
    }
    const open = seen.find(({ state }) => state === 'maybe');
    return open === undefined ? pass(list([...new Set(seen.map(({ by }) => code(by)))])) : unresolved(open.by, open.at);
  },
});

type State = { readonly cluster: Cluster; readonly state: Enforcer['enforces']; readonly by: string; readonly at: Location; readonly fix: string; readonly reproduce: string };

function stateOf(facts: TerraformFacts, cluster: Cluster, clusters: readonly Cluster[]): State {
  const compute = computeOf(cluster, facts, clusters);
  const [isAuto, isFargate] = [compute.some(({ kind }) => kind === 'auto-mode'), compute.length > 0 && compute.every(({ kind }) => kind === 'fargate')];
  const enforcers = enforcersOf(facts, cluster).filter(({ kind }) => (kind === 'auto-mode' ? isAuto : kind === 'fargate' ? isFargate : true));
  const found = enforcers.find(({ enforces }) => enforces === 'yes') ?? enforcers.find(({ enforces }) => enforces === 'maybe');
  const repair = isAuto ? autoModeRepair(cluster) : isFargate ? fargateRepair(cluster) : cniRepair(cluster, enforcers.find(({ kind }) => kind === 'vpc-cni'));
  if (found?.enforces === 'yes') return { cluster, state: 'yes', by: found.by, at: found.at, ...repair };
  if (found !== undefined) return { cluster, state: 'maybe', by: `files alone don't tell whether ${code(found.by)} enforces NetworkPolicy`, at: found.at, ...repair };
  const said = enforcers[0];
  // The config map may lie beside the code as a plain manifest, which isn't read yet.
  if (isAuto && said === undefined) return { cluster, state: 'maybe', by: 'Auto Mode enforces NetworkPolicy once the config map `amazon-vpc-cni` says so; Terraform has none, and docc does not read plain manifests yet', at: cluster.at, ...repair };
  return { cluster, state: 'no', by: '', at: said?.at ?? cluster.at, ...repair };
}

const setting = 'configuration_values = jsonencode({ enableNetworkPolicy = "true" })';

function cniRepair(cluster: Cluster, addon: Enforcer | undefined): Pick<State, 'fix' | 'reproduce'> {
  const path = addon?.at.path ?? cluster.at.path;
  const reproduce = `cat ${codeOf(cluster.root)} ${shellPath(path)} | grep -qE 'enableNetworkPolicy["\\\\]*[[:space:]]*[=:][[:space:]\\\\]*"?true|cilium|calico|tigera'`;
  if (addon?.declared.block.type === 'helm_release') return { fix: `Give ${code(addon.by)} in ${code(path)} the value:${block('enableNetworkPolicy: true', 'yaml')}`, reproduce };
  if (addon !== undefined) return { fix: `Write in ${code(addon.by)}, ${code(path)}, after a blank line, or add the name to the configuration that is there:${block(setting, 'hcl')}`, reproduce };
  if (cluster.maker.by === 'module') {
    const input = cluster.maker.major === undefined || cluster.maker.major > 20 ? 'addons' : 'cluster_addons';
    return { fix: `Write in ${code(input)} of ${code(cluster.address)}, ${code(path)}:${block(`vpc-cni = {\n  before_compute       = true\n  ${setting}\n}`, 'hcl')}`, reproduce };
  }
  const lines = ['resource "aws_eks_addon" "vpc_cni" {', `  cluster_name         = ${cluster.address}.name`, '  addon_name           = "vpc-cni"', `  ${setting}`, '}'];
  return { fix: `Write in ${code(path)}:${block(lines.join('\n'), 'hcl')}`, reproduce };
}

function autoModeRepair({ root, at }: Cluster): Pick<State, 'fix' | 'reproduce'> {
  const lines = ['resource "kubernetes_config_map_v1" "network_policy" {', '  metadata {', '    name      = "amazon-vpc-cni"', '    namespace = "kube-system"', '  }', '', '  data = { enable-network-policy-controller = "true" }', '}'];
  return { fix: `Write in ${code(at.path)}:${block(lines.join('\n'), 'hcl')}`, reproduce: `grep -hE 'enable-network-policy-controller' ${codeOf(root)} | grep -q true` };
}

/** The VPC CNI's agent runs on no Fargate node: security groups of pods do there what policies do elsewhere. */
function fargateRepair({ root, at }: Cluster): Pick<State, 'fix' | 'reproduce'> {
  const lines = ['resource "kubernetes_manifest" "security_group_policy" {', '  manifest = {', '    apiVersion = "vpcresources.k8s.aws/v1beta1"', '    kind       = "SecurityGroupPolicy"', '    metadata   = { name = "docc-sample", namespace = "docc-sample" }', '    spec = {', '      podSelector    = {}', '      securityGroups = { groupIds = ["<a security group>"] }', '    }', '  }', '}'];
  return { fix: `Pods on Fargate are held apart by security groups. Write in ${code(at.path)}:${block(lines.join('\n'), 'hcl')}`, reproduce: `grep -qE 'SecurityGroupPolicy|enableNetworkPolicy' ${codeOf(root)}` };
}
