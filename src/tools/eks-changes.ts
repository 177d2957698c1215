import type * as EksSdk from '@aws-sdk/client-eks';
import { createdOnce, isRefusal, type Made, NotSettled, removedOnce, type Removed, settled, type Waiting } from './aws-changes.ts';
import { type Aws, unread } from './aws.ts';
import { AwsError } from './aws-trouble.ts';

type Tags = Readonly<Record<string, string>>;

/** An EKS cluster in Auto Mode, which brings its nodes, its balancers and its volumes, and takes them along. */
export type AutoCluster = {
  readonly name: string;
  /** `1.36`. */
  readonly kubernetes: string;
  readonly clusterRole: string;
  readonly nodeRole: string;
  /** In two zones at least. */
  readonly subnets: readonly string[];
};

export type EksCluster = { readonly name: string; readonly status: string; readonly tags: Tags; readonly since: Date | undefined; readonly endpoint: string | undefined; readonly authority: string | undefined };

export type EksChanges = {
  /** Does not wait: see `active`. Rejects with ForeignResource where one of that name is not `isOwn`. */
  readonly create: (cluster: AutoCluster, tags: Tags, isOwn: (tags: Tags) => boolean) => Promise<Made>;
  /** Waits for it: nine minutes are usual. */
  readonly active: (name: string, waiting: Waiting) => Promise<EksCluster>;
  readonly describe: (name: string) => Promise<EksCluster | undefined>;
  /** All whose name begins so: of others nothing is asked. */
  readonly list: (prefix: string) => Promise<readonly EksCluster[]>;
  /** Lets another role do in an active cluster what its creator may, so that it can remove what is in it. */
  readonly admit: (name: string, principal: string) => Promise<void>;
  /** Waits until it is gone. */
  readonly remove: (name: string, waiting: Waiting) => Promise<Removed>;
};

type Sdk = typeof EksSdk;
type Session = { readonly aws: Aws; readonly sdk: Sdk; readonly client: EksSdk.EKSClient };

export async function eksChanges(aws: Aws): Promise<EksChanges> {
  const sdk = await import('@aws-sdk/client-eks');
  const session: Session = { aws, sdk, client: new sdk.EKSClient(aws.settings) };
  return {
    create: (cluster, tags, isOwn) => create(session, cluster, tags, isOwn),
    active: (name, waiting) => active(session, name, waiting),
    describe: (name) => describe(session, name),
    list: (prefix) => list(session, prefix),
    admit: (name, principal) => admit(session, name, principal),
    remove: (name, waiting) => remove(session, name, waiting),
  };
}

async function create(session: Session, cluster: AutoCluster, tags: Tags, isOwn: (tags: Tags) => boolean): Promise<Made> {
  const { aws, sdk, client } = session;
  return await createdOnce({
    what: `EKS cluster ${cluster.name}`,
    look: async () => (await describe(session, cluster.name))?.tags,
    create: () => aws.write('eks:CreateCluster', (options) => client.send(new sdk.CreateClusterCommand(asAsked(cluster, tags)), options)),
    isOwn,
  });
}

/** https://docs.aws.amazon.com/eks/latest/userguide/automode-get-started-cli.html: the three parts of Auto Mode are on, or none. */
const asAsked = ({ name, kubernetes, clusterRole, nodeRole, subnets }: AutoCluster, tags: Tags) => ({
  name,
  version: kubernetes,
  roleArn: clusterRole,
  resourcesVpcConfig: { subnetIds: [...subnets], endpointPublicAccess: true, endpointPrivateAccess: true },
  accessConfig: { authenticationMode: 'API' as const, bootstrapClusterCreatorAdminPermissions: true },
  bootstrapSelfManagedAddons: false,
  computeConfig: { enabled: true, nodePools: ['general-purpose', 'system'], nodeRoleArn: nodeRole },
  kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: true } },
  storageConfig: { blockStorage: { enabled: true } },
  // One name, one cluster: a request that is sent twice makes one.
  clientRequestToken: name,
  tags: { ...tags },
});

