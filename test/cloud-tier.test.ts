import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { findGraders } from '../src/catalogue/find.ts';
import { docc } from '../src/cli/docc.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { home } from '../src/cli/version.ts';
import type { World } from '../src/cli/world.ts';
import { grade } from '../src/grade/grade.ts';
import { report as reportOf } from '../src/grade/report.ts';
import { hasMoto, type MotoServer, motoServer } from '../src/tools/moto-server.fixture.ts';
import { temporaryFolder } from '../src/tools/temporary.ts';
import { cloudAccount, type Deployed, host } from './cloud-account.ts';
import { withAccount } from './cloud-tier.ts';
import { evidenceOf } from './collect.ts';
import { filesIn } from './mutant.ts';
import { checksOf } from './mutant-proof.ts';
import { submissionOf } from './submission.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const rubric = await loadRubric(challengePath('docc', home), findGraders);
const reference = await filesIn(join(home, 'test', 'submissions', 'reference'));
const submission = submissionOf(reference);
const { settings } = rubric.challenge;

let source: ReturnType<typeof evidenceOf>;
let moto: MotoServer | undefined;
beforeAll(async () => {
  source = evidenceOf(submission);
  moto = hasMoto ? await motoServer() : undefined;
  await source;
});
afterAll(() => moto?.[Symbol.asyncDispose]());

/** What became of a check when this is in the account. */
async function verdictOf(id: string, deployed: Deployed) {
  await using account = await cloudAccount(deployed, moto);
  const report = grade(rubric, await withAccount(await source, { submission, env: account.env, settings }), { trust: 'advisory', grader: { version: '0.0.0' } });
  expect(report.faults).toEqual([]);
  const found = checksOf(report).find((check) => check.id === id);
  return found && { verdict: found.verdict, observed: found.observed };
}

describe.skipIf(!hasMoto)(`an account that differs${hasMoto ? '' : ' (skipped: no moto_server on PATH)'}`, () => {
  it.each<[string, Deployed, string]>([
    ['another version', { version: '1.33' }, '`docc` runs `1.33`, and `1.35` is declared'],
    ['an endpoint for everybody', { cidrs: ['0.0.0.0/0'] }, 'the endpoint of `docc` is open to `0.0.0.0/0`, more than is declared'],
    ['a log that is missing', { logs: ['api', 'audit'] }, '`docc` writes no `authenticator` log, which is declared'],
    ['no node group', { nodeGroup: 'none' }, '`docc` has no node group, and `aws_eks_node_group.this` is declared'],
    ['no cluster', { cluster: 'none' }, '123456789012 has no EKS cluster `docc` in `eu-west-1`: none at all'],
  ])('by %s loses eks-cluster-active', async (_, deployed, observed) => {
    expect(await verdictOf('eks-cluster-active', deployed)).toEqual({ verdict: 'fail', observed });
  });

  it('in what is not declared loses nothing', async () => {
    expect(await verdictOf('eks-cluster-active', { logs: ['api', 'audit', 'authenticator', 'scheduler'], cidrs: ['198.51.100.0/23'] })).toMatchObject({ verdict: 'pass' });
  });

  it.each<[string, Deployed, string]>([
    ['no zone', { zone: 'none' }, `the account 123456789012 has no hosted zone that holds \`${host}\``],
    ['no record', { record: 'none' }, `the zone \`domain.io\` of the account 123456789012 holds no record for \`${host}\``],
    [
      'a load balancer that is gone',
      { record: { Name: host, Type: 'CNAME', TTL: 60, ResourceRecords: [{ Value: 'gone-1.eu-west-1.elb.amazonaws.com' }] } },
      `the CNAME record \`${host}\` points at \`gone-1.eu-west-1.elb.amazonaws.com\`, and the account 123456789012 has no such load balancer`,
    ],
    ['a name server that has no such name', { second: 'none' }, `\`ns-2049.awsdns-65.net\` has no address for \`${host}\``],
    ['a name server that refuses', { second: 'refused' }, '`ns-2049.awsdns-65.net` refuses to answer for `domain.io`'],
  ])('by %s loses record-live', async (_, deployed, observed) => {
    expect(await verdictOf('record-live', deployed)).toEqual({ verdict: 'fail', observed });
  });

  it('by a name server that says nothing leaves it open: who is silent may be our own network', async () => {
    expect(await verdictOf('record-live', { second: 'silent' })).toMatchObject({ verdict: 'unverified' });
  });
});

