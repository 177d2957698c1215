import { type CloudClusterFacts, cloudCluster } from '../../../src/collect/cloud/cluster/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { shellWord } from '../../../src/evidence/shell-word.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { shownText } from '../../../src/terraform/text.ts';
import { type Cluster, clustersOf } from '../clusters.ts';
import { sourceOf } from '../clusters-sources.ts';
import { fixFor } from '../clusters-wording.ts';
import { type Pair, pairsOf, regionSaid } from '../live-clusters.ts';
import { healthOf } from '../live-compute.ts';
import { type Difference, differences } from '../live-differences.ts';

export default check({
  id: 'eks-cluster-active',
  title: 'The cluster is active as declared',
  needs: { terraform, cloud: cloudCluster },
  after: ['eks-cluster-declared'],
  weight: 4,
  level: 'mid',
  skills: ['aws.eks'],
  why: 'Terraform that was never applied, or was changed by hand afterwards, tells nobody what runs; the next apply undoes what keeps it alive.',
  docs: 'https://docs.aws.amazon.com/eks/latest/userguide/clusters.html',
  discuss: {
    topic: 'infrastructure-as-code',
    passed: '{observed}. How would you notice next month that somebody has changed it by hand?',
    failed: '{observed}. Do you bring the cluster to the code or the code to the cluster, and how do you tell?',
  },
  judge: ({ terraform, cloud }) => {
    const clusters = clustersOf(terraform);
    if (clusters.length === 0) return unresolved('no cluster is known from the files that the account could be compared with');
    const judged = pairsOf(clusters, cloud).map((pair) => ({ pair, apart: [...differences(pair, cloud.account), ...healthOf(pair, cloud.account, terraform, clusters)] }));
    if (judged.length === 0) return missing(clusters, cloud);
    // One environment that is as declared is enough: nobody is asked to pay for several.
    const [nearest] = judged.toSorted((one, other) => troublesIn(one.apart).length - troublesIn(other.apart).length || one.apart.length - other.apart.length);
    return nearest === undefined ? missing(clusters, cloud) : verdictOf(nearest.pair, nearest.apart);
  },
});

const troublesIn = (apart: readonly Difference[]) => apart.filter((each) => each.kind === 'trouble');

function verdictOf({ declared, found }: Pair, apart: readonly Difference[]): Judgement {
  const [first, ...others] = troublesIn(apart);
  if (first !== undefined) {
    const all = [first, ...others];
    return fail({
      expected: `${code(found.name)} is active and well, with the version, logs, endpoint and compute that ${code(declared.address)} declares`,
      observed: list(all.map(({ observed }) => observed)),
      at: first.at,
      alsoAt: others.map(({ at }) => at).filter(({ path, line }) => path !== first.at.path || line !== first.at.line),
      fix: [...new Set(all.map(({ fix }) => fix))].join('\n'),
      reproduce: all.map(({ reproduce }) => reproduce).join(' && '),
    });
  }
  const open = apart.find((each) => each.kind === 'open');
  if (open !== undefined) return unresolved(open.reason, open.at);
  const { nodeGroups, fargateProfiles } = found;
  const parts = [counted(nodeGroups.length, 'node group'), counted(fargateProfiles.length, 'Fargate profile')].filter((words) => words !== undefined);
  return pass(`${code(found.name)} runs ${code(found.version)} as declared${parts.length === 0 ? '' : `, with ${list(parts)}`}`);
}

const counted = (count: number, what: string): string | undefined => (count === 0 ? undefined : `${count} ${what}${count === 1 ? '' : 's'}`);

function missing(clusters: readonly Cluster[], { account, names }: CloudClusterFacts): Judgement {
  const [first] = clusters;
  if (first === undefined) return unresolved('no cluster is known from the files that the account could be compared with');
  const { name } = first.settings;
  const called = list([...new Set(clusters.map(({ settings }) => code(shownText(settings.name.value))))]);
  const others = names.length === 0 ? 'none at all' : `only ${list(names.slice(0, 5).map(code))}${names.length > 5 ? ' and others' : ''}`;
  const declare = names[0] === undefined ? '' : ` Or, if it was applied under another name, declare that. ${fixFor(first, name, JSON.stringify(names[0]))}`;
  return fail({
    expected: `the account holds the cluster that ${code(first.address)} declares`,
    observed: `${account.id} has no EKS cluster ${called} in ${code(account.region)}: ${others}`,
    at: sourceOf(first.declared, name).at,
    fix: `Apply it in that account and region: \`terraform apply\`. If it is in another region, name that in \`docc.cloud.yml\`: \`region: <region>\`.${declare}`,
    reproduce: `aws eks list-clusters --region ${regionSaid(account.region)} --query clusters --output text | tr '\\t' '\\n' | grep -qxF ${shellWord(shownText(name.value))}`,
  });
}
