import type * as EksSdk from '@aws-sdk/client-eks';
import { z } from 'zod';
import type { Aws } from './aws.ts';
import { type Pages, pagesOf, readAnswer } from './aws-pages.ts';
import { isNotFound } from './aws-trouble.ts';

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_Issue.html and its kin: what EKS finds wrong with something of its own. */
const issues = z.object({ issues: z.array(z.object({ code: z.string().optional(), message: z.string().optional() })).optional() }).optional();

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html */
const cluster = z.object({
  name: z.string(),
  arn: z.string(),
  status: z.string(),
  version: z.string(),
  resourcesVpcConfig: z.object({
    subnetIds: z.array(z.string()).default([]),
    vpcId: z.string().optional(),
    endpointPublicAccess: z.boolean().default(false),
    endpointPrivateAccess: z.boolean().default(false),
    publicAccessCidrs: z.array(z.string()).default([]),
  }),
  logging: z.object({ clusterLogging: z.array(z.object({ types: z.array(z.string()).default([]), enabled: z.boolean().default(false) })).default([]) }).default({ clusterLogging: [] }),
  health: issues,
  computeConfig: z.object({ enabled: z.boolean().optional() }).optional(),
  accessConfig: z.object({ authenticationMode: z.string().optional() }).optional(),
});
export type EksCluster = z.infer<typeof cluster>;

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html */
const nodeGroup = z.object({
  nodegroupName: z.string(),
  status: z.string(),
  version: z.string().optional(),
  scalingConfig: z.object({ desiredSize: z.int().optional() }).optional(),
  subnets: z.array(z.string()).default([]),
  health: issues,
});
export type EksNodeGroup = z.infer<typeof nodeGroup>;

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_FargateProfile.html */
const fargateProfile = z.object({ fargateProfileName: z.string(), status: z.string(), subnets: z.array(z.string()).default([]), health: issues });
export type EksFargateProfile = z.infer<typeof fargateProfile>;

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_Addon.html */
const addon = z.object({ addonName: z.string(), status: z.string(), addonVersion: z.string().optional(), health: issues });
export type EksAddon = z.infer<typeof addon>;

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_AccessEntry.html */
const accessEntry = z.object({ principalArn: z.string(), type: z.string().optional(), kubernetesGroups: z.array(z.string()).default([]) });
export type EksAccessEntry = z.infer<typeof accessEntry>;

/** What EKS tells of clusters; every call rejects with AwsError. */
export type Eks = {
  readonly clusterNames: () => Promise<Pages<string>>;
  /** Undefined: there is none of that name. */
  readonly cluster: (name: string) => Promise<EksCluster | undefined>;
  readonly nodeGroups: (cluster: string) => Promise<Pages<EksNodeGroup>>;
  readonly fargateProfiles: (cluster: string) => Promise<Pages<EksFargateProfile>>;
  readonly addons: (cluster: string) => Promise<Pages<EksAddon>>;
  readonly accessEntries: (cluster: string) => Promise<Pages<EksAccessEntry>>;
};

/** More than a challenge has; what an account holds beyond is told by `more`. */
const most = { clusters: 500, parts: 50 } as const;

export async function openEks(aws: Aws): Promise<Eks> {
  const sdk = await import('@aws-sdk/client-eks');
  const client = new sdk.EKSClient(aws.settings);
  return {
    clusterNames: () =>
      pagesOf(most.clusters, async (nextToken) => {
        const answer = await aws.read('eks:ListClusters', (options) => client.send(new sdk.ListClustersCommand({ nextToken }), options));
        return { items: answer.clusters ?? [], next: answer.nextToken };
      }),
    cluster: async (name) => {
      try {
        const answer = await aws.read('eks:DescribeCluster', (options) => client.send(new sdk.DescribeClusterCommand({ name }), options));
        return readAnswer('eks:DescribeCluster', cluster, answer.cluster);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    ...partsOf(aws, sdk, client),
  };
}

type Sdk = typeof EksSdk;

/** What belongs to one cluster: listed by name, then described one by one. */
function partsOf(aws: Aws, sdk: Sdk, client: EksSdk.EKSClient): Pick<Eks, 'nodeGroups' | 'fargateProfiles' | 'addons' | 'accessEntries'> {
  return {
    nodeGroups: (clusterName) =>
      described(
        async (nextToken) => {
          const answer = await aws.read('eks:ListNodegroups', (options) => client.send(new sdk.ListNodegroupsCommand({ clusterName, nextToken }), options));
          return { items: answer.nodegroups ?? [], next: answer.nextToken };
        },
        async (nodegroupName) => {
          const answer = await aws.read('eks:DescribeNodegroup', (options) => client.send(new sdk.DescribeNodegroupCommand({ clusterName, nodegroupName }), options));
          return readAnswer('eks:DescribeNodegroup', nodeGroup, answer.nodegroup);
        },
      ),
    fargateProfiles: (clusterName) =>
      described(
        async (nextToken) => {
          const answer = await aws.read('eks:ListFargateProfiles', (options) => client.send(new sdk.ListFargateProfilesCommand({ clusterName, nextToken }), options));
          return { items: answer.fargateProfileNames ?? [], next: answer.nextToken };
        },
        async (fargateProfileName) => {
          const answer = await aws.read('eks:DescribeFargateProfile', (options) => client.send(new sdk.DescribeFargateProfileCommand({ clusterName, fargateProfileName }), options));
          return readAnswer('eks:DescribeFargateProfile', fargateProfile, answer.fargateProfile);
        },
      ),
    addons: (clusterName) =>
      described(
        async (nextToken) => {
          const answer = await aws.read('eks:ListAddons', (options) => client.send(new sdk.ListAddonsCommand({ clusterName, nextToken }), options));
          return { items: answer.addons ?? [], next: answer.nextToken };
        },
        async (addonName) => {
          const answer = await aws.read('eks:DescribeAddon', (options) => client.send(new sdk.DescribeAddonCommand({ clusterName, addonName }), options));
          return readAnswer('eks:DescribeAddon', addon, answer.addon);
        },
      ),
    accessEntries: (clusterName) =>
      described(
        async (nextToken) => {
          const answer = await aws.read('eks:ListAccessEntries', (options) => client.send(new sdk.ListAccessEntriesCommand({ clusterName, nextToken }), options));
          return { items: answer.accessEntries ?? [], next: answer.nextToken };
        },
        async (principalArn) => {
          const answer = await aws.read('eks:DescribeAccessEntry', (options) => client.send(new sdk.DescribeAccessEntryCommand({ clusterName, principalArn }), options));
          return readAnswer('eks:DescribeAccessEntry', accessEntry, answer.accessEntry);
        },
      ),
  };
}

/** What goes away between being listed and being described is not there. */
async function described<Item>(list: Parameters<typeof pagesOf<string>>[1], describe: (name: string) => Promise<Item>): Promise<Pages<Item>> {
  const { items: names, more } = await pagesOf(most.parts, list);
  const items: Item[] = [];
  for (const name of names) {
    const item = await describe(name).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    if (item !== undefined) items.push(item);
  }
  return { items, more };
}
