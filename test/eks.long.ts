import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';
import { longestLife } from '../src/cloud/marks.ts';
import { cloudRecord } from '../src/collect/cloud/record/section.ts';
import { observationOf } from '../src/evidence/evidence.ts';
import { openBundle } from '../src/evidence/store.ts';
import { report as reportSchema } from '../src/grade/report.ts';
import { janitor } from '../src/provision/janitor.ts';
import type { Outside } from '../src/pull-request/action.ts';
import { eksDeploy, eksTeardown } from '../src/pull-request/eks.ts';
import { eksLabelled } from '../src/pull-request/eks-label.ts';
import { report } from '../src/pull-request/report.ts';
import { dockerPort } from '../src/tools/docker.ts';
import { folderShelf } from '../src/tools/folder.ts';
import { type EmulatedGitHub, emulatedGitHub, hasEmulator, tokens } from '../src/tools/github-emulator.fixture.ts';
import { kindPort } from '../src/tools/kind.ts';
import { type KubernetesApi, openKubernetes } from '../src/tools/kubernetes.ts';
import { hasMoto, motoServer } from '../src/tools/moto-server.fixture.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { clusterIn, everything } from './cluster-tier.ts';
import { accountOn, asIfPulled, collected, type Collected, imagesOfNodes, ownCluster, recordName, type Standing, type Zone, zoneOf } from './eks-bench.ts';
import { speakingProcess } from './grading-process.ts';
import { workplace } from './image-tier.ts';
import { checksOf } from './mutant-proof.ts';

/** From a label to the proof of teardown, with kind in the place of EKS's API; and the same, killed wherever it stands. */

const { signal } = new AbortController();
const [docker, kind] = await Promise.all([dockerPort(process.env, signal, []).open(), kindPort(process.env, signal, []).open()]);
const place = hasMoto && hasEmulator && docker.kind === 'open' && kind.kind === 'open' ? await workplace() : ({ kind: 'not-here', reason: 'moto_server, the GitHub emulator, Docker or kind is not here' } as const);
const missing = place.kind === 'not-here' ? place.reason : '';

type World = Standing & { readonly github: EmulatedGitHub; readonly zone: Zone; readonly api: KubernetesApi; readonly env: Readonly<Record<string, string>>; readonly brought: Collected; readonly inputs: Readonly<Record<string, string>>; readonly folder: string };

