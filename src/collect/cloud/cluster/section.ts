import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { cloudAccount, cloudIssue } from '../account/section.ts';

/** What no check needs is told as far as the role lets it be. */
const asFarAsTold = <Item extends z.ZodType>(item: Item) =>
  z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('told'), all: z.array(item) }), z.strictObject({ kind: z.literal('untold'), because: z.string() })]);

const nodeGroup = z.strictObject({
  name: z.string(),
  /** https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html */
  status: z.string(),
  version: z.string().optional(),
  /** Nodes asked for. */
  desired: z.int().optional(),
  issues: z.array(cloudIssue),
});
export type CloudNodeGroup = z.infer<typeof nodeGroup>;

const fargateProfile = z.strictObject({ name: z.string(), status: z.string(), issues: z.array(cloudIssue) });

const cluster = z.strictObject({
  name: z.string(),
  /** https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html: CREATING, ACTIVE, DELETING, FAILED, UPDATING, PENDING. */
  status: z.string(),
  version: z.string(),
  endpoint: z.strictObject({ public: z.boolean(), private: z.boolean(), cidrs: z.array(z.string()) }),
  /** Types of logs that are written: `api`, `audit`. */
  logs: z.array(z.string()),
  issues: z.array(cloudIssue),
  authenticationMode: z.string().optional(),
  autoMode: z.boolean(),
  nodeGroups: z.array(nodeGroup),
  fargateProfiles: z.array(fargateProfile),
  addons: asFarAsTold(z.strictObject({ name: z.string(), status: z.string(), version: z.string().optional(), issues: z.array(cloudIssue) })),
  accessEntries: asFarAsTold(z.strictObject({ principal: z.string(), type: z.string().optional(), groups: z.array(z.string()) })),
  /** Availability zones of the subnets that it was given. */
  zones: asFarAsTold(z.string()),
});
export type CloudClusterFound = z.infer<typeof cluster>;

/** The EKS clusters of the account and region, as AWS describes them. */
export const cloudCluster = section({
  id: 'cloud.cluster',
  version: 1,
  tier: 'cloud',
  schema: z.strictObject({
    account: cloudAccount,
    /** Of every cluster there. */
    names: z.array(z.string()),
    /** Those that Terraform names first; at most 16. */
    clusters: z.array(cluster),
  }),
  upcasters: {},
});

export type CloudClusterFacts = z.infer<typeof cloudCluster.schema>;
