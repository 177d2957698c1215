import { type Observation, observed } from '../../../evidence/observation.ts';
import type { Balancer, Balancers, ClassicBalancer, Tags } from '../../../tools/balancers.ts';
import { AwsError } from '../../../tools/aws-trouble.ts';
import type { NameServers } from '../../../tools/name-servers.ts';
import type { RecordRequest } from '../../../tools/record-request.ts';
import type { HostedZone, RecordSet, Route53 } from '../../../tools/route53.ts';
import type { Tell } from '../../record.ts';
import type { Account } from '../account/open.ts';
import { bounded } from '../parts.ts';
import type { CloudBalancer, CloudNameAnswer, CloudRecordFacts, CloudRecordSet, CloudZone } from './section.ts';

export type RecordAsked = {
  readonly account: Account;
  readonly route53: Route53;
  readonly balancers: Balancers;
  readonly nameServers: NameServers;
  readonly request: RecordRequest;
  readonly host: string;
};

/** The host's record from Route 53 to whoever answers it. */
export async function collectCloudRecord(asked: RecordAsked, tell: Tell): Promise<Observation<CloudRecordFacts>> {
  const { account, host } = asked;
  try {
    tell('looking for the record');
    const zones = await zonesHolding(asked, tell);
    tell('listing load balancers');
    const [newer, classic] = await Promise.all([asked.balancers.all(), classicOf(asked.balancers)]);
    const pointed = zones.flatMap(({ records }) => records.flatMap(({ alias, values }) => [...(alias === undefined ? [] : [alias]), ...values]));
    const balancers = ordered([...newer.items.map(balancerOf), ...(classic ?? []).map(classicBalancerOf)], pointed);
    tell('asking the host');
    return observed({ account: account.facts, host, zones, balancers, classicTold: classic !== undefined, http: await requested(asked, zones) });
  } catch (error) {
    return account.observationOf(error);
  }
}

/** `service.docc.domain.io`, `docc.domain.io`, `domain.io`: a zone may be called any of these. */
const suffixesOf = (host: string): readonly string[] => {
  const labels = host.split('.');
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
};

const mostZones = 8;

async function zonesHolding(asked: RecordAsked, tell: Tell): Promise<CloudZone[]> {
  const { route53, host } = asked;
  const named: HostedZone[] = [];
  for (const suffix of suffixesOf(host)) named.push(...(await route53.zonesNamed(suffix)));
  const zones: CloudZone[] = [];
  for (const zone of named.slice(0, mostZones)) {
    tell(`looking into the zone ${zone.name}`);
    zones.push(await zoneOf(zone, asked));
  }
  return zones;
}

async function zoneOf(zone: HostedZone, { route53, nameServers, host }: RecordAsked): Promise<CloudZone> {
  const { id, name, isPrivate } = zone;
  const records = (await recordsFor(zone, route53, host)).map(recordOf);
  if (isPrivate) return { id, name, isPrivate, servers: [], delegation: { kind: 'not-asked' }, records, answers: [] };
  const [servers, delegation] = await Promise.all([route53.nameServers(id), nameServers.delegationOf(name)]);
  const delegated = delegation.kind === 'told' ? delegation.servers : [];
  const answers = records.length === 0 ? [] : await nameServers.ask([...new Set([...servers, ...delegated])].sort(), host);
  return {
    id,
    name,
    isPrivate,
    servers: [...servers].sort(),
    delegation: delegation.kind === 'told' ? { kind: 'told', servers: [...delegation.servers] } : delegation,
    records,
    answers: answers.map(({ server, answer }) => ({ server, answer: answerOf(answer) })),
  };
}

const leading: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME']);

