import type { CloudRecordFacts, CloudRecordSet, CloudZone } from '../../src/collect/cloud/record/section.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { code } from '../../src/grade/markdown.ts';
import type { Cluster } from '../eks-cluster/clusters.ts';
import { mayBeCalled, regionSaid } from '../eks-cluster/live-clusters.ts';
import { type LiveTarget, namesOf, targetOf } from './live-targets.ts';
import type { Obstacle } from './live-zones.ts';

export type Around = {
  readonly facts: CloudRecordFacts;
  /** That Terraform declares. */
  readonly clusters: readonly Cluster[];
  /** Whether Terraform itself makes a load balancer: it carries no tag of a cluster then. */
  readonly declaresBalancer: boolean;
};

/** What keeps one record from leading to the ingress load balancer. */
export function misled(zone: CloudZone, record: CloudRecordSet, around: Around): Obstacle | undefined {
  const [value] = namesOf(record);
  if (value === undefined) return { kind: 'trouble', observed: `${named(record)} is empty`, fix: 'Apply what is declared: `terraform apply`.', reproduce: pointing(zone, record, '.') };
  // One of several addresses that isn't the balancer's is as wrong as the first.
  for (const each of namesOf(record)) {
    const obstacle = obstacleAt(targetOf(each, around.facts), { zone, record, around });
    if (obstacle !== undefined) return obstacle;
  }
  return undefined;
}

type At = { readonly zone: CloudZone; readonly record: CloudRecordSet; readonly around: Around };

const named = ({ name, type, set }: CloudRecordSet): string => `the ${type} record ${code(name)}${set === undefined ? '' : ` (${code(set)})`}`;

function obstacleAt(target: LiveTarget, at: At): Obstacle | undefined {
  const { zone, record, around } = at;
  const { http, account } = around.facts;
  const points = `${named(record)} points at ${code(target.name)}`;
  switch (target.kind) {
    case 'balancer':
      return ofBalancer(target, points, at);
    case 'gone':
      return wrong(`${points}, ${target.elsewhere ? `a load balancer of another region than ${code(account.region)}` : `and the account ${account.id} has no such load balancer`}`, zone, record, around);
    case 'untold':
      return { kind: 'open', reason: `${points}, of the older kind of load balancers, which the role may not list: allow it \`tag:GetResources\`` };
    case 'before':
    case 'other':
      // Whatever stands between: the request came through to the app.
      if (http.kind === 'answered' && http.echoed) return undefined;
      if (target.kind === 'before') return { kind: 'open', reason: `${points}: whether that leads to the ingress load balancer, nothing here tells` };
      return wrong(`${points}, which is no load balancer of the account ${account.id}`, zone, record, around);
  }
}

const working: ReadonlySet<string | undefined> = new Set(['active', 'active_impaired', undefined]);

function ofBalancer({ balancer }: Extract<LiveTarget, { readonly kind: 'balancer' }>, points: string, { zone, record, around }: At): Obstacle | undefined {
  const { facts, clusters, declaresBalancer } = around;
  if (!working.has(balancer.state)) {
    return {
      kind: 'trouble',
      observed: `${points}, and that load balancer is ${code(balancer.state ?? '')}`,
      fix: `Wait until it is active (\`aws elbv2 wait load-balancer-available --region ${shellWord(facts.account.region)} --names ${shellWord(balancer.name)}\`), or have the controller make it again.`,
      reproduce: `test "$(aws elbv2 describe-load-balancers --region ${shellWord(facts.account.region)} --names ${shellWord(balancer.name)} --query 'LoadBalancers[0].State.Code' --output text)" = active`,
    };
  }
  const { cluster } = balancer;
  const isOurs = cluster === undefined || clusters.length === 0 || clusters.some(({ settings }) => mayBeCalled(settings.name.value, cluster) || isOnly(cluster, facts));
  if (!isOurs) return wrong(`${points}, the load balancer of another cluster, ${code(cluster)}`, zone, record, around);
  const better = facts.balancers.find((each) => each.cluster !== undefined);
  if (cluster === undefined && !declaresBalancer && better !== undefined) return wrong(`${points}, which no controller of the cluster made`, zone, record, around);
  return undefined;
}

/** A cluster that was applied under another name is the one whose load balancers there are. */
const isOnly = (cluster: string, { balancers }: CloudRecordFacts): boolean => balancers.every((each) => each.cluster === undefined || each.cluster === cluster);

function wrong(observed: string, zone: CloudZone, record: CloudRecordSet, { facts }: Around): Obstacle {
  const right = facts.balancers.find((each) => each.cluster !== undefined);
  const hint = right === undefined ? '' : ` Now that is ${code(right.dnsName ?? right.name)}.`;
  return {
    kind: 'trouble',
    observed,
    fix: `Let the record take its target from the load balancer, and apply it: \`terraform apply\`.${hint} If it lies in another region, name that in \`docc.cloud.yml\`: \`region: <region>\`.`,
    reproduce: right === undefined ? leading(zone, record, facts.account.region) : pointing(zone, record, right.dnsName ?? right.name),
  };
}

/** Fails until the record, as Route 53 holds it, names that. */
const pointing = (zone: CloudZone, record: CloudRecordSet, what: string): string => `${targets(zone, record)} | grep -qiF ${shellWord(what)}`;

/** Fails until the region has a load balancer that the record names. */
const leading = (zone: CloudZone, record: CloudRecordSet, region: string): string =>
  `${targets(zone, record)} | tr -s '\\t ' '\\n' | sed 's/^dualstack\\.//; s/\\.$//' | grep -qixF "$(aws elbv2 describe-load-balancers --region ${regionSaid(region)} --query 'LoadBalancers[].DNSName' --output text | tr '\\t' '\\n' | grep . || echo no-balancer)"`;

const targets = ({ id }: CloudZone, { name, type }: CloudRecordSet): string =>
  `aws route53 list-resource-record-sets --hosted-zone-id ${shellWord(id)} --query ${shellWord(`ResourceRecordSets[?Name=='${name.replace('*', String.raw`\\052`)}.' && Type=='${type}'].[AliasTarget.DNSName,ResourceRecords[].Value]`)} --output text`;
