import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { type CloudAccount, cloudAccount } from '../../test/cloud-account.ts';
import { recordedFacts } from '../../test/recorded.ts';
import { home } from '../cli/version.ts';
import { proofOf } from '../cloud/proof.ts';
import { cloudRecord } from '../collect/cloud/record/section.ts';
import { type Evidence, observationOf } from '../evidence/evidence.ts';
import { bundle } from '../evidence/bundle.ts';
import { canonical } from '../evidence/canonical.ts';
import { type Observation, observed } from '../evidence/observation.ts';
import { openBundle } from '../evidence/store.ts';
import { type Report, report as reportSchema } from '../grade/report.ts';
import { folderShelf } from '../tools/folder.ts';
import { type EmulatedGitHub, emulatedGitHub, hasEmulator, tokens } from '../tools/github-emulator.fixture.ts';
import { hasMoto } from '../tools/moto-server.fixture.ts';
import { temporaryFolder } from '../tools/temporary.ts';
import type { Outside } from './action.ts';
import { run } from './collect.ts';
import { ofDeploying, ofInspecting, writeEvidence } from './eks-evidence.ts';
import { eksInspect } from './eks-inspect.ts';
import { report } from './report.ts';

/** What a label for EKS adds to a grade: who may tell what, and that it is told in one place. */

const received = '2026-11-21T12:00:00.000Z';
/** Of the external id in the reference's docc.cloud.yml. */
const forkId = '1296269';

const outsideOf = (env: Outside['env']): Outside => ({ env, group: () => undefined, say: () => undefined, annotate: () => undefined, summarise: async () => undefined });

async function scratch(): Promise<string> {
  const folder = await temporaryFolder('eks-report');
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return folder.path;
}

const reference = join(home, 'test', 'submissions', 'reference');

/** As collect-source leaves it of a folder, said to be of that commit. */
async function sourceOf(commit: string, folder = reference): Promise<string> {
  const out = join(await scratch(), 'source');
  await run(['grade', folder, '--tier', 'source', '--as-of', received, '--out', out, '--format', 'json']);
  const path = join(out, 'evidence', 'bundle.json');
  const made = bundle.parse(JSON.parse(await readFile(path, 'utf8')));
  await writeFile(path, canonical({ ...made, submission: { ...made.submission, commit } }));
  return join(out, 'evidence');
}

/** docc's own credentials, of another account than the candidate's. */
async function doccsEnv({ env }: CloudAccount): Promise<Outside['env']> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ region: 'eu-west-1', endpoint: env['AWS_ENDPOINT_URL'] ?? '', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  const { Credentials: own } = await client.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::999999999999:role/docc-visitor', RoleSessionName: 'docc' }));
  return { ...env, AWS_REGION: undefined, AWS_ACCESS_KEY_ID: own?.AccessKeyId, AWS_SECRET_ACCESS_KEY: own?.SecretAccessKey, AWS_SESSION_TOKEN: own?.SessionToken };
}

/** As eks-deploy leaves it where all went well, with a record that leads to the app. */
async function deployedEvidence(source: string): Promise<string> {
  const out = await scratch();
  const writing = await writeEvidence(out, await openBundle(folderShelf(source)), { owed: ofDeploying, tell: () => undefined });
  const facts = (id: string): Observation<unknown> => observed(id === cloudRecord.id ? { ...cloudRecord.schema.parse(recordedFacts(id)), account: { id: '999999999999', region: 'eu-central-1', by: 'deployer' }, balancers: [] } : recordedFacts(id));
  for (const section of ofDeploying) await writing.record(section, async () => facts(section.id));
  await writing.finish(undefined);
  return join(out, 'evidence');
}

async function told(github: EmulatedGitHub, given: Readonly<Record<'source' | 'cluster' | 'eks' | 'account', string>>, proofs: readonly string[] = []): Promise<Report> {
  const inputs = { token: tokens.bot, repository: 'octo/docc', 'pull-request': github.pull, commit: github.head, 'repository-id': 1, received, challenge: 'docc', app: 'docc-grader', trust: 'graded', image: '', stored: '', labels: false } as const;
  const said = await report.run({ ...inputs, ...given, proofs: [...proofs], out: await scratch() }, outsideOf({ GITHUB_API_URL: github.url }));
  return reportSchema.parse(JSON.parse(await readFile(said.report, 'utf8')));
}

