import { type CloudRecordFacts, type CloudZone, cloudRecord } from '../../../src/collect/cloud/record/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform, type TerraformFacts } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fail, type Judgement, pass, unresolved } from '../../../src/grade/judgement.ts';
import { code } from '../../../src/grade/markdown.ts';
import { serviceHost } from '../../../src/grade/settings.ts';
import { declared } from '../../../src/terraform/declared.ts';
import { isOrigin, originOf } from '../../../src/terraform/module-origin.ts';
import { clustersOf } from '../../eks-cluster/clusters.ts';
import { balancerModules, foundBalancers } from '../knowledge/load-balancers.ts';
import { type Around, misled } from '../live-record.ts';
import { namesOf } from '../live-targets.ts';
import { untried } from '../live-tried.ts';
import { type Obstacle, unanswered, unheld } from '../live-zones.ts';
import { makers, placeOfMaker } from '../makers.ts';

export default check({
  id: 'record-live',
  title: 'The record answers and points at the load balancer',
  needs: { terraform, manifests, cloud: cloudRecord },
  after: ['record-declared'],
  weight: 4,
  level: 'junior',
  skills: ['aws.route53', 'dns.records'],
  why: 'A record may stand in a zone that nobody is led to, or lead to a load balancer that is long gone: only who asks the name servers sees what visitors see.',
  docs: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/domain-name-servers-glue-records.html',
  discuss: {
    topic: 'system-and-network',
    passed: '{observed}. A colleague still sees the old address: where do you look, in which order?',
    failed: '{observed}. Which questions to which name servers find that out, step by step?',
  },
  judge: ({ terraform, manifests, cloud }, settings) => {
    const [maker] = makers({ terraform, manifests }, settings);
    const at = maker === undefined ? {} : { at: placeOfMaker(maker) };
    const around: Around = { facts: cloud, clusters: clustersOf(terraform), declaresBalancer: declaresBalancer(terraform) };
    const host = serviceHost(settings);
    const held = unheld(cloud);
    if (held !== undefined) return judgementOf(held, cloud, at);
    const zones = cloud.zones.filter(({ isPrivate, records }) => !isPrivate && records.length > 0);
    // Several zones may have the name: it is enough that the one that everybody is led to holds it.
    const judged = zones.map((zone) => judgementIn(zone, around, host, at));
    const [first] = [...judged.filter(({ verdict }) => verdict === 'pass'), ...judged.filter(({ verdict }) => verdict === 'unresolved'), ...judged];
    return first ?? unresolved('no zone was looked into');
  },
});

/** By itself or by a module for it; what controllers make carries their tags. */
const declaresBalancer = (facts: TerraformFacts): boolean =>
  declared(facts, { type: [...foundBalancers] }).length > 0 ||
  declared(facts, { kind: 'module' }).some((module) => {
    const origin = originOf(module);
    return origin !== undefined && balancerModules.some((known) => isOrigin(origin, known));
  });

type At = Partial<Pick<Extract<Judgement, { verdict: 'unresolved' }>, 'at'>>;

function judgementIn(zone: CloudZone, around: Around, host: string, at: At): Judgement {
  const { facts } = around;
  const beyond = facts.account.by === 'deployer' ? [untried(facts, host)] : zone.records.map((record) => misled(zone, record, around));
  const obstacles = [unanswered(zone, facts.host), ...beyond].filter((each) => each !== undefined);
  const [worst] = [...obstacles.filter(({ kind }) => kind === 'trouble'), ...obstacles];
  if (worst !== undefined) return judgementOf(worst, facts, at);
  const [record] = zone.records;
  const target = record === undefined ? undefined : namesOf(record)[0];
  return pass(`${code(facts.host)} points at ${code(target ?? '')}, and ${zone.answers.filter(({ answer }) => answer.kind === 'answered').length} name servers of ${code(zone.name)} answer it`);
}

function judgementOf(obstacle: Obstacle, { host }: CloudRecordFacts, at: At): Judgement {
  if (obstacle.kind === 'open') return unresolved(obstacle.reason, at.at);
  const { observed, fix, reproduce } = obstacle;
  return fail({ expected: `Route 53 holds ${code(host)}, every name server that it is delegated to answers it, and it points at the ingress load balancer`, observed, ...at, fix, reproduce });
}
