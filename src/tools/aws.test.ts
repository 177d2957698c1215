import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type AwsPlace, callerOf, openAws } from './aws.ts';
import { AwsError } from './aws-trouble.ts';

// moto never refuses: what is refused follows https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and
// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
const sts = mockClient(STSClient);
afterEach(() => sts.reset());

const place: AwsPlace = { region: 'eu-west-1', endpoint: undefined, env: { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }, role: undefined };
const role = { arn: 'arn:aws:iam::123456789012:role/docc-reader', externalId: 'docc:github.com/repositories/1', session: 'docc-0123456789ab' };
const opening = { signal: new AbortController().signal, patience: { seconds: 20, second: 1 } };

const refusal = (name: string, status: number): Error => Object.assign(new Error(`${name}: said AWS`), { name, $metadata: { httpStatusCode: status } });
const troubleOf = async (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'none', (error: unknown) => (error instanceof AwsError ? error.trouble : error));

describe('a role', () => {
  it('is assumed for an hour at most, with the external id', async () => {
    sts.on(AssumeRoleCommand).resolves({ Credentials: { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c', Expiration: new Date('2026-11-21T18:00:00Z') } });
    const aws = await openAws({ ...place, role }, opening);
    expect(sts.commandCalls(AssumeRoleCommand).map(({ args: [{ input }] }) => input)).toEqual([{ RoleArn: role.arn, ExternalId: role.externalId, RoleSessionName: role.session, DurationSeconds: 3600 }]);
    expect(aws.settings.credentials).toEqual({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expiration: new Date('2026-11-21T18:00:00Z') });
  });

  it('that refuses docc is told apart from what it may not do', async () => {
    sts.on(AssumeRoleCommand).rejects(refusal('AccessDenied', 403));
    expect(await troubleOf(openAws({ ...place, role }, opening))).toMatchObject({ kind: 'not-trusted', role: role.arn });
  });

  it('is not at fault where AWS breaks', async () => {
    sts.on(AssumeRoleCommand).rejects(refusal('ServiceUnavailable', 503));
    expect(await troubleOf(openAws({ ...place, role }, opening))).toMatchObject({ kind: 'broken', status: 503 });
  });
});

describe('asking again', () => {
  it('a read goes on after throttling and after a broken answer', async () => {
    sts.on(GetCallerIdentityCommand).rejectsOnce(refusal('ThrottlingException', 400)).rejectsOnce(refusal('InternalFailure', 500)).resolves({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/reader' });
    expect(await callerOf(await openAws(place, opening))).toEqual({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/reader' });
  });

  it('ends with what the run may spend, all calls together', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0.5);
    onTestFinished(() => random.mockRestore());
    sts.on(GetCallerIdentityCommand).rejects(refusal('ThrottlingException', 400));
    const aws = await openAws(place, opening);
    expect(await troubleOf(callerOf(aws))).toMatchObject({ kind: 'throttled' });
    // 0.6, 1.1, 2.1, 4.1 and 8.1 of 20 seconds; 10.1 more would be too many.
    expect(sts.commandCalls(GetCallerIdentityCommand)).toHaveLength(6);
    await troubleOf(callerOf(aws));
    expect(sts.commandCalls(GetCallerIdentityCommand)).toHaveLength(6 + 4);
  });

  it('a write is not repeated where nobody knows whether it was done', async () => {
    const aws = await openAws(place, opening);
    let tries = 0;
    const broken = async (): Promise<never> => {
      tries += 1;
      throw refusal('InternalFailure', 500);
    };
    expect(await troubleOf(aws.write('eks:CreateCluster', broken))).toMatchObject({ kind: 'broken' });
    expect(tries).toBe(1);
  });

  it('stops when the run is stopped, with its reason', async () => {
    const controller = new AbortController();
    const aws = await openAws(place, { ...opening, signal: controller.signal });
    const stopped = aws.read('eks:ListClusters', async () => {
      controller.abort(new Error('stopped by SIGINT'));
      throw refusal('ThrottlingException', 400);
    });
    await expect(stopped).rejects.toThrow('stopped by SIGINT');
  });
});

it('an endpoint at which nothing listens is unreachable after three tries', async () => {
  sts.restore();
  const aws = await openAws({ ...place, endpoint: 'http://127.0.0.1:1' }, opening);
  expect(await troubleOf(callerOf(aws))).toMatchObject({ kind: 'unreachable', host: '127.0.0.1' });
});
