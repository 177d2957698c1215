import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryNameFor } from '../src/cloud/resource.ts';
import { holdingsIn } from '../src/cloud/sweep.ts';
import { imageBuild } from '../src/collect/image/build/section.ts';
import { bundle } from '../src/evidence/bundle.ts';
import { canonical } from '../src/evidence/canonical.ts';
import { observationOf } from '../src/evidence/evidence.ts';
import { openBundle } from '../src/evidence/store.ts';
import type { Account } from '../src/provision/account.ts';
import { awsAccount } from '../src/provision/aws-account.ts';
import { accountPorts } from '../src/provision/open.ts';
import { run } from '../src/pull-request/collect.ts';
import type { Aws } from '../src/tools/aws.ts';
import { type Docker, quick } from '../src/tools/docker.ts';
import { folderShelf } from '../src/tools/folder.ts';
import { idleImageOn, imageOn, loadImage, referenceOf } from '../src/tools/kind-nodes.ts';
import type { KubernetesApi } from '../src/tools/kubernetes.ts';
import type { MotoServer } from '../src/tools/moto-server.fixture.ts';
import { nameServerOf, type Said } from '../src/tools/name-server.fixture.ts';

/** AWS as far as moto plays it, and a kind cluster in the place of the API of EKS's. What no pod could pull from ECR is brought to the nodes. */

export const recordName = 'service.docc.example.org';
/** Moto's own. */
const motosAccount = '123456789012';
const region = 'eu-central-1';

/** What a job leaves of a folder at a commit, and what a grade's image job leaves besides. */
export type Collected = { readonly source: string; readonly image: string; readonly archive: string; readonly manifest: string };

export async function collected(submission: string, commit: string, received: string, to: string): Promise<Collected> {
  const archive = join(to, 'image.tar');
  const grading = async (tier: string, more: readonly string[]): Promise<string> => {
    const out = join(to, tier);
    const { code, err } = await run(['grade', submission, '--tier', tier, '--as-of', received, '--out', out, '--format', 'json', ...more]);
    if (code !== 0) throw new Error(err);
    const path = join(out, 'evidence', 'bundle.json');
    const made = bundle.parse(JSON.parse(await readFile(path, 'utf8')));
    await writeFile(path, canonical({ ...made, submission: { ...made.submission, commit } }));
    return join(out, 'evidence');
  };
  const [source, image] = [await grading('source', []), await grading('image', ['--save-image', archive])];
  const built = observationOf(await openBundle(folderShelf(image)), imageBuild);
  const manifest = built.status === 'observed' ? built.facts.image?.manifest : undefined;
  if (manifest === undefined) throw new Error('no image was built');
  return { source, image, archive, manifest };
}

/** Nodes know the image by the name that ECR would give it, as if they had pulled it. */
export async function asIfPulled(docker: Docker, nodes: readonly string[], { archive, manifest }: Pick<Collected, 'archive' | 'manifest'>, of: { readonly repositoryId: number; readonly sha: string }): Promise<void> {
  const fault = await loadImage(docker, nodes, archive);
  if (fault !== undefined) throw new Error(fault.message);
  const name = `${motosAccount}.dkr.ecr.${region}.amazonaws.com/${repositoryNameFor(of)}@${manifest}`;
  const tagged = await Promise.all(nodes.map((node) => docker.run(['container', 'exec', node, 'ctr', '--namespace=k8s.io', 'images', 'tag', '--force', referenceOf(manifest), name], quick)));
  const failed = tagged.find((each) => each.kind !== 'exited' || each.code !== 0);
  if (failed !== undefined) throw new Error(`an image could not be named: ${JSON.stringify(failed)}`);
}

/** Programs of docc's own that nodes have already. */
export async function imagesOfNodes(docker: Docker, node: string): Promise<{ readonly controller: string; readonly idle: string }> {
  const [controller, idle] = await Promise.all([imageOn(docker, node, /\/traefik:v3[\w.-]*$/), idleImageOn(docker, node)]);
  if (controller === undefined || idle === undefined) throw new Error('the nodes have no traefik or no pause image in their stores');
  return { controller, idle };
}

export type Zone = AsyncDisposable & { readonly id: string; readonly nameServers: string; readonly records: () => Promise<readonly string[]> };

/** A hosted zone, whose name servers answer over DNS what Route 53 holds. */
export async function zoneOf(aws: Aws): Promise<Zone> {
  const { CreateHostedZoneCommand, ListResourceRecordSetsCommand, Route53Client } = await import('@aws-sdk/client-route-53');
  const client = new Route53Client(aws.settings);
  const { HostedZone, DelegationSet } = await client.send(new CreateHostedZoneCommand({ Name: 'example.org', CallerReference: String(performance.now()) }));
  const id = (HostedZone?.Id ?? '').replace('/hostedzone/', '');
  const held = async () => ((await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: id }))).ResourceRecordSets ?? []).filter(({ Type }) => Type !== 'NS' && Type !== 'SOA');
  // Asked when they are asked: a record that Route 53 calls in sync is known to each of its servers.
  const saidOf = async (name: string): Promise<Said> => {
    const found = (await held()).find(({ Name = '', Type }) => Type === 'A' && Name.replace(/\.$/, '').toLowerCase() === name);
    return found === undefined ? 'none' : { a: (found.ResourceRecords ?? []).map(({ Value = '' }) => Value) };
  };
  const made = new AsyncDisposableStack();
  const servers = await Promise.all((DelegationSet?.NameServers ?? []).map(async (server) => `${server}=${made.use(await nameServerOf(saidOf)).address}`));
  return {
    id,
    nameServers: servers.join(','),
    records: async () => (await held()).map(({ Name, Type }) => `${Name} ${Type}`),
    [Symbol.asyncDispose]: () => made.disposeAsync(),
  };
}

/** For a cluster of its own, which moto takes any roles and subnets for. */
export const ownCluster = { cluster: '', 'cluster-role': `arn:aws:iam::${motosAccount}:role/docc-cluster`, 'node-role': `arn:aws:iam::${motosAccount}:role/docc-node`, subnets: 'subnet-1,subnet-2' } as const;

export type Standing = { readonly account: Account; readonly left: () => Promise<readonly string[]> };

/** The account as teardown and janitor see it, and what of it is docc's. */
export async function accountOn(moto: MotoServer, zone: Zone, kubeconfig: string, api: KubernetesApi): Promise<Standing> {
  const account = awsAccount({ zones: [zone.id], clusters: ['kind'] }, await accountPorts(await moto.aws(), kubeconfig));
  const left = async (): Promise<readonly string[]> => {
    const { seen, blind } = await account.look();
    const marked = (await api.list({ apiVersion: 'v1', kind: 'Namespace', labels: { 'docc-owner': 'docc' } })).map(({ metadata }) => `namespace ${metadata.name}`);
    return [...holdingsIn(seen).map(({ resource }) => JSON.stringify(resource)), ...blind.map(({ what }) => `unseen: ${what}`), ...(await zone.records()), ...marked];
  };
  return { account, left };
}
