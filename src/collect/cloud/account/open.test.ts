import { DescribeClusterCommand, EKSClient, ListClustersCommand } from '@aws-sdk/client-eks';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Observation } from '../../../evidence/observation.ts';
import { openEks } from '../../../tools/eks.ts';
import { openSubnets } from '../../../tools/subnets.ts';
import { collectCloudCluster } from '../cluster/collect.ts';
import { candidateNaming } from './account.fixture.ts';
import { type AccountPorts, openAccount } from './open.ts';

// moto never refuses: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html,
// https://docs.aws.amazon.com/eks/latest/APIReference/CommonErrors.html
const sts = mockClient(STSClient);
const eks = mockClient(EKSClient);
beforeEach(() => {
  sts.reset();
  eks.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '111111111111', Arn: 'arn:aws:iam::111111111111:role/docc' });
  sts.on(AssumeRoleCommand).resolves({ Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c', Expiration: new Date('2026-11-21T18:00:00Z') } });
});

const repository = 'github.com/repositories/42';
const role = 'arn:aws:iam::222222222222:role/docc-reader';
const file = (changes: Readonly<Record<string, string>> = {}): string =>
  Object.entries({ region: 'eu-west-1', role_arn: role, external_id: `docc:${repository}`, ...changes }).map(([name, value]) => `${name}: ${value}\n`).join('');

const ports = (as: AccountPorts['as'], env: AccountPorts['env'] = {}): AccountPorts => ({ as, env: { AWS_ACCESS_KEY_ID: 'k', AWS_SECRET_ACCESS_KEY: 's', ...env }, signal: new AbortController().signal, patience: { seconds: 2, second: 1 } });

const refusal = (name: string, status: number, message = 'said AWS'): Error => Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

async function closedBy(text: string, as: AccountPorts['as'] = 'grader', from: string | undefined = repository): Promise<Observation<never>> {
  const opened = await openAccount(candidateNaming(text, from), ports(as));
  if (opened.kind === 'open') throw new Error('it was opened');
  return opened.because;
}

describe('the grader', () => {
  it('assumes the role with the external id of the repository', async () => {
    const opened = await openAccount(candidateNaming(file(), repository), ports('grader'));
    expect(opened).toMatchObject({ kind: 'open', account: { facts: { id: '222222222222', region: 'eu-west-1', by: 'role' } } });
    expect(sts.commandCalls(AssumeRoleCommand).map(({ args: [{ input }] }) => [input.RoleArn, input.ExternalId])).toEqual([[role, `docc:${repository}`]]);
  });

  it('sends nobody else’s external id, whatever the file says', async () => {
    expect(await closedBy(file({ external_id: 'docc:github.com/repositories/41' }))).toMatchObject({ status: 'refused', trouble: { at: { line: 3 }, fix: expect.stringContaining(`external_id: docc:${repository}`) } });
    expect(sts.calls()).toEqual([]);
  });

  it('looks into no account of its own', async () => {
    expect(await closedBy(file({ role_arn: 'arn:aws:iam::111111111111:role/admin' }))).toMatchObject({ status: 'refused', trouble: { observed: expect.stringContaining('cloud-file-account') } });
    expect(sts.commandCalls(AssumeRoleCommand)).toEqual([]);
  });

  it('does not go in where it does not know whose role it is', async () => {
    const opened = await openAccount(candidateNaming(file()), ports('grader'));
    expect(opened).toMatchObject({ kind: 'closed', because: { status: 'fault' } });
    expect(sts.calls()).toEqual([]);
  });

  it('whose own policy keeps it from assuming roles is at fault itself', async () => {
    sts.on(AssumeRoleCommand).rejects(refusal('AccessDenied', 403, `User: arn:aws:sts::111111111111:assumed-role/docc/run is not authorized to perform: sts:AssumeRole on resource: ${role} because no identity-based policy allows the sts:AssumeRole action`));
    expect(await closedBy(file())).toMatchObject({ status: 'fault' });
  });

  it('asks for a role where none is named', async () => expect(await closedBy('region: eu-west-1\n')).toMatchObject({ status: 'refused' }));

  it('a role that refuses it is the candidate’s to mend', async () => {
    sts.on(AssumeRoleCommand).rejects(refusal('AccessDenied', 403));
    expect(await closedBy(file())).toMatchObject({ status: 'refused', trouble: { observed: `${role} does not let docc assume it`, at: { path: 'docc.cloud.yml', line: 2 }, fix: expect.stringContaining('sts:ExternalId') } });
  });

  it.each([
    ['ServiceUnavailable', 503],
    ['ThrottlingException', 400],
    ['ExpiredToken', 403],
  ])('%s is our fault', async (name, status) => {
    sts.on(AssumeRoleCommand).rejects(refusal(name, status));
    expect(await closedBy(file())).toMatchObject({ status: 'fault' });
  });

  it('credentials that don’t serve are nobody’s trouble', async () => {
    sts.on(GetCallerIdentityCommand).rejects(refusal('InvalidClientTokenId', 403));
    expect(await closedBy(file())).toMatchObject({ status: 'not-exercised' });
  });
});