const folder = join(home, 'test', 'submissions', 'reference');

/** `docc grade --tier cloud`, of what the account shows. */
async function graded(env: Readonly<Record<string, string | undefined>>) {
  const out = await temporaryFolder('cloud');
  onTestFinished(() => out[Symbol.asyncDispose]());
  const said: string[] = [];
  const stream = (write: (text: string) => unknown) => ({ write, isTTY: false, columns: 80 });
  const world: World = {
    cwd: home,
    called: { by: 'program', here: 'docc', anywhere: 'docc' },
    env: { ...process.env, AWS_PROFILE: undefined, ...env },
    platform: process.platform,
    stdout: stream((text) => said.push(text)),
    stderr: stream(() => undefined),
    now: () => new Date('2026-11-01T00:00:00Z'),
    elapsed: () => 0,
    signal: new AbortController().signal,
    findGraders,
  };
  const code = await docc(['grade', folder, '--tier', 'cloud', '--objective', 'eks-cluster', '--objective', 'dns-record', '--format', 'json', '--quiet', '--out', out.path], world);
  return { code, report: reportOf.parse(JSON.parse(said.join(''))) };
}

describe('docc grade --tier cloud', () => {
  it.skipIf(!hasMoto)('gives the points of both checks for what is deployed as declared', async () => {
    await using account = await cloudAccount({}, moto);
    const { code, report } = await graded(account.env);
    expect(code).toBe(0);
    const checks = checksOf(report).filter(({ id }) => id === 'eks-cluster-active' || id === 'record-live');
    expect(checks.map(({ id, verdict, earned, possible }) => ({ id, verdict, all: earned === possible && earned > 0 }))).toEqual([
      { id: 'eks-cluster-active', verdict: 'pass', all: true },
      { id: 'record-live', verdict: 'pass', all: true },
    ]);
    expect(report.notExercised.filter(({ tier }) => tier === 'cloud')).toEqual([]);
  });

  it('without credentials says what to do, and costs nothing', async () => {
    const home = await temporaryFolder('home');
    onTestFinished(() => home[Symbol.asyncDispose]());
    // Read by the SDK itself, of the process.
    for (const [name, value] of [['AWS_EC2_METADATA_DISABLED', 'true'], ['AWS_CONFIG_FILE', join(home.path, 'config')], ['AWS_SHARED_CREDENTIALS_FILE', join(home.path, 'credentials')]] as const) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { code, report } = await graded({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined });
    expect(code).toBe(0);
    expect(report.notExercised.filter(({ tier }) => tier === 'cloud')).toMatchObject([{ reason: expect.stringContaining('no credentials for AWS'), remedy: expect.stringContaining('AWS_PROFILE') }]);
  });

  it('with an endpoint that is none is our fault too, and the rest is graded', async () => {
    const { code, report } = await graded({ AWS_ENDPOINT_URL: 'nowhere', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    expect(code).toBe(3);
    expect(report.earned).toBeGreaterThan(0);
  });

  it('with an endpoint that does not answer is our fault, and costs nothing', async () => {
    const { code, report } = await graded({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    expect(code).toBe(3);
    expect(checksOf(report).filter(({ id }) => id === 'eks-cluster-active' || id === 'record-live').map(({ cause }) => cause)).toEqual(['fault', 'fault']);
    expect(report.faults).not.toEqual([]);
  });
});
