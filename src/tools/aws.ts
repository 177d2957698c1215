import { lookup } from 'node:dns/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { againAfter, troubleIn } from './aws-answers.ts';
import { type AwsAction, AwsError, type AwsTrouble } from './aws-trouble.ts';
import { deadline } from './deadline.ts';
import type { Environment } from './find-program.ts';

/** Where an account is and as whom docc is there. */
export type AwsPlace = {
  readonly region: string;
  /** Of a stand-in for AWS; undefined: AWS's own. */
  readonly endpoint: string | undefined;
  /** What this machine has: keys in the environment, `AWS_PROFILE`, SSO, the role of a workflow. */
  readonly env: Environment;
  /** Assumed with what the machine has, for an hour at most; undefined: the machine's own identity. */
  readonly role: AwsRole | undefined;
};

export type AwsRole = {
  readonly arn: string;
  readonly externalId: string | undefined;
  /** What the account's CloudTrail calls it: `[\w+=,.@-]{2,64}`. */
  readonly session: string;
};

/** What one run may spend of its time on asking again. */
export type AwsPatience = {
  /** Seconds waited in all, over all calls. */
  readonly seconds: number;
  /** Milliseconds that a second of waiting takes: 1000 but in tests. */
  readonly second: number;
};

export const usualPatience: AwsPatience = { seconds: 120, second: 1000 };

/** For the constructor of any client of the SDK. One try: `read` and `write` ask again. */
export type ClientSettings = {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials: NonNullable<STSClientConfig['credentials']>;
  readonly maxAttempts: 1;
};

/** Sends one command: `(options) => client.send(new DescribeClusterCommand({ name }), options)`. */
type Send<Output> = (options: { readonly abortSignal: AbortSignal }) => Promise<Output>;

/** An account in a region. */
export type Aws = {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly signal: AbortSignal;
  /** What a client is made with, by the adapter that imports it: `new EKSClient(aws.settings)`. */
  readonly settings: ClientSettings;
  /** Asked again after whatever passes. Rejects with AwsError. */
  readonly read: <Output>(action: AwsAction, send: Send<Output>) => Promise<Output>;
  /** Asked again only where AWS says that it did nothing; after `unreachable` or `broken`, look at what is there. Rejects with AwsError. */
  readonly write: <Output>(action: AwsAction, send: Send<Output>) => Promise<Output>;
};

export type Opening = { readonly signal: AbortSignal; readonly patience: AwsPatience };

/** Assumes the role where there is one. Rejects with AwsError: `not-trusted` where the role refuses docc. */
export async function openAws(place: AwsPlace, opening: Opening): Promise<Aws> {
  const spent: Spent = { seconds: 0 };
  const own = awsWith(place, await machineCredentials(place.env), opening, spent);
  if (place.role === undefined) return own;
  return awsWith(place, await assumed(own, place.role), opening, spent);
}

/** Whose credentials these are. Needs no permission. */
export async function callerOf(aws: Aws): Promise<{ readonly account: string; readonly arn: string }> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(aws.settings);
  const { Account: account, Arn: arn } = await aws.read('sts:GetCallerIdentity', (options) => client.send(new GetCallerIdentityCommand({}), options));
  if (account === undefined || arn === undefined) throw unread('sts:GetCallerIdentity', 'the answer names no account');
  return { account, arn };
}

/** An answer that misses what its reference promises. */
export const unread = (action: AwsAction, message: string, options?: ErrorOptions): AwsError => new AwsError({ kind: 'broken', status: undefined, action, message }, options);

/** By their names in the environment given, not the process's own; else all the SDK knows to look for. */
async function machineCredentials(env: Environment): Promise<ClientSettings['credentials']> {
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN: sessionToken = '', AWS_PROFILE: profile = '' } = env;
  if (profile === '' && accessKeyId !== '' && secretAccessKey !== '') return { accessKeyId, secretAccessKey, ...(sessionToken !== '' && { sessionToken }) };
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  return fromNodeProviderChain(profile === '' ? {} : { profile });
}

/** An hour is the most that a chained role gives, and more than any grade takes. */
const longestSession = 3600;