async function proofOfDeploying(sha: string): Promise<string> {
  const [resource, at] = [{ kind: 'repository', name: 'docc/1-one' } as const, new Date(received)];
  const proof = proofOf({ repositoryId: 1, sha }, [{ kind: 'created', resource, at }, { kind: 'deleted', resource, at }], { at, left: [] }, at);
  const path = join(await scratch(), 'proof.json');
  await writeFile(path, JSON.stringify(proof));
  return path;
}

const verdictsOf = ({ objectives }: Report) => Object.fromEntries(objectives.flatMap(({ checks }) => checks.map(({ id, verdict, cause }) => [id, cause ?? verdict])));

describe.skipIf(!hasMoto || !hasEmulator)('a report on EKS (needs moto_server on PATH, and the npm package emulate)', () => {
  let account: CloudAccount;
  beforeAll(async () => void (account = await cloudAccount()), 60_000);
  afterAll(() => account[Symbol.asyncDispose]());

  const inspected = async (source: string, commit: string, fork = forkId): Promise<Evidence> => {
    const inputs = eksInspect.inputs.parse({ role: '', region: 'eu-west-1', commit, 'fork-id': fork, received, challenge: 'docc', source, manifest: '', out: await scratch() });
    const { evidence } = await eksInspect.run(inputs, outsideOf(await doccsEnv(account)));
    return await openBundle(folderShelf(evidence));
  };
  const folderOf = async (evidence: Evidence): Promise<string> => {
    const out = await scratch();
    const writing = await writeEvidence(out, evidence, { owed: [], tell: () => undefined });
    for (const section of ofInspecting) await writing.record(section, async () => observationOf(evidence, section));
    await writing.finish(undefined);
    return join(out, 'evidence');
  };

  it('has the rows of the cloud tier judged and the cluster as EKS has it, in one comment and one check', async () => {
    await using github = await emulatedGitHub();
    const source = await sourceOf(github.head);
    const before = verdictsOf(await told(github, { source, cluster: '', eks: '', account: '' }));
    expect([before['eks-cluster-active'], before['record-live'], before['route-serves']]).toEqual(['not-exercised', 'not-exercised', 'not-exercised']);
    const looked = await inspected(source, github.head);
    const graded = await told(github, { source, cluster: '', eks: await deployedEvidence(source), account: await folderOf(looked) }, [await proofOfDeploying(github.head), join(source, 'none.json')]);
    const after = verdictsOf(graded);
    expect([after['eks-cluster-active'], after['record-live']]).toEqual(['pass', 'pass']);
    const comments = z.array(z.object({ body: z.string() })).parse(await github.ask('GET', `/repos/octo/docc/issues/${github.pull}/comments`));
    expect(comments).toHaveLength(1);
    expect(graded.measured.teardown).toMatchObject({ complete: true, resources: [{ what: 'repository docc/1-one', state: 'deleted' }] });
    expect(comments[0]?.body).toContain('All that docc made for this grade is gone');
    const { check_runs: checks } = z.object({ check_runs: z.array(z.object({ status: z.string() })) }).parse(await github.ask('GET', `/repos/octo/docc/commits/${github.head}/check-runs`));
    expect(checks).toEqual([{ status: 'completed' }]);
  }, 240_000);

  it('looks into no account for a fork that its external id is not of', async () => {
    const commit = 'a'.repeat(40);
    const { bundle: told } = await inspected(await sourceOf(commit), commit, '41');
    expect(told.sections['cloud.cluster']).toMatchObject({ status: 'refused', trouble: { fix: expect.stringContaining('docc:github.com/repositories/41') } });
  }, 240_000);

  it('asks nobody for an account where the challenge deploys', async () => {
    const [fork, commit] = [await scratch(), 'a'.repeat(40)];
    await cp(reference, fork, { recursive: true });
    await writeFile(join(fork, 'docc.cloud.yml'), '');
    const { bundle: told } = await inspected(await sourceOf(commit, fork), commit);
    expect(told.sections['cloud.cluster']).toMatchObject({ status: 'not-exercised', absence: { reason: expect.stringContaining('names no account') } });
  }, 240_000);
});
