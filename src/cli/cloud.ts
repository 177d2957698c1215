import { resolve } from 'node:path';
import { z } from 'zod';
import { submissionId } from '../cloud/marks.ts';
import { keyOf } from '../cloud/resource.ts';
import { proofText, statusText } from '../cloud/words.ts';
import type { Account } from '../provision/account.ts';
import type { JanitorReport } from '../provision/janitor.ts';
import { AwsError } from '../tools/aws-trouble.ts';
import { type ExitCode, exitCodes, WrongUse } from './exit.ts';
import type { World } from './world.ts';

const places = { zone: z.array(z.string()).default([]), cluster: z.array(z.string().min(1)).default([]), kubeconfig: z.string().optional() };
const statusOptions = z.strictObject({ ...places, json: z.literal(true).optional() });
const teardownOptions = z.strictObject({ ...places, submission: z.string().optional(), expired: z.literal(true).optional(), dryRun: z.literal(true).optional(), json: z.literal(true).optional() });

/** `docc cloud status`: what stands in the account of whoever asks, and until when. Our fault where not all of it could be seen. */
export async function cloudStatus(world: World, given: unknown): Promise<ExitCode> {
  const asked = statusOptions.parse(given);
  return await withAccount(world, asked, async (account) => {
    const { seen, blind } = await account.look();
    world.stdout.write(asked.json === true ? `${JSON.stringify({ seen, blind }, undefined, 2)}\n` : statusText(seen, blind, world.now()));
    return blind.length === 0 ? exitCodes.graded : exitCodes.fault;
  });
}

/** `docc cloud teardown`: all of one submission, or with `--expired` all that is past its time. */
export async function cloudTeardown(world: World, given: unknown): Promise<ExitCode> {
  const { submission, expired, dryRun, ...asked } = teardownOptions.parse(given);
  if ((submission === undefined) === (expired === undefined)) throw new WrongUse('name a submission, as `docc cloud status` shows it, or --expired for all that is past its time');
  if (dryRun === true && expired === undefined) throw new WrongUse('--dry-run goes with --expired: `docc cloud status` shows what one submission has');
  return await withAccount(world, asked, async (account) => (submission === undefined ? await swept(world, account, { dryRun: dryRun === true, json: asked.json === true }) : await tornDown(world, account, submission, asked.json === true)));
}

async function tornDown(world: World, account: Account, named: string, json: boolean): Promise<ExitCode> {
  const read = submissionId.safeParse(named);
  if (!read.success) throw new WrongUse(`${named}: ${read.error.issues[0]?.message ?? ''}`);
  const { teardown } = await import('../provision/teardown.ts');
  const proof = await teardown(read.data, account, world.now);
  world.stdout.write(json ? `${JSON.stringify(proof, undefined, 2)}\n` : proofText(proof));
  return proof.complete ? exitCodes.graded : exitCodes.fault;
}

async function swept(world: World, account: Account, { dryRun, json }: { readonly dryRun: boolean; readonly json: boolean }): Promise<ExitCode> {
  const { janitor } = await import('../provision/janitor.ts');
  const report = await janitor(account, { now: world.now, dryRun });
  world.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : sweptText(report));
  return (report.left.length === 0 || dryRun) && report.troubles.length === 0 ? exitCodes.graded : exitCodes.fault;
}

function sweptText({ removed, left, unclear, troubles, dryRun }: JanitorReport): string {
  const lines = [
    ...removed.map(({ resource }) => `${keyOf(resource)}: removed`),
    ...left.map(({ resource, because }) => `${keyOf(resource)}: ${dryRun ? 'would be removed' : 'left'}, ${because}`),
    ...unclear.map(({ resource, because }) => `${keyOf(resource)}: left alone, ${because}`),
    ...troubles,
  ];
  return lines.length === 0 ? 'nothing is past its time\n' : `${lines.join('\n')}\n`;
}

type Asked = { readonly zone: readonly string[]; readonly cluster: readonly string[]; readonly kubeconfig?: string | undefined };

/** As whoever runs this: `AWS_PROFILE` or keys, `AWS_REGION`, and `AWS_ENDPOINT_URL` of a stand-in. */
async function withAccount(world: World, { zone, cluster, kubeconfig }: Asked, act: (account: Account) => Promise<ExitCode>): Promise<ExitCode> {
  const { env, signal } = world;
  const wrong = zone.find((id) => !/^[A-Z0-9]{1,32}$/.test(id));
  if (wrong !== undefined) throw new WrongUse(`--zone ${wrong}: it is no id of a hosted zone, such as Z0123456789; \`aws route53 list-hosted-zones\` tells them`);
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'];
  if (region === undefined || region === '') throw new WrongUse('AWS_REGION is not set: docc looks into one region, where it makes things');
  const [{ openAws, usualPatience }, { accountPorts }, { awsAccount }] = await Promise.all([import('../tools/aws.ts'), import('../provision/open.ts'), import('../provision/aws-account.ts')]);
  try {
    const aws = await openAws({ region, endpoint: env['AWS_ENDPOINT_URL'] || undefined, env, role: undefined }, { signal, patience: usualPatience });
    return await act(awsAccount({ zones: zone, clusters: cluster }, await accountPorts(aws, kubeconfig === undefined ? undefined : resolve(world.cwd, kubeconfig))));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    world.stderr.write(`docc: our fault: ${error.message}\n`);
    return exitCodes.fault;
  }
}
