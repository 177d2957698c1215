import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';
import { report as reportSchema } from '../src/grade/report.ts';
import { dockerPort } from '../src/tools/docker.ts';
import { emulatedGitHub, type EmulatedGitHub, hasEmulator, tokens } from '../src/tools/github-emulator.fixture.ts';
import { kindPort } from '../src/tools/kind.ts';
import { openKubernetes } from '../src/tools/kubernetes.ts';
import { hasMoto, motoServer } from '../src/tools/moto-server.fixture.ts';
import { stageEksForAct } from './act-staging.ts';
import { acted, forked, gitFromFolder, type Ran } from './acting.ts';
import { cloudAccount } from './cloud-account.ts';
import { clusterIn } from './cluster-tier.ts';
import { accountOn, imagesOfNodes, ownCluster, recordName, type Standing, zoneOf } from './eks-bench.ts';
import { workplace } from './image-tier.ts';
import { checksOf } from './mutant-proof.ts';

const { signal } = new AbortController();
const hasAct = spawnSync('act', ['--version']).error === undefined;
const [docker, kind] = await Promise.all([dockerPort(process.env, signal, []).open(), kindPort(process.env, signal, []).open()]);
const place = hasAct && hasEmulator && hasMoto && docker.kind === 'open' && kind.kind === 'open' ? await workplace() : ({ kind: 'not-here', reason: 'act, the GitHub emulator, moto_server, Docker or kind is not here' } as const);
const because = place.kind === 'not-here' ? ` (skipped: ${place.reason})` : '';

