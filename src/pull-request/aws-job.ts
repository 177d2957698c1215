import * as core from '@actions/core';
import { z } from 'zod';
import { type Aws, openAws, usualPatience } from '../tools/aws.ts';
import { openAwsAsJob } from '../provision/identity.ts';
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

/** The account as this job, by GitHub's word for it. */
export async function awsOfJob({ role, region }: Reaching, session: string, { env }: Outside, signal: AbortSignal): Promise<Aws> {
  const place = { region, endpoint: env['AWS_ENDPOINT_URL'] || undefined };
  const opening = { signal, patience: usualPatience };
  if (role === '') return await openAws({ ...place, env, role: undefined }, opening);
  return await openAwsAsJob(place, { arn: role, session }, (audience) => core.getIDToken(audience), opening);
}