/** A name that there is hides the wildcards above it: https://datatracker.ietf.org/doc/html/rfc4592#section-2.2.1 */
async function recordsFor({ id, name }: HostedZone, route53: Route53, host: string): Promise<readonly RecordSet[]> {
  const above = suffixesOf(host).slice(1).filter((suffix) => suffix === name || suffix.endsWith(`.${name}`));
  for (const each of [host, ...above.map((suffix) => `*.${suffix}`)]) {
    const { items } = await route53.recordsNamed(id, each);
    if (items.length > 0) return items.filter(({ type }) => leading.has(type));
  }
  return [];
}

const recordOf = ({ name, type, set, ttl, values, alias }: RecordSet): CloudRecordSet => ({
  name,
  type,
  ...(set !== undefined && { set: bounded(set) }),
  ...(ttl !== undefined && { ttl }),
  values: values.slice(0, 20).map((value) => bounded(value).toLowerCase().replace(/\.$/, '')),
  ...(alias !== undefined && { alias }),
});

function answerOf(answer: Awaited<ReturnType<NameServers['ask']>>[number]['answer']): CloudNameAnswer {
  if (answer.kind !== 'answered') return answer;
  const { addresses, cname } = answer;
  return { kind: 'answered', addresses: [...addresses], ...(cname !== undefined && { cname }) };
}

/** Of those that only tags tell of: a role that may not ask for tags says nothing of them. */
async function classicOf(balancers: Balancers): Promise<readonly ClassicBalancer[] | undefined> {
  try {
    return (await balancers.classic()).items;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}

const types = ['application', 'network', 'gateway'] as const;

const balancerOf = ({ name, dnsName, type, scheme, state, addresses, tags }: Balancer): CloudBalancer => ({
  name,
  dnsName,
  type: types.find((each) => each === type) ?? 'other',
  scheme,
  ...(state !== undefined && { state }),
  addresses: [...addresses],
  ...madeBy(tags),
});

const classicBalancerOf = ({ name, tags }: ClassicBalancer): CloudBalancer => ({ name, type: 'classic', addresses: [], ...madeBy(tags) });

/**
 * By the tags of whoever made it: EKS's own controller, AWS Load Balancer Controller, Auto Mode.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#resource-tags
 */
function madeBy(tags: Tags): Pick<CloudBalancer, 'cluster' | 'madeFor'> {
  const cluster = tags['elbv2.k8s.aws/cluster'] ?? tags['eks:eks-cluster-name'] ?? Object.keys(tags).flatMap((key) => /^kubernetes\.io\/cluster\/(.+)$/.exec(key)?.[1] ?? [])[0];
  const madeFor = tags['kubernetes.io/service-name'] ?? tags['ingress.k8s.aws/stack'] ?? tags['service.k8s.aws/stack'] ?? tags['ingress.eks.amazonaws.com/stack'] ?? tags['service.eks.amazonaws.com/stack'];
  return { ...(cluster !== undefined && { cluster: bounded(cluster) }), ...(madeFor !== undefined && { madeFor: bounded(madeFor) }) };
}

const mostBalancers = 64;

function ordered(all: readonly CloudBalancer[], pointed: readonly string[]): CloudBalancer[] {
  const isPointedAt = ({ name, dnsName }: CloudBalancer): boolean => pointed.some((target) => (dnsName !== undefined && target.endsWith(dnsName)) || target.includes(name.toLowerCase()));
  const rank = (each: CloudBalancer): number => (isPointedAt(each) ? 0 : each.cluster !== undefined ? 1 : 2);
  return all.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)).slice(0, mostBalancers);
}

async function requested({ request, host }: RecordAsked, zones: readonly CloudZone[]): Promise<CloudRecordFacts['http']> {
  const addresses = zones.flatMap(({ answers }) => answers.flatMap(({ answer }) => (answer.kind === 'answered' ? answer.addresses : [])));
  const isAnswered = zones.some(({ answers }) => answers.some(({ answer }) => answer.kind === 'answered'));
  if (!isAnswered) return { kind: 'not-asked' };
  return await request(host, [...new Set(addresses)]);
}