/** GitHub's word for a job, as its runners get it: https://docs.github.com/en/actions/reference/security/oidc */
async function words(made: AsyncDisposableStack): Promise<string> {
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ value: 'a.b.c' }))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  made.defer(async () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/?job=1`;
}

/** The workflow itself, as a maintainer's label starts it. What is replaced is listed in act-staging.ts. */
describe.skipIf(place.kind === 'not-here')(`a label for EKS, from the event to the proof of teardown${because}`, () => {
  const made = new AsyncDisposableStack();
  let folder: string;
  let github: EmulatedGitHub;
  let commit: string;
  let ran: Ran;
  let standing: Standing;

  beforeAll(async () => {
    if (place.kind === 'not-here' || docker.kind !== 'open' || kind.kind !== 'open') return;
    made.defer(place.dispose);
    folder = await mkdtemp(join(tmpdir(), 'docc-act-eks-'));
    made.defer(() => rm(folder, { recursive: true, force: true }));
    const kubeconfig = await clusterIn(folder, kind.program, docker.docker, made);
    const api = await openKubernetes(await readFile(kubeconfig, 'utf8'), signal);
    const nodes = (await api.list({ apiVersion: 'v1', kind: 'Node' })).map(({ metadata }) => metadata.name);
    const { controller, idle } = await imagesOfNodes(docker.docker, nodes[0] ?? '');
    const moto = made.use(await motoServer());
    // The candidate's account; docc's own record is in another zone of the same, for moto's default keys.
    made.use(await cloudAccount({}, moto));
    const zone = made.use(await zoneOf(await moto.aws()));
    standing = await accountOn(moto, zone, kubeconfig, api);
    github = made.use(await emulatedGitHub());
    commit = await forked(join(folder, 'fork'), { 'docc.cloud.yml': 'region: eu-west-1\nrole_arn: arn:aws:iam::123456789012:role/docc-reader\nexternal_id: docc:github.com/repositories/1\n' });
    github.headIs(commit);
    await github.ask('POST', '/repos/octo/docc/labels', { name: 'eks', color: 'ffffff' });
    await github.ask('POST', `/repos/octo/docc/issues/${github.pull}/labels`, { labels: ['eks'] });
    await stageEksForAct(join(folder, 'docc'), { kubeconfig, bring: `node ${join(home, 'test', 'eks-bring.ts')} ${nodes.join(' ')}` });
    await gitFromFolder(join(folder, 'bin'), join(folder, 'fork'));
    const vars = {
      DOCC_AWS_REGION: 'eu-central-1',
      DOCC_AWS_ROLE: 'arn:aws:iam::123456789012:role/docc-deploy',
      DOCC_AWS_JANITOR_ROLE: 'arn:aws:iam::123456789012:role/docc-janitor',
      DOCC_AWS_VISITOR_ROLE: 'arn:aws:iam::999999999999:role/docc-visitor',
      DOCC_AWS_ZONE: zone.id,
      DOCC_AWS_RECORD: recordName,
      DOCC_AWS_BALANCER_CLASS: 'node',
      DOCC_AWS_CONTROLLER_IMAGE: controller,
      DOCC_AWS_IDLE_IMAGE: idle,
      DOCC_AWS_CLUSTER: 'kind',
      DOCC_AWS_CLUSTER_ROLE: ownCluster['cluster-role'],
      DOCC_AWS_NODE_ROLE: ownCluster['node-role'],
      DOCC_AWS_SUBNETS: ownCluster.subnets,
      DOCC_APP: 'docc-grader',
      DOCC_TRUST: 'graded',
    };
    const jobs = { AWS_ENDPOINT_URL: moto.endpoint, DOCC_NAME_SERVERS: zone.nameServers, ACTIONS_ID_TOKEN_REQUEST_URL: await words(made), ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-this-job' };
    const event = { action: 'labeled', label: { name: 'eks' }, sender: { login: 'octo' }, pull_request: { head: { sha: commit } } };
    ran = await acted({ folder, github, workflow: 'eks.yml', event, env: place.env, vars, jobs });
    await writeFile(join(tmpdir(), 'docc-act-eks.log'), ran.log);
  });
  afterAll(() => made.disposeAsync());

  it('ends every job well', () => {
    expect(ran.log).not.toMatch(/❌|🏁 {2}Job failed/u);
    expect(ran.code).toBe(0);
    for (const job of ['Label', 'Source', 'Build', 'Look into the account', 'Deploy and try', 'Tear down', 'Report']) expect(ran.log).toContain(`/${job}`);
  });

  it('leaves nothing in the account or the cluster', async () => expect(await standing.left()).toEqual([]));

  it('proves it, in the one comment with the one check', async () => {
    const comments = z.array(z.object({ body: z.string() })).parse(await github.ask('GET', `/repos/octo/docc/issues/${github.pull}/comments`));
    expect(comments).toMatchObject([{ body: expect.stringContaining('All that docc made for this grade is gone') }]);
    const { check_runs: checks } = z.object({ check_runs: z.array(z.object({ status: z.string() })) }).parse(await github.ask('GET', `/repos/octo/docc/commits/${github.head}/check-runs`));
    expect(checks).toEqual([{ status: 'completed' }]);
  });

  it('has every tier judged, the cluster as EKS has it', async () => {
    const graded = reportSchema.parse(JSON.parse(await readFile(join(folder, 'kept', `docc-report-1-docc-${commit}`, 'report.json'), 'utf8')));
    expect(graded.faults).toEqual([]);
    const verdicts = Object.fromEntries(checksOf(graded).map(({ id, verdict }) => [id, verdict]));
    expect([verdicts['eks-cluster-active'], verdicts['record-live'], verdicts['route-serves']]).toEqual(['pass', 'pass', 'pass']);
    // What docc sees from a node, which EKS lends nobody.
    expect(graded.notExercised.map(({ tier, reason }) => [tier, reason])).toEqual([['cluster', expect.stringContaining("docc did not make this cluster's nodes")]]);
  });

  it('holds no token where the candidate’s files are', () => {
    const met = ran.log.split('\n').filter((line) => /\/(?:Source|Build)\b/.test(line));
    expect(met.length).toBeGreaterThan(10);
    for (const token of Object.values(tokens)) expect(met.join('\n')).not.toContain(token);
  });
});