async function describe({ aws, sdk, client }: Session, name: string): Promise<EksCluster | undefined> {
  try {
    const { cluster } = await aws.read('eks:DescribeCluster', (options) => client.send(new sdk.DescribeClusterCommand({ name }), options));
    if (cluster?.status === undefined) throw unread('eks:DescribeCluster', `cluster ${name} without a status`);
    return { name, status: cluster.status, tags: cluster.tags ?? {}, since: cluster.createdAt, endpoint: cluster.endpoint, authority: cluster.certificateAuthority?.data };
  } catch (error) {
    if (error instanceof AwsError && error.trouble.kind === 'not-found') return undefined;
    throw error;
  }
}

async function active(session: Session, name: string, waiting: Waiting): Promise<EksCluster> {
  return await settled(`EKS cluster ${name}`, waiting, async () => {
    const cluster = await describe(session, name);
    if (cluster?.status === 'ACTIVE') return { kind: 'there', value: cluster };
    if (cluster === undefined || cluster.status === 'FAILED' || cluster.status === 'DELETING') throw new NotSettled(`EKS cluster ${name} is ${cluster?.status ?? 'gone'}: see its health in the console of EKS; role, subnets and quota are what it takes`);
    return { kind: 'not-yet', seen: `it is ${cluster.status} still` };
  });
}

async function list(session: Session, prefix: string): Promise<readonly EksCluster[]> {
  const { aws, sdk, client } = session;
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page: EksSdk.ListClustersCommandOutput = await aws.read('eks:ListClusters', (options) => client.send(new sdk.ListClustersCommand({ maxResults: 100, nextToken }), options));
    names.push(...(page.clusters ?? []).filter((name) => name.startsWith(prefix)));
    // Moto gives an empty one where AWS gives none.
    nextToken = page.nextToken || undefined;
  } while (nextToken !== undefined);
  const described = [];
  for (const name of names) described.push(await describe(session, name));
  return described.filter((each) => each !== undefined);
}

/** https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html: as much as the creator has. */
const adminPolicy = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';

/** Both may be done twice: the second time the entry is in use, and the policy is associated already. */
async function admit({ aws, sdk, client }: Session, clusterName: string, principalArn: string): Promise<void> {
  await aws.write('eks:CreateAccessEntry', (options) => client.send(new sdk.CreateAccessEntryCommand({ clusterName, principalArn }), options)).catch(ifThere);
  const command = new sdk.AssociateAccessPolicyCommand({ clusterName, principalArn, policyArn: adminPolicy, accessScope: { type: 'cluster' } });
  await aws.write('eks:AssociateAccessPolicy', (options) => client.send(command, options));
}

function ifThere(error: unknown): undefined {
  if (!isRefusal(error, ['ResourceInUseException'])) throw error;
}

/** EKS refuses while a cluster is being created or changed, and answers a delete long before it is done. */
async function remove(session: Session, name: string, waiting: Waiting): Promise<Removed> {
  const { aws, sdk, client } = session;
  let asked: Removed | undefined;
  return await settled(`EKS cluster ${name}`, waiting, async () => {
    const cluster = await describe(session, name);
    if (cluster === undefined) return { kind: 'there', value: asked ?? 'was-gone' };
    if (cluster.status !== 'DELETING') asked = (await deletion(() => aws.write('eks:DeleteCluster', (options) => client.send(new sdk.DeleteClusterCommand({ name }), options)))) ?? asked;
    if (asked !== undefined && (await describe(session, name)) === undefined) return { kind: 'there', value: asked };
    return { kind: 'not-yet', seen: `it is ${cluster.status} still; what keeps it is a change under way, or network interfaces that a balancer left` };
  });
}

async function deletion(send: () => Promise<unknown>): Promise<Removed | undefined> {
  try {
    return await removedOnce(send);
  } catch (error) {
    if (isRefusal(error, ['ResourceInUseException', 'InvalidRequestException'])) return undefined;
    throw error;
  }
}
