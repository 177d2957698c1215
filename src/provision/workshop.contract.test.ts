import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Marks, tagsOf } from '../cloud/marks.ts';
import { deployPlan, type Place } from '../cloud/plan.ts';
import { type Holding, keyOf, type Of, type Resource, type ResourceKind } from '../cloud/resource.ts';
import { holdingsIn, holdingsOf } from '../cloud/sweep.ts';
import type { Waiting } from '../tools/aws-changes.ts';
import { ecrChanges } from '../tools/ecr-changes.ts';
import { eksChanges } from '../tools/eks-changes.ts';
import type { Aws } from '../tools/aws.ts';
import type { KubernetesApi } from '../tools/kubernetes.ts';
import { hasMoto, motoServer, type MotoServer } from '../tools/moto-server.fixture.ts';
import { openOciImage } from '../tools/oci-image.ts';
import { route53Changes } from '../tools/route53-changes.ts';
import { temporaryFolder } from '../tools/temporary.ts';
import { modelAccount } from './account.fixture.ts';
import type { Workshop } from './account.ts';
import { awsWorkshop } from './aws-account.ts';
import { deployAndTry } from './deploy.ts';
import { janitor } from './janitor.ts';
import { modelKubernetes } from './kubernetes-model.fixture.ts';
import { markedApi } from './marked-api.ts';
import { teardown } from './teardown.ts';

/** What teardown, janitor and deployment count on: the account in memory keeps it, and so does AWS as moto plays it. */

const submission = { repositoryId: 12, sha: 'a'.repeat(40) };
const other = { repositoryId: 12, sha: 'b'.repeat(40) };
// Whole seconds, as tags have them; of one moment, or the marks of one submission would differ as a second ends.
const began = Math.ceil(Date.now() / 1000) * 1000;
const expires = (minutes: number): Date => new Date(began + minutes * 60_000);
const marksFor = (of: typeof submission, minutes: number): Marks => ({ submission: of, expires: expires(minutes) });

type Bench = { readonly workshop: Workshop; readonly place: Place; readonly now: () => Date };

async function inMemory(): Promise<Bench> {
  const account = modelAccount([], () => 'done');
  return { workshop: account, place: { cluster: { kind: 'ephemeral' }, record: { zone: 'Z1', name: 'service.docc.example.org' } }, now: () => new Date() };
}

const held: { moto?: MotoServer } = {};
afterAll(async () => await held.moto?.[Symbol.asyncDispose]());

async function onMoto(): Promise<Bench> {
  const moto = (held.moto ??= await motoServer());
  await fetch(`${moto.endpoint}/moto-api/reset`, { method: 'POST' });
  const folder = await temporaryFolder('layout');
  onTestFinished(async () => await folder[Symbol.asyncDispose]());
  const aws = await moto.aws();
  return await benchOn(aws, await zoneIn(aws.settings), folder.path, new Map());
}

async function benchOn(aws: Aws, zone: string, folder: string, clusters: Map<string, KubernetesApi>): Promise<Bench> {
  const openCluster = async (name: string): Promise<KubernetesApi> => {
    const opened = clusters.get(name) ?? modelKubernetes();
    clusters.set(name, opened);
    return opened;
  };
  const waiting: Waiting = { forMs: 5_000, everyMs: 5, signal: aws.signal };
  const ports = { ecr: await ecrChanges(aws), eks: await eksChanges(aws), route53: await route53Changes(aws), openCluster, now: () => new Date(), waiting: { cluster: waiting, record: waiting } };
  const autoCluster = { kubernetes: '1.36', clusterRole: 'arn:aws:iam::123456789012:role/docc-cluster', nodeRole: 'arn:aws:iam::123456789012:role/docc-node', subnets: ['subnet-1', 'subnet-2'] };
  const deploy = async (resource: Of<'namespace'>, marks: Marks) => {
    await markedApi(await openCluster(resource.cluster), tagsOf(marks)).apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: resource.name } }, { dryRun: false });
    return { kind: 'ready', target: { kind: 'name', name: 'lb.example.com' }, experiment: async () => undefined } as const;
  };
  return { workshop: awsWorkshop({ zones: [zone], clusters: [] }, { ...ports, image: await smallImage(folder), autoCluster, admitted: [], deploy }), place: { cluster: { kind: 'ephemeral' }, record: { zone, name: 'service.docc.example.org' } }, now: () => new Date() };
}

