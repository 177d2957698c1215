import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ForeignResource, type Waiting } from './aws-changes.ts';
import { type Aws, openAws } from './aws.ts';
import { ecrChanges } from './ecr-changes.ts';
import { type AutoCluster, eksChanges } from './eks-changes.ts';
import { hasMoto, motoServer, type MotoServer } from './moto-server.fixture.ts';
import { openOciImage, UnusableImage } from './oci-image.ts';
import { route53Changes } from './route53-changes.ts';
import { temporaryFolder } from './temporary.ts';

/** What docc makes and removes, in a stand-in for AWS. */

const waiting: Waiting = { forMs: 5_000, everyMs: 5, signal: new AbortController().signal };
const mine = { 'docc-owner': 'docc', run: 'one' };
const isMine = (tags: Readonly<Record<string, string>>): boolean => tags['run'] === 'one';

const cluster: AutoCluster = { name: 'docc-1-abc', kubernetes: '1.36', clusterRole: 'arn:aws:iam::123456789012:role/docc-cluster', nodeRole: 'arn:aws:iam::123456789012:role/docc-node', subnets: ['subnet-1', 'subnet-2'] };

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function layoutIn(folder: string, layerBytes = 40): Promise<string> {
  const blobs = join(folder, 'blobs', 'sha256');
  await mkdir(blobs, { recursive: true });
  const put = async (bytes: Buffer) => {
    await writeFile(join(blobs, sha(bytes)), bytes);
    return { mediaType: 'application/octet-stream', digest: `sha256:${sha(bytes)}`, size: bytes.length };
  };
  const config = { ...(await put(Buffer.from('{}'))), mediaType: 'application/vnd.oci.image.config.v1+json' };
  const layers = [{ ...(await put(Buffer.alloc(layerBytes, 'a'))), mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' }];
  return (await put(Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', config, layers })))).digest;
}

describe('an OCI image', () => {
  it('is read by its digest, in parts', async () => {
    await using folder = await temporaryFolder('layout');
    const { blobs } = await openOciImage(folder.path, await layoutIn(folder.path));
    const parts = await Promise.all(blobs.map(async (blob) => (await Array.fromAsync(blob.parts(16))).map(({ length }) => length)));
    expect(parts).toEqual([[2], [16, 16, 8]]);
  });
  it('is refused where its bytes are others', async () => {
    await using folder = await temporaryFolder('layout');
    const { blobs } = await openOciImage(folder.path, await layoutIn(folder.path));
    const [, layer] = blobs;
    await writeFile(join(folder.path, 'blobs', 'sha256', (layer?.digest ?? '').slice(7)), Buffer.alloc(40, 'b'));
    await expect(Array.fromAsync(layer?.parts(16) ?? [])).rejects.toThrow(UnusableImage);
  });
  it('is refused where the manifest is another, or none', async () => {
    await using folder = await temporaryFolder('layout');
    const digest = await layoutIn(folder.path);
    await expect(openOciImage(folder.path, `sha256:${'0'.repeat(64)}`)).rejects.toThrow('has no manifest');
    await expect(openOciImage(folder.path, 'sha256:../../../etc/passwd')).rejects.toThrow('no digest');
    await writeFile(join(folder.path, 'blobs', 'sha256', digest.slice(7)), '{}');
    await expect(openOciImage(folder.path, digest)).rejects.toThrow('is not sha256:');
  });
});

describe('what moto lacks', () => {
  /** As https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html and API_AssociateAccessPolicy.html describe them. */
  it.each([['a new role', undefined], ['a role that is admitted already', 'ResourceInUseException']])('admits %s', async (_, refusal) => {
    const { AssociateAccessPolicyCommand, CreateAccessEntryCommand, EKSClient, ResourceInUseException } = await import('@aws-sdk/client-eks');
    const { mockClient } = await import('aws-sdk-client-mock');
    const eks = mockClient(EKSClient);
    onTestFinished(() => eks.restore());
    if (refusal === undefined) eks.on(CreateAccessEntryCommand).resolves({ accessEntry: { clusterName: 'docc-1-abc' } });
    else eks.on(CreateAccessEntryCommand).rejects(new ResourceInUseException({ message: 'The specified access entry resource is already in use on this cluster.', $metadata: { httpStatusCode: 409 } }));
    eks.on(AssociateAccessPolicyCommand).resolves({ clusterName: 'docc-1-abc' });
    const aws = await openAws({ region: 'eu-central-1', endpoint: undefined, env: { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }, role: undefined }, { signal: new AbortController().signal, patience: { seconds: 1, second: 1 } });
    await (await eksChanges(aws)).admit('docc-1-abc', 'arn:aws:iam::123456789012:role/docc-janitor');
    expect(eks.commandCalls(AssociateAccessPolicyCommand)[0]?.args[0].input).toMatchObject({ principalArn: 'arn:aws:iam::123456789012:role/docc-janitor', accessScope: { type: 'cluster' } });
  });
});

describe.skipIf(!hasMoto)('in AWS (needs moto_server on PATH)', () => {
  const held: { moto?: MotoServer } = {};
  beforeAll(async () => {
    held.moto = await motoServer();
  }, 60_000);
  afterAll(async () => await held.moto?.[Symbol.asyncDispose]());
  const opened = async (): Promise<Aws> => {
    if (held.moto === undefined) throw new Error('moto_server is not up');
    return await held.moto.aws();
  };

  it('a repository is created once, with its tags, and adopted by them alone', async () => {
    const ecr = await ecrChanges(await opened());
    expect(await ecr.create('docc/one', mine, isMine)).toBe('created');
    expect(await ecr.create('docc/one', mine, isMine)).toBe('adopted');
    await expect(ecr.create('docc/one', mine, () => false)).rejects.toThrow(ForeignResource);
    expect(await ecr.list('docc/')).toMatchObject([{ name: 'docc/one', tags: mine, since: expect.any(Date) }]);
    expect(await ecr.list('other/')).toEqual([]);
    expect([await ecr.remove('docc/one'), await ecr.remove('docc/one')]).toEqual(['removed', 'was-gone']);
  });

  it('an image is pushed by its digest, twice without harm', async () => {
    await using folder = await temporaryFolder('layout');
    const image = await openOciImage(folder.path, await layoutIn(folder.path, 300_000));
    const ecr = await ecrChanges(await opened());
    await ecr.create('docc/pushed', mine, isMine);
    const first = await ecr.push('docc/pushed', image);
    expect(first).toEqual({ digest: image.digest, reference: expect.stringMatching(new RegExp(`/docc/pushed@${image.digest}$`)) });
    expect(await ecr.push('docc/pushed', image)).toEqual(first);
    expect(await ecr.remove('docc/pushed')).toBe('removed');
  });

  it('a cluster is created once, waited for, and gone when it is removed', async () => {
    const eks = await eksChanges(await opened());
    expect(await eks.create(cluster, mine, isMine)).toBe('created');
    expect(await eks.create(cluster, mine, isMine)).toBe('adopted');
    await expect(eks.create(cluster, mine, () => false)).rejects.toThrow(ForeignResource);
    expect(await eks.active(cluster.name, waiting)).toMatchObject({ status: 'ACTIVE', tags: mine, endpoint: expect.stringContaining('https://') });
    expect(await eks.list('docc-')).toHaveLength(1);
    expect(await eks.list('other-')).toEqual([]);
    expect([await eks.remove(cluster.name, waiting), await eks.remove(cluster.name, waiting)]).toEqual(['removed', 'was-gone']);
    expect(await eks.describe(cluster.name)).toBeUndefined();
    await expect(eks.active(cluster.name, waiting)).rejects.toThrow('is gone');
  });

  async function zoneIn(aws: Aws): Promise<{ readonly zone: string; readonly records: () => Promise<readonly string[]>; readonly put: (type: 'A' | 'TXT', name: string, value: string) => Promise<void> }> {
    const { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, ListResourceRecordSetsCommand, Route53Client } = await import('@aws-sdk/client-route-53');
    const client = new Route53Client(aws.settings);
    const { HostedZone } = await client.send(new CreateHostedZoneCommand({ Name: 'example.org', CallerReference: String(Math.random()) }));
    const zone = (HostedZone?.Id ?? '').replace('/hostedzone/', '');
    return {
      zone,
      records: async () => ((await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone }))).ResourceRecordSets ?? []).filter(({ Type }) => Type !== 'NS' && Type !== 'SOA').map((each) => `${each.Name} ${each.Type} ${each.ResourceRecords?.map(({ Value }) => Value).join(' ')}`),
      put: async (Type, Name, Value) => void (await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet: { Name, Type, TTL: 60, ResourceRecords: [{ Value }] } }] } }))),
    };
  }
  const record = (zone: string, text = 'one') => ({ zone, name: 'service.docc.example.org', ownership: { name: '_docc.service.docc.example.org', text } });
  const isOne = (text: string): boolean => text.startsWith('one');

  it('a record comes with its TXT, is led elsewhere by its owner, and goes with it', async () => {
    const aws = await opened();
    const { zone, records } = await zoneIn(aws);
    const route53 = await route53Changes(aws);
    expect(await route53.upsert(record(zone), { kind: 'name', name: 'lb.example.com' }, isOne, waiting)).toBe('created');
    expect([...(await records())].sort()).toEqual(['_docc.service.docc.example.org. TXT "one"', 'service.docc.example.org. CNAME lb.example.com']);
    expect(await route53.upsert(record(zone, 'one again'), { kind: 'address', address: '192.0.2.7' }, isOne, waiting)).toBe('adopted');
    expect([...(await records())].sort()).toEqual(['_docc.service.docc.example.org. TXT "one again"', 'service.docc.example.org. A 192.0.2.7']);
    expect(await route53.texts(zone)).toEqual([{ name: '_docc.service.docc.example.org', text: 'one again' }]);
    const named = { zone, name: 'service.docc.example.org', ownership: '_docc.service.docc.example.org' };
    expect(await route53.remove(named, (text) => text === 'two', waiting)).toBe('was-gone');
    expect([await route53.remove(named, isOne, waiting), await route53.remove(named, isOne, waiting)]).toEqual(['removed', 'was-gone']);
    expect(await records()).toEqual([]);
  });

  it('a record of others, or held for another submission, stays as it is', async () => {
    const aws = await opened();
    const route53 = await route53Changes(aws);
    const foreign = await zoneIn(aws);
    await foreign.put('A', 'service.docc.example.org', '192.0.2.1');
    await expect(route53.upsert(record(foreign.zone), { kind: 'address', address: '192.0.2.7' }, isOne, waiting)).rejects.toThrow(ForeignResource);
    expect(await foreign.records()).toEqual(['service.docc.example.org. A 192.0.2.1']);
    const heldZone = await zoneIn(aws);
    await route53.upsert(record(heldZone.zone, 'two'), { kind: 'address', address: '192.0.2.1' }, () => false, waiting);
    await expect(route53.upsert(record(heldZone.zone), { kind: 'address', address: '192.0.2.7' }, isOne, waiting)).rejects.toThrow('is held by two');
    expect(await heldZone.records()).toContain('service.docc.example.org. A 192.0.2.1');
  });

  it('a text longer than a string of a TXT record is read as it was written', async () => {
    const aws = await opened();
    const { zone } = await zoneIn(aws);
    const route53 = await route53Changes(aws);
    const text = `one ${'x'.repeat(300)} "quoted" \\`;
    await route53.upsert(record(zone, text), { kind: 'address', address: '192.0.2.7' }, isOne, waiting);
    expect(await route53.texts(zone)).toEqual([{ name: '_docc.service.docc.example.org', text }]);
  });
});
