import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { deadline } from '../tools/deadline.ts';
import type { Environment } from '../tools/find-program.ts';
import type { World } from './world.ts';

/** How AWS stands from here: whom docc would be there, and where it would look. */
export type CloudStanding =
  | { readonly kind: 'serves'; readonly arn: string; readonly region: string | undefined; readonly endpoint: string | undefined }
  | { readonly kind: 'missing'; readonly reason: string; readonly remedy: string };

/** Milliseconds: who asks what a machine has waits for no network. */
const patienceMs = 8_000;

/** Asks AWS, or its stand-in, who one is there, where anything says as whom: without that nothing leaves this machine. */
export async function cloudStanding({ env, signal }: Pick<World, 'env' | 'signal'>): Promise<CloudStanding> {
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined;
  const endpoint = env['AWS_ENDPOINT_URL'] || undefined;
  if (!(await saysAsWhom(env))) return { kind: 'missing', reason: 'nothing says as whom AWS is asked', remedy: 'Set AWS_PROFILE to a profile of ~/.aws/config, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.' };
  const [{ openAws, callerOf }, { AwsError, inWords }] = await Promise.all([import('../tools/aws.ts'), import('../tools/aws-trouble.ts')]);
  try {
    using within = deadline(signal, patienceMs);
    const aws = await openAws({ region: region ?? anyRegion, endpoint, env, role: undefined }, { signal: within, patience: { seconds: 2, second: 1000 } });
    return { kind: 'serves', arn: (await callerOf(aws)).arn, region, endpoint };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof AwsError)) return { kind: 'missing', reason: `${endpoint ?? 'AWS'} did not say within ${patienceMs / 1000} s who one is there`, remedy: 'Check this machine’s network and AWS_ENDPOINT_URL; try `aws sts get-caller-identity`.' };
    const { seen, repair } = inWords(error.trouble);
    return { kind: 'missing', reason: seen, remedy: `${repair.charAt(0).toUpperCase()}${repair.slice(1)}.` };
  }
}

/** STS answers alike in all that are enabled from the start. */
const anyRegion = 'us-east-1';

const naming = ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'] as const;

async function saysAsWhom(env: Environment): Promise<boolean> {
  if (naming.some((name) => (env[name] ?? '') !== '')) return true;
  const home = env['HOME'] || homedir();
  const files = [env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config'), env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials')];
  return (await Promise.all(files.map((path) => access(path).then(() => true, () => false)))).includes(true);
}

/** As a line beside the tier. */
export function cloudWords(standing: CloudStanding): string {
  const purpose = 'EKS and Route 53, with --tier cloud';
  if (standing.kind === 'missing') return `${purpose}: ${standing.reason}`;
  const { arn, region, endpoint } = standing;
  return `${purpose}: as ${arn}${endpoint === undefined ? '' : ` at ${endpoint}`}, in ${region ?? 'the region of docc.cloud.yml, since AWS_REGION is not set'}`;
}
