import { once } from 'node:events';
import { createServer } from 'node:http';
import { CreateClusterCommand, CreateNodegroupCommand, EKSClient } from '@aws-sdk/client-eks';
import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, GetHostedZoneCommand, type ResourceRecordSet, Route53Client } from '@aws-sdk/client-route-53';
import { type MotoServer, motoServer } from '../src/tools/moto-server.fixture.ts';
import { nameServer, type Said } from '../src/tools/name-server.fixture.ts';

/** What may differ in the account from what the reference declares. */
export type Deployed = {
  readonly version?: string;
  readonly logs?: readonly string[];
  readonly isPublic?: boolean;
  readonly cidrs?: readonly string[];
  readonly cluster?: 'none';
  readonly nodeGroup?: 'none';
  readonly zone?: 'none';
  /** In place of the alias. */
  readonly record?: ResourceRecordSet | 'none';
  /** What the second name server says; the first one answers. */
  readonly second?: Said;
};

/** An account of a stand-in for AWS, and the environment in which docc looks into it. */
export type CloudAccount = AsyncDisposable & { readonly env: Readonly<Record<string, string>> };

export const host = 'service.docc.domain.io';
const region = 'eu-west-1';

/** Set up as test/submissions/reference declares it, but for what is said: in a stand-in of its own, or one that is emptied for it. */
export async function cloudAccount(deployed: Deployed = {}, given?: MotoServer): Promise<CloudAccount> {
  await using made = new AsyncDisposableStack();
  const moto = given ?? made.use(await motoServer());
  await fetch(`${moto.endpoint}/moto-api/reset`, { method: 'POST' });
  const settings = { region, endpoint: moto.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const subnets = await subnetsIn(new EC2Client(settings));
  await clusterIn(new EKSClient(settings), subnets, deployed);
  const balancer = await balancerIn(new ElasticLoadBalancingV2Client(settings), subnets);
  const names = await zoneIn(new Route53Client(settings), balancer, deployed);
  const answers: Said = { a: ['192.0.2.10'] };
  const servers = await Promise.all(names.map(async (name, index) => `${name}=${made.use(await nameServer({ [host]: index === 1 ? (deployed.second ?? answers) : answers })).address}`));
  const entry = made.use(await echoing());
  const kept = made.move();
  return {
    env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: region, AWS_ENDPOINT_URL: moto.endpoint, DOCC_NAME_SERVERS: servers.join(','), DOCC_CLOUD_ENTRY: entry.address },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function subnetsIn(ec2: EC2Client): Promise<string[]> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.40.0.0/16' }));
  const zones = ['a', 'b'];
  const made = await Promise.all(zones.map((zone, index) => ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: `10.40.${index}.0/24`, AvailabilityZone: `${region}${zone}` }))));
  return made.map(({ Subnet }) => Subnet?.SubnetId ?? '');
}

async function clusterIn(eks: EKSClient, subnetIds: string[], { cluster, version = '1.35', logs = ['api', 'audit', 'authenticator'], isPublic = true, cidrs = ['203.0.113.0/24'], nodeGroup }: Deployed): Promise<void> {
  if (cluster === 'none') return;
  await eks.send(
    new CreateClusterCommand({
      name: 'docc',
      version,
      roleArn: 'arn:aws:iam::123456789012:role/docc-cluster',
      resourcesVpcConfig: { subnetIds, endpointPublicAccess: isPublic, endpointPrivateAccess: true, publicAccessCidrs: [...cidrs] },
      // The types are the API's own.
      logging: { clusterLogging: [{ types: [...logs] as 'api'[], enabled: true }] },
    }),
  );
  if (nodeGroup === 'none') return;
  await eks.send(new CreateNodegroupCommand({ clusterName: 'docc', nodegroupName: 'general', nodeRole: 'arn:aws:iam::123456789012:role/docc-node', subnets: subnetIds, scalingConfig: { minSize: 2, desiredSize: 2, maxSize: 4 } }));
}

async function balancerIn(elb: ElasticLoadBalancingV2Client, Subnets: string[]): Promise<string> {
  const Tags = [
    { Key: 'kubernetes.io/cluster/docc', Value: 'owned' },
    { Key: 'kubernetes.io/service-name', Value: 'ingress/traefik' },
  ];
  const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name: 'a1b2c3', Type: 'network', Scheme: 'internet-facing', Subnets, Tags }));
  return LoadBalancers?.[0]?.DNSName ?? '';
}

/** The zone's name servers. */
async function zoneIn(route53: Route53Client, balancer: string, { zone, record }: Deployed): Promise<readonly string[]> {
  if (zone === 'none') return [];
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name: 'domain.io', CallerReference: 'reference' }));
  const Id = HostedZone?.Id ?? '';
  const alias: ResourceRecordSet = { Name: host, Type: 'A', AliasTarget: { DNSName: balancer, HostedZoneId: 'Z2IFOLAFXWLO4F', EvaluateTargetHealth: true } };
  if (record !== 'none') await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: Id, ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: record ?? alias }] } }));
  const { DelegationSet } = await route53.send(new GetHostedZoneCommand({ Id }));
  return DelegationSet?.NameServers ?? [];
}

/** The sample's server, as far as a request sees it. */
async function echoing(): Promise<AsyncDisposable & { readonly address: string }> {
  const server = createServer((request, response) => response.end(JSON.stringify({ path: request.url })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  return {
    address: `127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