async function zoneIn(settings: object): Promise<string> {
  const { CreateHostedZoneCommand, Route53Client } = await import('@aws-sdk/client-route-53');
  const { HostedZone } = await new Route53Client(settings).send(new CreateHostedZoneCommand({ Name: 'example.org', CallerReference: 'one' }));
  return (HostedZone?.Id ?? '').replace('/hostedzone/', '');
}

async function smallImage(folder: string) {
  const put = async (bytes: string, mediaType: string) => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    await writeFile(join(folder, 'blobs', 'sha256', digest), bytes);
    return { mediaType, digest: `sha256:${digest}`, size: bytes.length };
  };
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  const config = await put('{}', 'application/vnd.oci.image.config.v1+json');
  const layers = [await put('layer', 'application/vnd.oci.image.layer.v1.tar')];
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  return await openOciImage(folder, (await put(JSON.stringify({ schemaVersion: 2, mediaType, config, layers }), mediaType)).digest);
}

function planned<Kind extends ResourceKind>(plan: readonly Resource[], kind: Kind): Of<Kind> {
  const found = plan.find((each): each is Of<Kind> => each.kind === kind);
  if (found === undefined) throw new Error(`the plan has no ${kind}`);
  return found;
}

async function makeAll({ workshop, place }: Bench, marks: Marks): Promise<readonly Resource[]> {
  const plan = deployPlan(marks.submission, place);
  const { image } = await workshop.repository(planned(plan, 'repository'), marks);
  await workshop.cluster(planned(plan, 'cluster'), marks);
  await workshop.namespace(planned(plan, 'namespace'), marks, image);
  await workshop.record(planned(plan, 'record'), marks, { kind: 'name', name: 'lb.example.com' });
  return plan;
}

const keysOf = (holdings: readonly Holding[]): readonly string[] => holdings.map(({ resource }) => keyOf(resource)).sort();

