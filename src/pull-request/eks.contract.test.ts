import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tagsOf } from '../cloud/marks.ts';
import { teardownProof } from '../cloud/proof.ts';
import { openBundle, writeBundle } from '../evidence/store.ts';
import { ecrChanges } from '../tools/ecr-changes.ts';
import { folderShelf } from '../tools/folder.ts';
import { packedLayout } from '../tools/image-archive.ts';
import { hasMoto, motoServer, type MotoServer } from '../tools/moto-server.fixture.ts';
import { temporaryFolder } from '../tools/temporary.ts';
import type { Outside } from './action.ts';
import { eksDeploy, eksTeardown } from './eks.ts';
import { eksLabelled } from './eks-label.ts';
import { sweepAccount } from './janitor.ts';

/** The actions as a workflow calls them, with GitHub and AWS played by programs of this machine. */

const commit = 'a'.repeat(40);
const received = '2026-11-21T12:00:00.000Z';
type State = { head: string; labels: string[]; permission: string; readonly asked: string[] };

async function gitHub(state: State): Promise<string> {
  const server = createServer((request, response) => {
    state.asked.push(`${request.method} ${request.url}`);
    if (request.method === 'DELETE') state.labels = [];
    const pull = { state: 'open', head: { sha: state.head, repo: { id: 34 } }, base: { repo: { id: 12, private: false } }, labels: state.labels.map((name) => ({ name })) };
    const body = request.url?.includes('/permission') === true ? { permission: state.permission } : request.url?.includes('/pulls/') === true ? pull : [];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return `http://127.0.0.1:${address.port}`;
}

type Said = { summary: string; readonly lines: string[] };

const outsideOf = (env: Readonly<Record<string, string>>, said: Said = { summary: '', lines: [] }): Outside => ({
  env,
  group: (_, lines) => void said.lines.push(...lines),
  say: (line) => void said.lines.push(line),
  annotate: () => undefined,
  summarise: async (markdown) => void (said.summary += markdown),
});

const stateOf = (changes: Partial<State> = {}): State => ({ head: commit, labels: ['eks'], permission: 'write', asked: [], ...changes });

describe('eks-label', () => {
  const call = async (state: State, changes: Readonly<Record<string, string>> = {}) => {
    const given = eksLabelled.inputs.parse({ token: 't', repository: 'octo/docc', 'pull-request': '7', commit, event: 'labeled', label: 'eks', sender: 'octo', challenge: 'docc', ...changes });
    return await eksLabelled.run(given, outsideOf({ GITHUB_API_URL: await gitHub(state) }));
  };
  it('lets a maintainer’s label ask for approval of the commit', async () => {
    const state = stateOf();
    expect(await call(state)).toMatchObject({ proceed: 'true', commit, 'repository-id': '12', 'fork-id': '34', cloud: 'deploy' });
    expect(state.labels).toEqual(['eks']);
  });
  it.each([
    ['of somebody else', { permission: 'read' }, {}],
    ['of a commit that is the head no longer', { head: 'b'.repeat(40) }, {}],
    ['after a push', {}, { event: 'synchronize', label: '' }],
  ])('takes a label off %s', async (_, changes, given) => {
    const state = stateOf(changes);
    expect(await call(state, given)).toMatchObject({ proceed: 'false' });
    expect(state.labels).toEqual([]);
  });
  it('leaves ours on where another is set', async () => {
    const state = stateOf();
    expect(await call(state, { label: 'help' })).toMatchObject({ proceed: 'false' });
    expect(state.labels).toEqual(['eks']);
  });
});

describe.skipIf(!hasMoto)('against AWS (needs moto_server on PATH)', () => {
  const held: { moto?: MotoServer } = {};
  beforeAll(async () => void (held.moto = await motoServer()), 60_000);
  afterAll(async () => await held.moto?.[Symbol.asyncDispose]());
  const env = async (state: State): Promise<Readonly<Record<string, string>>> => ({ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_ENDPOINT_URL: held.moto?.endpoint ?? '', GITHUB_API_URL: await gitHub(state) });
  const opened = async () => {
    if (held.moto === undefined) throw new Error('moto_server is not up');
    return await held.moto.aws();
  };

  async function zone(): Promise<string> {
    const { CreateHostedZoneCommand, Route53Client } = await import('@aws-sdk/client-route-53');
    const { HostedZone } = await new Route53Client((await opened()).settings).send(new CreateHostedZoneCommand({ Name: 'example.org', CallerReference: String(Math.random()) }));
    return (HostedZone?.Id ?? '').replace('/hostedzone/', '');
  }

  async function job() {
    const folder = await temporaryFolder('job');
    onTestFinished(async () => await folder[Symbol.asyncDispose]());
    const source = join(folder.path, 'source');
    const writer = await writeBundle(folderShelf(source), { schema: 'docc/evidence@1', submission: { commit, digest: `sha256:${'c'.repeat(64)}` }, asOf: received, collector: { version: '0.1.0' } }, 'anew');
    await writer.finish();
    const layout = join(folder.path, 'layout');
    const manifest = await layoutIn(layout);
    const image = await packedLayout(layout, join(folder.path, 'image.tar'));
    return { source, image, manifest, out: join(folder.path, 'out'), region: 'eu-central-1', zone: await zone(), token: 't', repository: 'octo/docc', 'pull-request': '7', commit, 'repository-id': '12', received };
  }

  async function layoutIn(layout: string): Promise<string> {
    await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
    const put = async (text: string, mediaType: string) => {
      const digest = createHash('sha256').update(text).digest('hex');
      await writeFile(join(layout, 'blobs', 'sha256', digest), text);
      return { mediaType, digest: `sha256:${digest}`, size: text.length };
    };
    const config = await put('{}', 'application/vnd.oci.image.config.v1+json');
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const { digest } = await put(JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [await put('layer', 'application/vnd.oci.image.layer.v1.tar')] }), mediaType);
    await writeFile(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType, digest, size: 1 }] }));
    return digest;
  }

  const defaults = { role: '', cluster: '', record: '', challenge: 'docc', 'balancer-class': 'node', 'controller-image': 'traefik', 'idle-image': 'pause', 'cluster-role': '', 'node-role': '', 'janitor-role': '', subnets: '', kubeconfig: '' };
  const deploy = async (given: Readonly<Record<string, string>>, state: State, said?: Said) => await eksDeploy.run(eksDeploy.inputs.parse({ ...defaults, ...given }), outsideOf(await env(state), said));

  it('makes nothing of a commit that was pushed over since its approval', async () => {
    const given = await job();
    expect(await deploy(given, stateOf({ head: 'b'.repeat(40) }))).toMatchObject({ outcome: 'superseded', complete: 'true' });
    expect(teardownProof.parse(JSON.parse(await readFile(join(given.out, 'proof.json'), 'utf8')))).toMatchObject({ resources: [], complete: true });
  }, 60_000);

  it('tells our fault as one, removes what was made, and proves it', async () => {
    const given = await job();
    const said: Said = { summary: '', lines: [] };
    expect(await deploy(given, stateOf(), said)).toMatchObject({ outcome: 'fault', complete: 'true' });
    const { bundle } = await openBundle(folderShelf(join(given.out, 'evidence')));
    expect(bundle.submission.commit).toBe(commit);
    expect(Object.values(bundle.sections).every((entry) => entry?.status === 'fault')).toBe(true);
    expect(said.summary).toContain('| `repository docc/12-aaaaaaaaaaaa` |');
    expect(said.summary).toContain('Everything that was made is gone');
    expect(await (await ecrChanges(await opened())).list('docc/')).toEqual([]);
  }, 60_000);

  it('pushes no other image than the one that was built', async () => {
    const given = await job();
    await expect(deploy({ ...given, manifest: `sha256:${'0'.repeat(64)}` }, stateOf())).rejects.toThrow('has no manifest');
  }, 60_000);

  it('takes no evidence of another commit', async () => {
    const given = await job();
    await expect(deploy({ ...given, commit: 'b'.repeat(40) }, stateOf())).rejects.toThrow('the evidence is of');
  }, 60_000);

  it('teardown removes what a job that was killed left, and proves it', async () => {
    const given = await job();
    const ecr = await ecrChanges(await opened());
    await ecr.create('docc/12-aaaaaaaaaaaa', tagsOf({ submission: { repositoryId: 12, sha: commit }, expires: new Date('2099-01-01T00:00:00Z') }), () => false);
    const inputs = eksTeardown.inputs.parse({ role: '', cluster: '', kubeconfig: '', region: given.region, zone: given.zone, commit, 'repository-id': '12', out: given.out });
    expect(await eksTeardown.run(inputs, outsideOf(await env(stateOf())))).toMatchObject({ complete: 'true' });
    expect(await ecr.list('docc/')).toEqual([]);
  }, 60_000);

  it('teardown fails where it can’t see everything', async () => {
    const given = await job();
    const inputs = eksTeardown.inputs.parse({ role: '', cluster: 'gone', kubeconfig: '', region: given.region, zone: given.zone, commit, 'repository-id': '12', out: given.out });
    await expect(eksTeardown.run(inputs, outsideOf(await env(stateOf())))).rejects.toThrow('not everything is known to be gone');
  }, 60_000);

  it('the janitor removes what is past its time, after a dry run that does not', async () => {
    const given = await job();
    const ecr = await ecrChanges(await opened());
    await ecr.create('docc/12-old', tagsOf({ submission: { repositoryId: 12, sha: commit }, expires: new Date('2020-01-01T00:00:00Z') }), () => false);
    const sweep = async (dryRun: string) => await sweepAccount.run(sweepAccount.inputs.parse({ role: '', clusters: '', kubeconfig: '', region: given.region, zones: given.zone, 'dry-run': dryRun, out: given.out }), outsideOf(await env(stateOf())));
    expect(await sweep('true')).toMatchObject({ removed: 0, left: 1 });
    expect(await sweep('false')).toMatchObject({ removed: 1, left: 0 });
    expect(await ecr.list('docc/')).toEqual([]);
  }, 60_000);
});
