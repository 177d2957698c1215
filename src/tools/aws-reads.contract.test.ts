import { createHash } from 'node:crypto';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateClusterCommand, CreateFargateProfileCommand, CreateNodegroupCommand, DescribeAddonCommand, EKSClient, ListAddonsCommand } from '@aws-sdk/client-eks';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Aws, callerOf } from './aws.ts';
import { openBalancers } from './balancers.ts';
import { openEcr } from './ecr.ts';
import { openEks } from './eks.ts';
import { hasMoto, type MotoServer, motoServer } from './moto-server.fixture.ts';
import { openRoute53 } from './route53.ts';
import { openSubnets } from './subnets.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!hasMoto)(`reading AWS${hasMoto ? '' : ' (skipped: no moto_server on PATH)'}`, () => {
  let moto: MotoServer;
  let aws: Aws;
  let subnets: string[];
  beforeAll(async () => {
    moto = await motoServer();
    aws = await moto.aws();
    const ec2 = new EC2Client(aws.settings);
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const made = await Promise.all(['a', 'b'].map((zone, index) => ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone: `eu-central-1${zone}` }))));
    subnets = made.map(({ Subnet }) => Subnet?.SubnetId ?? '');
  });
  afterAll(() => moto[Symbol.asyncDispose]());

  it('STS tells whose credentials these are', async () => expect(await callerOf(aws)).toMatchObject({ account: '123456789012' }));

  it('EC2 tells the zones of subnets', async () => {
    const port = await openSubnets(aws);
    expect([...(await port.zonesOf(subnets))].sort()).toEqual(['eu-central-1a', 'eu-central-1b']);
    expect(await port.zonesOf([])).toEqual([]);
  });

  describe('EKS', () => {
    beforeAll(async () => {
      const client = new EKSClient(aws.settings);
      const roleArn = 'arn:aws:iam::123456789012:role/docc';
      for (let index = 0; index < 12; index += 1) await client.send(new CreateClusterCommand({ name: `docc-${index}`, version: '1.35', roleArn, resourcesVpcConfig: { subnetIds: subnets } }));
      await client.send(new CreateNodegroupCommand({ clusterName: 'docc-0', nodegroupName: 'general', nodeRole: roleArn, subnets, scalingConfig: { minSize: 1, desiredSize: 3, maxSize: 4 } }));
      await client.send(new CreateFargateProfileCommand({ clusterName: 'docc-0', fargateProfileName: 'system', podExecutionRoleArn: roleArn, selectors: [{ namespace: 'kube-system' }] }));
    });

    it('lists every cluster', async () => {
      const { items, more } = await (await openEks(aws)).clusterNames();
      expect({ count: items.length, more }).toEqual({ count: 12, more: false });
    });

    it('describes one, and says of none that there is none', async () => {
      const eks = await openEks(aws);
      expect(await eks.cluster('docc-0')).toMatchObject({ name: 'docc-0', status: 'ACTIVE', version: '1.35', resourcesVpcConfig: { subnetIds: subnets } });
      expect(await eks.cluster('nobody')).toBeUndefined();
    });

    it('describes what runs its pods', async () => {
      const eks = await openEks(aws);
      expect((await eks.nodeGroups('docc-0')).items).toMatchObject([{ nodegroupName: 'general', status: 'ACTIVE', scalingConfig: { desiredSize: 3 } }]);
      expect((await eks.fargateProfiles('docc-0')).items).toMatchObject([{ fargateProfileName: 'system', status: 'ACTIVE' }]);
    });

    it('is broken, not missing, where the answer is none', async () => {
      await expect((await openEks(aws)).addons('docc-0')).rejects.toMatchObject({ trouble: { kind: 'broken', action: 'eks:ListAddons' } });
    });

    // moto has no add-ons: https://docs.aws.amazon.com/eks/latest/APIReference/API_ListAddons.html, …/API_DescribeAddon.html
    it('reads add-ons page by page, and their health', async () => {
      const client = mockClient(EKSClient);
      client.on(ListAddonsCommand).resolves({ addons: ['vpc-cni'], nextToken: '2' }).on(ListAddonsCommand, { clusterName: 'docc-0', nextToken: '2' }).resolves({ addons: ['coredns', 'gone'] });
      client.on(DescribeAddonCommand).callsFake(({ addonName }: { addonName: string }) => {
        if (addonName === 'gone') throw Object.assign(new Error('No addon'), { name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } });
        return { addon: { addonName, status: 'DEGRADED', health: { issues: [{ code: 'InsufficientNumberOfReplicas', message: 'no node' }] } } };
      });
      const { items } = await (await openEks(aws)).addons('docc-0');
      client.restore();
      expect(items.map(({ addonName, health }) => [addonName, health?.issues?.[0]?.code])).toEqual([['vpc-cni', 'InsufficientNumberOfReplicas'], ['coredns', 'InsufficientNumberOfReplicas']]);
    });
  });

  it('Route 53 tells zones of exactly a name, and records of it, wildcards in plain', async () => {
    const client = new Route53Client(aws.settings);
    const made = await Promise.all([['domain.io', false], ['other.domain.io', false]].map(([name], index) => client.send(new CreateHostedZoneCommand({ Name: String(name), CallerReference: String(index) }))));
    const Id = made[0]?.HostedZone?.Id ?? '';
    const upsert = (Name: string, Type: 'A' | 'CNAME' | 'TXT', Value: string) => client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: Id, ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: { Name, Type, TTL: 60, ResourceRecords: [{ Value }] } }] } }));
    await upsert('service.docc.domain.io', 'CNAME', 'lb.example.');
    await upsert('*.docc.domain.io', 'A', '192.0.2.1');
    await upsert('t.docc.domain.io', 'TXT', '"later in the order"');
    const route53 = await openRoute53(aws);
    const [zone, ...others] = await route53.zonesNamed('domain.io');
    expect({ zone, others }).toMatchObject({ zone: { name: 'domain.io', isPrivate: false }, others: [] });
    expect(await route53.zonesNamed('nobody.io')).toEqual([]);
    expect(await route53.nameServers(zone?.id ?? '')).toHaveLength(4);
    expect((await route53.recordsNamed(zone?.id ?? '', 'service.docc.domain.io')).items).toEqual([{ name: 'service.docc.domain.io', type: 'CNAME', set: undefined, ttl: 60, values: ['lb.example.'], alias: undefined }]);
    expect((await route53.recordsNamed(zone?.id ?? '', '*.docc.domain.io')).items).toMatchObject([{ name: '*.docc.domain.io', type: 'A', values: ['192.0.2.1'] }]);
  });

  it('ECR tells an image by its digest, and what is not there', async () => {
    const client = new ECRClient(aws.settings);
    const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${'0'.repeat(64)}`, size: 2 }, layers: [] });
    const imageDigest = `sha256:${createHash('sha256').update(imageManifest).digest('hex')}`;
    await client.send(new CreateRepositoryCommand({ repositoryName: 'docc-sample' }));
    await client.send(new PutImageCommand({ repositoryName: 'docc-sample', imageManifest, imageDigest, imageTag: '1.2.3' }));
    const ecr = await openEcr(aws);
    expect(await ecr.image('docc-sample', imageDigest)).toMatchObject({ kind: 'there', image: { digest: imageDigest, tags: ['1.2.3'] } });
    expect(await ecr.image('docc-sample', `sha256:${'1'.repeat(64)}`)).toEqual({ kind: 'no-image' });
    expect(await ecr.image('nobody', imageDigest)).toEqual({ kind: 'no-repository' });
  });

  it('Elastic Load Balancing tells balancers with their tags, more than are asked at once', async () => {
    const client = new ElasticLoadBalancingV2Client(aws.settings);
    for (let index = 0; index < 22; index += 1) {
      await client.send(new CreateLoadBalancerCommand({ Name: `b${index}`, Type: 'network', Subnets: subnets, Tags: [{ Key: 'kubernetes.io/cluster/docc', Value: 'owned' }] }));
    }
    const { items } = await (await openBalancers(aws)).all();
    expect(items).toHaveLength(22);
    expect(items.every(({ tags, dnsName, type }) => tags['kubernetes.io/cluster/docc'] === 'owned' && dnsName.endsWith('.amazonaws.com') && type === 'network')).toBe(true);
    expect((await (await openBalancers(aws)).classic()).items).toEqual([]);
  });
});
