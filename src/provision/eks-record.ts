import { resolve4 } from 'node:dns/promises';
import type { Cluster } from '../collect/cluster/cluster.ts';
import type { Outward } from '../collect/cloud/outward.ts';
import { collectCloudRecord } from '../collect/cloud/record/collect.ts';
import type { CloudRecordFacts } from '../collect/cloud/record/section.ts';
import type { Tell } from '../collect/record.ts';
import { faulted, type Observation } from '../evidence/observation.ts';
import { type Aws, callerOf } from '../tools/aws.ts';
import { AwsError, faultOf } from '../tools/aws-trouble.ts';
import type { Balancers } from '../tools/balancers.ts';
import { openRecordRequest, type RecordRequest } from '../tools/record-request.ts';
import { openRoute53 } from '../tools/route53.ts';
import { route53Changes, type Target } from '../tools/route53-changes.ts';

export type DeployedRecord = {
  readonly aws: Aws;
  readonly outward: Outward;
  /** The hosted zone's id, and the record in it that docc made. */
  readonly zone: string;
  readonly name: string;
  /** Whom the submission serves: the app is asked by this name. */
  readonly host: string;
  readonly target: Target;
  /** Where a node's own address is the target: no port of a record's. */
  readonly at: Cluster['entry'];
};

/** The record that docc made for a deployment, as the world sees it: at every name server, and over HTTP. */
export async function lookAtRecord(record: DeployedRecord, tell: Tell): Promise<Observation<CloudRecordFacts>> {
  const { aws, outward, zone, name } = record;
  try {
    const [{ account: id }, reads, zoneName] = await Promise.all([callerOf(aws), openRoute53(aws), (await route53Changes(aws)).zoneName(zone)]);
    // By its id, since docc's role may look for no other.
    const route53 = { ...reads, zonesNamed: async (suffix: string) => (suffix === zoneName ? [{ id: zone, name: zoneName, isPrivate: false }] : []) };
    const account = { aws, facts: { id, region: aws.region, by: 'deployer' } as const, observationOf: ourFault };
    return await collectCloudRecord({ account, route53, balancers: unasked, nameServers: outward.nameServers, request: requestTo(record), host: name }, tell);
  } catch (error) {
    return ourFault(error);
  }
}

/** What the record leads to docc knows without asking: it made both. */
const unasked: Balancers = { all: async () => ({ items: [], more: false }), classic: async () => ({ items: [], more: false }) };

function ourFault(error: unknown): Observation<never> {
  if (!(error instanceof AwsError)) throw error;
  return faulted(faultOf(error.trouble));
}

/** A name server of the zone gives a balancer's name and no address; a node is asked at its port. */
function requestTo({ aws, outward, host, target, at }: DeployedRecord): RecordRequest {
  const atNode = openRecordRequest(aws.signal, { ...at.http, securePort: at.https.port });
  if (target.kind === 'address') return async (_, addresses) => await atNode(host, addresses);
  return async (_, addresses) => await outward.request(host, addresses.length > 0 ? addresses : await resolve4(target.name).catch(() => []));
}
