import { openAws, type AwsPlace, type Opening, unread } from '../tools/aws.ts';
import type { Environment } from '../tools/find-program.ts';

/** A token by which GitHub says which job this is, for one audience. */
export type IdentityToken = (audience: string) => Promise<string>;

export type JobRole = { readonly arn: string; readonly session: string };

/** Seconds: an hour is the most that a job gets. */
const longestSession = 3600;

/**
 * The rights that the account gives this very job: GitHub's word is exchanged for keys that last an hour and are never
 * written anywhere. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export async function environmentAsJob(place: Pick<AwsPlace, 'region' | 'endpoint'>, { arn, session }: JobRole, token: IdentityToken, opening: Opening): Promise<Environment> {
  // Its answer is trusted because of the token alone: the call itself bears no signature, and these keys are nobody's.
  const stranger = await openAws({ ...place, env: { AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' }, role: undefined }, opening);
  const { AssumeRoleWithWebIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(stranger.settings);
  const command = new AssumeRoleWithWebIdentityCommand({ RoleArn: arn, RoleSessionName: session, DurationSeconds: longestSession, WebIdentityToken: await token('sts.amazonaws.com') });
  const { Credentials: given } = await stranger.read('sts:AssumeRoleWithWebIdentity', (options) => client.send(command, options));
  if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined || given.SessionToken === undefined) throw unread('sts:AssumeRoleWithWebIdentity', 'the answer holds no credentials');
  return { AWS_ACCESS_KEY_ID: given.AccessKeyId, AWS_SECRET_ACCESS_KEY: given.SecretAccessKey, AWS_SESSION_TOKEN: given.SessionToken };
}