async function assumed(own: Aws, { arn, externalId, session }: AwsRole): Promise<ClientSettings['credentials']> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(own.settings);
  const command = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: session, DurationSeconds: longestSession, ...(externalId !== undefined && { ExternalId: externalId }) });
  const { Credentials: given } = await own.read('sts:AssumeRole', (options) => client.send(command, options)).catch((error: unknown) => {
    throw refusedBy(arn, error);
  });
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration } = given ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined || sessionToken === undefined) throw unread('sts:AssumeRole', 'the answer holds no credentials');
  return { accessKeyId, secretAccessKey, sessionToken, ...(expiration !== undefined && { expiration }) };
}

/** Policies on docc's side, which the owner of the role can't change. */
const ownPolicies = /identity-based policy|service control policy|permissions boundary|session policy/i;

/** AWS says AccessDenied for a role that isn't there, for one that trusts others, and for a wrong external id: on purpose. */
function refusedBy(role: string, error: unknown): unknown {
  if (!(error instanceof AwsError) || ownPolicies.test(error.trouble.message)) return error;
  const { kind, action, message } = error.trouble;
  const isRefusal = kind === 'access-denied' || kind === 'refused' || kind === 'not-found';
  return isRefusal ? new AwsError({ kind: 'not-trusted', role, action, message }, { cause: error }) : error;
}

type Spent = { seconds: number };

function awsWith({ region, endpoint }: AwsPlace, credentials: ClientSettings['credentials'], { signal, patience }: Opening, spent: Spent): Aws {
  const asking = { region, endpoint, signal, patience, spent };
  return {
    region,
    endpoint,
    signal,
    settings: { region, credentials, maxAttempts: 1, ...(endpoint !== undefined && { endpoint }) },
    read: (action, send) => persistently({ ...asking, action, mayRepeat: ['nothing-done', 'unsure'] }, send),
    write: (action, send) => persistently({ ...asking, action, mayRepeat: ['nothing-done'] }, send),
  };
}

type Persistence = {
  readonly region: string;
  readonly endpoint: string | undefined;
  readonly signal: AbortSignal;
  readonly patience: AwsPatience;
  readonly spent: Spent;
  readonly action: AwsAction;
  readonly mayRepeat: readonly ReturnType<typeof againAfter>[];
};

/** Milliseconds for one answer: the slowest, of EKS, take a few seconds. */
const answerWithin = 30_000;

/** Tries where nothing answers at all: asking longer brings nothing. */
const triesUnanswered = 3;

async function persistently<Output>(how: Persistence, send: Send<Output>): Promise<Output> {
  const { signal, action, spent } = how;
  const before = spent.seconds;
  for (let tries = 1; ; tries += 1) {
    try {
      using within = deadline(signal, answerWithin);
      return await send({ abortSignal: within });
    } catch (error) {
      signal.throwIfAborted();
      const trouble = troubleIn(error, { action, host: hostOf(how), waited: spent.seconds - before });
      if (!(await mayAskAgain(how, trouble, tries))) throw new AwsError(await regionally(trouble, how), { cause: error });
    }
  }
}

/** Full jitter, so that many who were refused at once don't come back at once; within what the run may spend. */
async function mayAskAgain({ patience, spent, mayRepeat, signal }: Persistence, trouble: AwsTrouble, tries: number): Promise<boolean> {
  if (!mayRepeat.includes(againAfter(trouble))) return false;
  if (trouble.kind === 'unreachable' && tries >= triesUnanswered) return false;
  const seconds = Math.random() * Math.min(20, 2 ** (tries - 1)) + 0.1;
  if (spent.seconds + seconds > patience.seconds) return false;
  spent.seconds += seconds;
  await wait(seconds * patience.second, undefined, { signal });
  return true;
}

const hostOf = ({ endpoint, action, region }: Pick<Persistence, 'endpoint' | 'action' | 'region'>): string =>
  endpoint === undefined ? `${action.split(':')[0] ?? ''}.${region}.amazonaws.com` : (URL.parse(endpoint)?.host ?? endpoint);

/** A name that DNS doesn't know means a region without that service, as long as it knows others of AWS. */
async function regionally(trouble: AwsTrouble, { region, endpoint, action }: Persistence): Promise<AwsTrouble> {
  const service = action.split(':')[0] ?? '';
  if (trouble.kind === 'no-service') return { ...trouble, region };
  if (trouble.kind !== 'unreachable' || endpoint !== undefined || !trouble.message.includes('ENOTFOUND')) return trouble;
  const isNetworkUp = await lookup('sts.us-east-1.amazonaws.com').then(() => true, () => false);
  return isNetworkUp ? { kind: 'no-service', service, region, action, message: trouble.message } : trouble;
}
