import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { cloudAccount } from '../account/section.ts';

const record = z.strictObject({
  name: z.string(),
  type: z.string(),
  /** One of several of that name and type, by a routing policy. */
  set: z.string().optional(),
  ttl: z.int().optional(),
  values: z.array(z.string()),
  /** The name that an alias points at. */
  alias: z.string().optional(),
});
export type CloudRecordSet = z.infer<typeof record>;

const answer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answered'), addresses: z.array(z.string()), cname: z.string().optional() }),
  /** It knows the zone, and in it no such name or none with an address. */
  z.strictObject({ kind: z.literal('none') }),
  /** It turns the question away: the zone is not its own. */
  z.strictObject({ kind: z.literal('refused') }),
  /** docc had no answer: its own network may be why. */
  z.strictObject({ kind: z.literal('silent'), because: z.string() }),
]);
export type CloudNameAnswer = z.infer<typeof answer>;

const zone = z.strictObject({
  id: z.string(),
  name: z.string(),
  isPrivate: z.boolean(),
  /** Those that Route 53 gave it. */
  servers: z.array(z.string()),
  /** Whom everybody's resolvers ask for it. */
  delegation: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('told'), servers: z.array(z.string()) }),
    z.strictObject({ kind: z.literal('nobody') }),
    z.strictObject({ kind: z.literal('silent'), because: z.string() }),
    /** A stand-in for Route 53. */
    z.strictObject({ kind: z.literal('not-asked') }),
  ]),
  /** That the host is answered by: of its name, or a wildcard's above it; A, AAAA and CNAME. */
  records: z.array(record),
  /** Of its own servers and those that it is delegated to; none of a private zone, or where it holds no record for the host. */
  answers: z.array(z.strictObject({ server: z.string(), answer })),
});
export type CloudZone = z.infer<typeof zone>;

const balancer = z.strictObject({
  name: z.string(),
  /** Absent of the older kind, which AWS names `<name>-<number>.<region>.elb.amazonaws.com`. */
  dnsName: z.string().optional(),
  type: z.enum(['application', 'network', 'gateway', 'classic', 'other']),
  scheme: z.string().optional(),
  state: z.string().optional(),
  addresses: z.array(z.string()),
  /** The cluster whose controller made it, and for what. */
  cluster: z.string().optional(),
  madeFor: z.string().optional(),
});
export type CloudBalancer = z.infer<typeof balancer>;

/** The host's record: in Route 53, at the name servers, and what it leads to. */
export const cloudRecord = section({
  id: 'cloud.record',
  version: 1,
  tier: 'cloud',
  schema: z.strictObject({
    account: cloudAccount,
    host: z.string(),
    /** Of the account, that hold the host; the longest name first. */
    zones: z.array(zone),
    /** Load balancers of the region: those of Kubernetes and those that a record points at first; at most 64. */
    balancers: z.array(balancer),
    /** Whether all that AWS has of them could be listed; the older kind apart. */
    classicTold: z.boolean(),
    /** A request for a random path at the addresses that name servers gave. */
    http: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('answered'), scheme: z.enum(['http', 'https']), status: z.int(), echoed: z.boolean() }),
      z.strictObject({ kind: z.literal('failed'), because: z.string() }),
      z.strictObject({ kind: z.literal('not-asked') }),
    ]),
  }),
  upcasters: {},
});

export type CloudRecordFacts = z.infer<typeof cloudRecord.schema>;
