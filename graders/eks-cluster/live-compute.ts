import type { CloudClusterFacts, CloudNodeGroup } from '../../src/collect/cloud/cluster/section.ts';
import type { CloudIssue } from '../../src/collect/cloud/account/section.ts';
import type { TerraformFacts } from '../../src/collect/terraform/section.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { valueOf } from '../../src/terraform/value.ts';
import type { Cluster } from './clusters.ts';
import { type Compute, computeOf } from './compute.ts';
import { issueFixes, otherwise } from './knowledge/eks-issues.ts';
import { mayBeCalled, type Pair } from './live-clusters.ts';
import { describing, type Difference } from './live-differences.ts';

type Place = CloudClusterFacts['account'];
type Part = Pick<CloudNodeGroup, 'name' | 'status' | 'issues'>;
type Kind = 'managed' | 'fargate';

/** How EKS itself finds the cluster, and what Terraform declares to run its pods. */
export function healthOf(pair: Pair, place: Place, facts: TerraformFacts, clusters: readonly Cluster[]): readonly Difference[] {
  const { declared, found } = pair;
  const compute = computeOf(declared, facts, clusters);
  const own = found.issues.map((issue): Difference => ({
    kind: 'trouble',
    observed: `EKS reports of ${code(found.name)}: ${shownIssue(issue)}`,
    fix: issueFixes[issue.code] ?? otherwise,
    reproduce: `test "$(${describing(pair, place, 'length(cluster.health.issues)')})" = 0`,
    at: declared.at,
  }));
  return [...own, ...partsOf('managed', found.nodeGroups, { pair, place, compute }), ...partsOf('fargate', found.fargateProfiles, { pair, place, compute })];
}

type Around = { readonly pair: Pair; readonly place: Place; readonly compute: readonly Compute[] };

const words = { managed: 'node group', fargate: 'Fargate profile' } as const;

/** What nobody declares may be in any state. */
function partsOf(kind: Kind, parts: readonly Part[], around: Around): readonly Difference[] {
  const declared = around.compute.filter((each) => each.kind === kind);
  const certain = declared.find(({ attached, declared: { exists } }) => attached === 'yes' && exists === 'yes');
  if (certain !== undefined && parts.length === 0) return [noneOf(kind, certain, around)];
  return parts.flatMap((part) => {
    const by = declared.find((each) => mayBe(each, part.name));
    return by === undefined ? [] : stateOf(kind, part, by, around);
  });
}

/** A resource says its name or how it begins; a module makes names of its own. */
function mayBe({ declared }: Compute, name: string): boolean {
  if (declared.block.kind !== 'resource' || !/^aws_eks_(?:node_group|fargate_profile)$/.test(declared.block.type ?? '')) return true;
  const prefix = valueOf(declared, 'node_group_name_prefix');
  if (prefix !== undefined) return true;
  return mayBeCalled(valueOf(declared, 'node_group_name') ?? valueOf(declared, 'fargate_profile_name'), name);
}

function noneOf(kind: Kind, { name, at }: Compute, { pair: { found }, place: { region } }: Around): Difference {
  const listing = kind === 'managed' ? `list-nodegroups --region ${shellWord(region)} --cluster-name ${shellWord(found.name)} --query nodegroups` : `list-fargate-profiles --region ${shellWord(region)} --cluster-name ${shellWord(found.name)} --query fargateProfileNames`;
  return {
    kind: 'trouble',
    observed: `${code(found.name)} has no ${words[kind]}, and ${code(name)} is declared`,
    fix: 'Apply what is declared: `terraform apply`.',
    reproduce: `aws eks ${listing} --output text | grep -q .`,
    at,
  };
}

function stateOf(kind: Kind, { name, status, issues }: Part, { at }: Compute, { pair: { found }, place: { region } }: Around): readonly Difference[] {
  const what = `the ${words[kind]} ${code(name)} of ${code(found.name)}`;
  if (issues.length === 0 && status === 'ACTIVE') return [];
  if (issues.length === 0 && status === 'UPDATING') return [{ kind: 'open', reason: `${what} is being updated: grade again when it is ${code('ACTIVE')}`, at }];
  const described = kind === 'managed'
    ? `aws eks describe-nodegroup --region ${shellWord(region)} --cluster-name ${shellWord(found.name)} --nodegroup-name ${shellWord(name)} --query 'nodegroup.[status,length(health.issues)]'`
    : `aws eks describe-fargate-profile --region ${shellWord(region)} --cluster-name ${shellWord(found.name)} --fargate-profile-name ${shellWord(name)} --query 'fargateProfile.[status,length(health.issues || \`[]\`)]'`;
  return [
    {
      kind: 'trouble',
      observed: issues.length === 0 ? `${what} is ${code(status)}` : `${what} is ${code(status)} and not well: ${list(issues.map(shownIssue))}`,
      fix: issues.length === 0 ? fixOf(kind, status, name, found.name) : [...new Set(issues.map((issue) => issueFixes[issue.code] ?? otherwise))].join('\n'),
      reproduce: `${described} --output text | grep -qE '^ACTIVE[[:space:]]+0$'`,
      at,
    },
  ];
}

function fixOf(kind: Kind, status: string, name: string, cluster: string): string {
  if (status === 'CREATING' && kind === 'managed') return `Wait until \`aws eks wait nodegroup-active --cluster-name ${shellWord(cluster)} --nodegroup-name ${shellWord(name)}\` returns, and have it graded again.`;
  if (status === 'CREATING') return `Wait until \`aws eks wait fargate-profile-active --cluster-name ${shellWord(cluster)} --fargate-profile-name ${shellWord(name)}\` returns, and have it graded again.`;
  return status === 'DELETING' ? 'Wait until it is gone, and make it again: `terraform apply`.' : 'Replace it: `terraform apply -replace=<its address>`.';
}

const shownIssue = ({ code: of, message }: CloudIssue): string => (message === '' ? code(of) : `${code(of)} (${code(message)})`);
