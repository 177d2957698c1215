import { z } from 'zod';
import type { Aws } from './aws.ts';
import { type Pages, pagesOf, readAnswer } from './aws-pages.ts';

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_HostedZone.html */
const hostedZone = z.object({ Id: z.string(), Name: z.string(), Config: z.object({ PrivateZone: z.boolean().default(false) }).default({ PrivateZone: false }) });

/** https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html */
const recordSet = z.object({
  Name: z.string(),
  Type: z.string(),
  SetIdentifier: z.string().optional(),
  TTL: z.int().optional(),
  ResourceRecords: z.array(z.object({ Value: z.string() })).default([]),
  AliasTarget: z.object({ DNSName: z.string(), HostedZoneId: z.string(), EvaluateTargetHealth: z.boolean().default(false) }).optional(),
});

export type HostedZone = { readonly id: string; readonly name: string; readonly isPrivate: boolean };

export type RecordSet = {
  readonly name: string;
  readonly type: string;
  readonly set: string | undefined;
  readonly ttl: number | undefined;
  readonly values: readonly string[];
  readonly alias: string | undefined;
};

/** What Route 53 tells; names without their last dot and as they are typed. Every call rejects with AwsError. */
export type Route53 = {
  /** Zones called exactly that: there may be several, private and public. */
  readonly zonesNamed: (name: string) => Promise<readonly HostedZone[]>;
  /** Those that a parent must delegate to; none for a private zone. */
  readonly nameServers: (zoneId: string) => Promise<readonly string[]>;
  /** All records of exactly that name. */
  readonly recordsNamed: (zoneId: string, name: string) => Promise<Pages<RecordSet>>;
};

const mostZones = 20;
/** A name holds at most one set of each type, or one for each of its routing policy's. */
const mostRecords = 100;

export async function openRoute53(aws: Aws): Promise<Route53> {
  const sdk = await import('@aws-sdk/client-route-53');
  const client = new sdk.Route53Client(aws.settings);
  return {
    zonesNamed: async (name) => {
      const answer = await aws.read('route53:ListHostedZonesByName', (options) => client.send(new sdk.ListHostedZonesByNameCommand({ DNSName: `${name}.`, MaxItems: mostZones }), options));
      // In the order of their names from that one on.
      const found = readAnswer('route53:ListHostedZonesByName', z.array(hostedZone), answer.HostedZones ?? []).map(zoneOf);
      return found.filter((zone) => zone.name === name);
    },
    nameServers: async (Id) => {
      const answer = await aws.read('route53:GetHostedZone', (options) => client.send(new sdk.GetHostedZoneCommand({ Id }), options));
      return (answer.DelegationSet?.NameServers ?? []).map(plainName);
    },
    recordsNamed: async (HostedZoneId, name) => {
      const pages = await pagesOf(mostRecords, async (token) => {
        const from = token === undefined ? { StartRecordName: `${name}.` } : startOf(token);
        const answer = await aws.read('route53:ListResourceRecordSets', (options) => client.send(new sdk.ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 100, ...from }), options));
        const items = readAnswer('route53:ListResourceRecordSets', z.array(recordSet), answer.ResourceRecordSets ?? []).map(recordOf);
        const { NextRecordName, NextRecordType, NextRecordIdentifier } = answer;
        const isDone = answer.IsTruncated !== true || NextRecordName === undefined || plainName(NextRecordName) !== name;
        return { items: items.filter((record) => record.name === name), next: isDone ? undefined : JSON.stringify([NextRecordName, NextRecordType, NextRecordIdentifier]) };
      });
      return pages;
    },
  };
}

const cursor = z.tuple([z.string(), z.string().nullish(), z.string().nullish()]);

function startOf(token: string) {
  const [StartRecordName, type, identifier] = cursor.parse(JSON.parse(token));
  // The type is one that Route 53 itself named as the next.
  return { StartRecordName, ...(type && { StartRecordType: type as 'A' }), ...(identifier && { StartRecordIdentifier: identifier }) };
}

const zoneOf = ({ Id, Name, Config }: z.infer<typeof hostedZone>): HostedZone => ({ id: Id.replace('/hostedzone/', ''), name: plainName(Name), isPrivate: Config.PrivateZone });

const recordOf = ({ Name, Type, SetIdentifier, TTL, ResourceRecords, AliasTarget }: z.infer<typeof recordSet>): RecordSet => ({
  name: plainName(Name),
  type: Type,
  set: SetIdentifier,
  ttl: TTL,
  values: ResourceRecords.map(({ Value }) => Value),
  alias: AliasTarget && plainName(AliasTarget.DNSName),
});

/** Route 53 writes what is no letter, digit, hyphen, underscore or dot in octal: `\052` for a star. */
const plainName = (name: string): string =>
  name
    .replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .replace(/\.$/, '')
    .toLowerCase();