describe.each([
  ['in memory', inMemory, true],
  ['on moto (needs moto_server on PATH)', onMoto, hasMoto],
])('an account %s', (_, bench, isThere) => {
  it.skipIf(!isThere)('shows all that was made, with its marks, to whoever looks', async () => {
    const opened = await bench();
    const marks = marksFor(submission, 120);
    const plan = await makeAll(opened, marks);
    const { seen, blind } = await opened.workshop.look();
    expect(blind).toEqual([]);
    expect(keysOf(holdingsOf(seen, submission))).toEqual(plan.map(keyOf).sort());
    for (const holding of holdingsIn(seen)) expect(holding.marks).toEqual(marks);
  }, 60_000);

  it.skipIf(!isThere)('adopts what an earlier try made, and never what is another submission’s', async () => {
    const opened = await bench();
    const plan = await makeAll(opened, marksFor(submission, 120));
    expect((await opened.workshop.repository(planned(plan, 'repository'), marksFor(submission, 120))).made).toBe('adopted');
    expect(await opened.workshop.cluster(planned(plan, 'cluster'), marksFor(submission, 120))).toBe('adopted');
    expect(await opened.workshop.record(planned(plan, 'record'), marksFor(submission, 120), { kind: 'name', name: 'other.example.com' })).toBe('adopted');
    await expect(opened.workshop.repository(planned(plan, 'repository'), marksFor(other, 120))).rejects.toThrow(/held by|not docc's/);
    await expect(opened.workshop.cluster(planned(plan, 'cluster'), marksFor(other, 120))).rejects.toThrow(/held by|not docc's/);
    await expect(opened.workshop.record(planned(plan, 'record'), marksFor(other, 120), { kind: 'name', name: 'other.example.com' })).rejects.toThrow(/held by/);
  }, 60_000);

  it.skipIf(!isThere)('removes what it is shown and no later one of the same name, once and twice', async () => {
    const opened = await bench();
    const [repository] = await makeAll(opened, marksFor(submission, 120));
    if (repository === undefined) throw new Error('nothing was made');
    const before = { resource: repository, marks: marksFor(submission, 60), since: undefined };
    expect(await opened.workshop.remove(before)).toBe('was-gone');
    const [holding] = holdingsOf((await opened.workshop.look()).seen, submission).filter(({ resource }) => resource.kind === 'repository');
    if (holding === undefined) throw new Error('the repository is not shown');
    expect([await opened.workshop.remove(holding), await opened.workshop.remove(holding)]).toEqual(['removed', 'was-gone']);
  }, 60_000);

  it.skipIf(!isThere)('is empty again after a teardown, which proves it', async () => {
    const opened = await bench();
    await makeAll(opened, marksFor(submission, 120));
    const proof = await teardown(submission, opened.workshop, opened.now);
    expect(proof).toMatchObject({ complete: true, resources: Array.from({ length: 4 }, () => ({ state: 'deleted' })) });
    expect(holdingsIn((await opened.workshop.look()).seen)).toEqual([]);
    expect(await teardown(submission, opened.workshop, opened.now)).toMatchObject({ complete: true, resources: [] });
  }, 60_000);

  it.skipIf(!isThere)('is rid of what is past its time by the janitor alone', async () => {
    const opened = await bench();
    const marks = marksFor(submission, 10);
    await makeAll(opened, marks);
    expect((await janitor(opened.workshop, { now: opened.now, dryRun: false })).young).toHaveLength(4);
    const report = await janitor(opened.workshop, { now: () => new Date(marks.expires.getTime() + 1_000), dryRun: false });
    expect(report).toMatchObject({ left: [], young: [], unclear: [], troubles: [] });
    expect(report.removed).toHaveLength(4);
  }, 60_000);

  it.skipIf(!isThere)('goes from label to proof of teardown', async () => {
    const opened = await bench();
    const steps: string[] = [];
    const { outcome, proof } = await deployAndTry({ submission, place: opened.place, wanted: async () => ({ kind: 'yes' }), now: opened.now, tell: (step) => void steps.push(step) }, opened.workshop);
    expect(outcome).toEqual({ kind: 'tried' });
    expect(proof.complete).toBe(true);
    expect(steps.filter((step) => step.startsWith('making'))).toHaveLength(4);
  }, 60_000);
});

/** Our process is gone when the answer to its nth call to AWS comes, which is to say before the next is sent. */
function killedAt(aws: Aws, nth: number): Aws & { readonly isDead: () => boolean } {
  let calls = 0;
  const through = (send: Aws['read']): Aws['read'] => async (action, command) => {
    calls += 1;
    if (calls > nth) throw new Error('killed');
    const answer = await send(action, command);
    if (calls >= nth) throw new Error('killed');
    return answer;
  };
  return { ...aws, read: through(aws.read), write: through(aws.write), isDead: () => calls >= nth };
}

describe.skipIf(!hasMoto)('a run that is killed at any of its calls to AWS (needs moto_server on PATH)', () => {
  it('leaves nothing after the janitor', async () => {
    const opened = await onMoto();
    if (held.moto === undefined || opened.place.record.zone === '') throw new Error('moto_server is not up');
    const [aws, folder, clusters] = [await held.moto.aws(), await temporaryFolder('layout'), new Map<string, KubernetesApi>()];
    onTestFinished(async () => await folder[Symbol.asyncDispose]());
    const { zone } = opened.place.record;
    let [nth, isDead] = [0, true];
    while (isDead) {
      nth += 1;
      const killed = killedAt(aws, nth);
      const run = await benchOn(killed, zone, folder.path, clusters);
      await deployAndTry({ submission, place: run.place, wanted: async () => ({ kind: 'yes' }), now: run.now, tell: () => undefined }, run.workshop);
      isDead = killed.isDead();
      const anew = await benchOn(aws, zone, folder.path, clusters);
      const later = new Date(Date.now() + 3 * 3_600_000);
      const report = await janitor(anew.workshop, { now: () => later, dryRun: false });
      expect([nth, report.left, report.troubles]).toEqual([nth, [], []]);
      expect([nth, holdingsIn((await anew.workshop.look()).seen)]).toEqual([nth, []]);
    }
    expect(nth).toBeGreaterThan(30);
  }, 600_000);
});