describe.skipIf(missing !== '')(`a label for EKS${missing && ` (skipped: ${missing})`}`, () => {
  const made = new AsyncDisposableStack();
  let world: World;
  let found: readonly string[];

  beforeAll(async () => {
    if (docker.kind !== 'open' || kind.kind !== 'open' || place.kind === 'not-here') return;
    made.defer(place.dispose);
    for (const [name, value] of Object.entries(place.env)) vi.stubEnv(name, value);
    const folder = made.use(await temporaryFolder('eks')).path;
    const kubeconfig = await clusterIn(folder, kind.program, docker.docker, made);
    const [moto, github, api] = [made.use(await motoServer()), made.use(await emulatedGitHub()), await openKubernetes(await readFile(kubeconfig, 'utf8'), signal)];
    await github.ask('POST', '/repos/octo/docc/labels', { name: 'eks', color: 'ffffff' });
    await github.ask('POST', `/repos/octo/docc/issues/${github.pull}/labels`, { labels: ['eks'] });
    const zone = made.use(await zoneOf(await moto.aws()));
    const received = new Date().toISOString();
    const brought = await collected(join(home, 'test', 'submissions', 'reference'), github.head, received, folder);
    const nodes = (await api.list({ apiVersion: 'v1', kind: 'Node' })).map(({ metadata }) => metadata.name);
    await asIfPulled(docker.docker, nodes, brought, { repositoryId: 1, sha: github.head });
    const { controller, idle } = await imagesOfNodes(docker.docker, nodes[0] ?? '');
    const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_ENDPOINT_URL: moto.endpoint, DOCC_NAME_SERVERS: zone.nameServers, GITHUB_API_URL: github.url };
    const asked = { token: tokens.bot, repository: 'octo/docc', 'pull-request': String(github.pull), commit: github.head, 'repository-id': '1', received, challenge: 'docc' };
    const inputs = { ...asked, ...ownCluster, role: '', region: 'eu-central-1', 'janitor-role': '', kubeconfig, zone: zone.id, record: recordName, source: brought.source, image: brought.archive, manifest: brought.manifest, 'balancer-class': 'node', 'controller-image': controller, 'idle-image': idle };
    world = { github, zone, api, env, brought, inputs, folder, ...(await accountOn(moto, zone, kubeconfig, api)) };
    found = await standing();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await made.disposeAsync();
  });

  /** Kinds that docc gives a cluster stay: they serve all submissions. */
  const standing = async (): Promise<readonly string[]> => (await everything(world.api)).filter((each) => !each.startsWith('CustomResourceDefinition '));
  const outside = (): Outside => ({ env: world.env, group: () => undefined, say: () => undefined, annotate: () => undefined, summarise: async () => undefined });
  const folderFor = async (name: string): Promise<string> => {
    const path = join(world.folder, name.replaceAll(/[^a-z]+/g, '-'));
    await mkdir(path, { recursive: true });
    return path;
  };
  const nothingIsLeft = async (): Promise<void> => {
    expect(await world.left()).toEqual([]);
    expect(await standing()).toEqual(found);
  };
  const torndown = async (out: string) => {
    const { role, region, kubeconfig, zone, commit, 'repository-id': id } = z.record(z.string(), z.string()).parse(world.inputs);
    return await eksTeardown.run(eksTeardown.inputs.parse({ role, region, kubeconfig, zone, commit, 'repository-id': id, cluster: 'kind', out }), outside());
  };

  it('is deployed, tried, told with its record and its proof, and gone', async () => {
    const { github, inputs, brought } = world;
    const labelled = await eksLabelled.run(eksLabelled.inputs.parse({ token: tokens.bot, repository: 'octo/docc', 'pull-request': inputs['pull-request'], commit: github.head, event: 'labeled', label: 'eks', challenge: 'docc', sender: 'octo' }), outside());
    expect(labelled).toMatchObject({ proceed: 'true', cloud: 'deploy' });
    const out = await folderFor('whole');
    const deployed = await eksDeploy.run(eksDeploy.inputs.parse({ ...inputs, out }), outside());
    const record = observationOf(await openBundle(folderShelf(deployed.evidence)), cloudRecord);
    expect(record).toMatchObject({ status: 'observed', facts: { host: recordName, http: { kind: 'answered', echoed: true } } });
    expect(record.status === 'observed' && record.facts.zones[0]?.answers.map(({ answer }) => answer.kind)).toEqual(['answered', 'answered', 'answered', 'answered']);
    expect(deployed).toMatchObject({ outcome: 'tried', complete: 'true' });
    await nothingIsLeft();
    const after = await torndown(await folderFor('after'));
    const asked = { ...inputs, trust: 'graded', app: 'docc-grader', source: brought.source, image: brought.image, cluster: '', eks: deployed.evidence, account: '', proofs: `${deployed.proof}\n${after.proof}`, out: await folderFor('report') };
    const told = await report.run(report.inputs.parse(asked), outside());
    const graded = reportSchema.parse(JSON.parse(await readFile(told.report, 'utf8')));
    expect(graded.faults).toEqual([]);
    const verdicts = Object.fromEntries(checksOf(graded).map(({ id, verdict, cause, observed, reason }) => [id, { verdict: cause ?? verdict, told: observed ?? reason }]));
    expect(Object.entries(verdicts).filter(([, { verdict }]) => verdict === 'fail' || verdict === 'blocked')).toEqual([]);
    expect([verdicts['record-live'], verdicts['route-serves'], verdicts['eks-cluster-active']]).toMatchObject([{ verdict: 'pass' }, { verdict: 'pass' }, { verdict: 'not-exercised' }]);
    expect(graded.measured.teardown).toMatchObject({ complete: true, resources: [{ state: 'deleted' }, { state: 'deleted' }, { state: 'deleted' }, { state: 'deleted' }] });
    expect(graded.measured.teardown?.spend.dollars).toBeGreaterThan(0);
    expect(z.array(z.object({ body: z.string() })).parse(await github.ask('GET', `/repos/octo/docc/issues/${github.pull}/comments`))).toMatchObject([{ body: expect.stringContaining('All that docc made for this grade is gone') }]);
  });

  const killedAt = async (words: string): Promise<void> => {
    const file = join(await folderFor(words), 'inputs.json');
    await writeFile(file, JSON.stringify({ ...world.inputs, out: join(await folderFor(words), 'out') }));
    const { child, ended, at } = speakingProcess([join(home, 'test', 'eks-job.ts'), file], { ...process.env, ...world.env });
    await at(words);
    child.kill('SIGKILL');
    await ended;
  };

  it.each([
    'making repository', 'making cluster', 'making namespace', 'waiting for nodes', 'installing the stand-in controller', 'opening the way in', 'fencing the namespace', 'applying the submission', 'waiting until it is ready',
    'making record', 'cloud.record: asking the host', 'cluster.route: started', 'removing everything',
  ])('that is killed at “%s” leaves nothing after the janitor', async (words) => {
    await killedAt(words);
    const later = new Date(Date.now() + (longestLife + 1) * 60_000);
    expect(await janitor(world.account, { now: () => later, dryRun: false })).toMatchObject({ left: [], unclear: [], troubles: [] });
    await nothingIsLeft();
  });

  it('that is killed leaves nothing after the teardown job, which proves it', async () => {
    await killedAt('making record');
    const { complete, proof } = await torndown(await folderFor('teardown'));
    expect(complete).toBe('true');
    expect(JSON.parse(await readFile(proof, 'utf8'))).toMatchObject({ complete: true, resources: expect.arrayContaining([expect.objectContaining({ state: 'deleted', resource: expect.objectContaining({ kind: 'namespace' }) })]) });
    await nothingIsLeft();
  });
});
