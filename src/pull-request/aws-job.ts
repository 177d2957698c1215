import * as core from '@actions/core';
import { z } from 'zod';
import { type Aws, openAws, usualPatience } from '../tools/aws.ts';
import { environmentAsJob } from '../provision/identity.ts';
import type { Environment } from '../tools/find-program.ts';
import type { Outside } from './action.ts';

const arn = z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/, 'give the ARN of a role');
export const names = (one: RegExp, what: string) =>
  z.string().transform((text, context) => {
    const all = text.split(',').map((each) => each.trim()).filter((each) => each !== '');
    const wrong = all.find((each) => !one.test(each));
    if (wrong !== undefined) context.addIssue({ code: 'custom', message: `${wrong} is no ${what}` });
    return all;
  });

export const hostedZones = names(/^[A-Z0-9]{1,32}$/, 'id of a hosted zone, such as Z0123456789');
export const clusterNames = names(/^[0-9A-Za-z][\w-]{0,99}$/, 'name of an EKS cluster');
export const optionalArn = arn.or(z.literal(''));

/** What every job takes that reaches the account. */
export const reaching = {
  /** Empty where the machine has credentials of its own: on a bench, never on GitHub. */
  role: optionalArn,
  region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'give a region, such as eu-central-1'),
  /** Empty where EKS is EKS. */
  kubeconfig: z.string(),
  out: z.string().min(1),
};

type Reaching = { readonly role: string; readonly region: string };

/** Credentials of this job, by GitHub's word for it; without a role those of the machine. */
export async function environmentOfJob({ role, region }: Reaching, session: string, { env }: Outside, signal: AbortSignal): Promise<Environment> {
  if (role === '') return env;
  const endpoint = env['AWS_ENDPOINT_URL'] || undefined;
  const own = await environmentAsJob({ region, endpoint }, { arn: role, session }, (audience) => core.getIDToken(audience), { signal, patience: usualPatience });
  // A profile of the machine's would come before what GitHub's word brought.
  return { ...env, AWS_PROFILE: undefined, ...own };
}

/** The account as this job. */
export async function awsOfJob(given: Reaching, session: string, outside: Outside, signal: AbortSignal): Promise<Aws> {
  const env = await environmentOfJob(given, session, outside, signal);
  return await openAws({ region: given.region, endpoint: env['AWS_ENDPOINT_URL'] || undefined, env, role: undefined }, { signal, patience: usualPatience });
}