it('a guest asks nobody for an account, and looks into the one that is named', async () => {
  for (const text of ['', 'region:\n']) {
    expect(await openAccount(candidateNaming(text, repository), ports('guest'))).toMatchObject({ kind: 'closed', because: { status: 'not-exercised' } });
  }
  expect(await openAccount(candidateNaming('region: eu-west-1\n', repository), ports('guest'))).toMatchObject({ kind: 'closed', because: { status: 'refused' } });
  expect(await openAccount(candidateNaming(file(), repository), ports('guest'))).toMatchObject({ kind: 'open', account: { facts: { by: 'role' } } });
  expect(await openAccount(candidateNaming(file({ role_arn: 'arn:aws:iam::111111111111:role/admin' }), repository), ports('guest'))).toMatchObject({ kind: 'closed', because: { status: 'refused' } });
});

describe('a reader', () => {
  it('looks into the own account without a role', async () => {
    const opened = await openAccount(candidateNaming(file({ role_arn: 'arn:aws:iam::111111111111:role/docc-reader' })), ports('reader'));
    expect(opened).toMatchObject({ kind: 'open', account: { facts: { id: '111111111111', by: 'own' } } });
    expect(sts.commandCalls(AssumeRoleCommand)).toEqual([]);
  });

  it('takes the region of the environment where none is named', async () => {
    expect(await openAccount(candidateNaming(''), ports('reader', { AWS_REGION: 'eu-north-1' }))).toMatchObject({ kind: 'open', account: { facts: { region: 'eu-north-1' } } });
    expect(await closedBy('', 'reader', undefined)).toMatchObject({ status: 'not-exercised', absence: { remedy: expect.stringContaining('AWS_REGION') } });
  });
});

describe('what the role may read', () => {
  const asked = async (): Promise<Observation<unknown>> => {
    const opened = await openAccount(candidateNaming(file(), repository), ports('grader'));
    if (opened.kind === 'closed') throw new Error('it is closed');
    const { account } = opened;
    return await collectCloudCluster({ account, eks: await openEks(account.aws), subnets: await openSubnets(account.aws), isNamed: () => false }, () => undefined);
  };

  it('a read that it lacks is the candidate’s, with the statement to add', async () => {
    eks.on(ListClustersCommand).rejects(refusal('AccessDeniedException', 403, `User: arn:aws:sts::222222222222:assumed-role/docc-reader/docc is not authorized to perform: eks:ListClusters on resource: arn:aws:eks:eu-west-1:222222222222:cluster/*`));
    expect(await asked()).toMatchObject({ status: 'refused', trouble: { observed: 'the role may not eks:ListClusters on arn:aws:eks:eu-west-1:222222222222:cluster/*', fix: expect.stringContaining('{"Effect":"Allow","Action":"eks:ListClusters"') } });
  });

  it('AWS breaking on it is our fault', async () => {
    eks.on(ListClustersCommand).resolves({ clusters: ['docc'] }).on(DescribeClusterCommand).rejects(refusal('ServerException', 500));
    expect(await asked()).toMatchObject({ status: 'fault' });
  });

  it('an answer that is none is our fault', async () => {
    eks.on(ListClustersCommand).resolves({ clusters: ['docc'] }).on(DescribeClusterCommand).resolves({ cluster: { name: 'docc' } });
    expect(await asked()).toMatchObject({ status: 'fault' });
  });
});
