import { z } from 'zod';
import { openAws, usualPatience } from '../tools/aws.ts';
import { awsAccount } from './aws-account.ts';
import { janitor, type JanitorReport } from './janitor.ts';
import { accountPorts } from './open.ts';

const list = z.string().default('').transform((text) => text.split(',').filter((each) => each !== ''));
const environment = z.object({ AWS_REGION: z.string().min(1), AWS_ENDPOINT_URL: z.string().optional(), DOCC_ZONES: list, DOCC_CLUSTERS: list });
const asked = z.object({ dryRun: z.boolean().default(false) }).catch({ dryRun: false });

/** What the janitor's function does when its schedule comes: Lambda ends it after 15 minutes, and the next goes on from what is there. */
export async function handle(event: unknown, env: Readonly<Record<string, string | undefined>>): Promise<JanitorReport> {
  const { AWS_REGION: region, AWS_ENDPOINT_URL: endpoint, DOCC_ZONES: zones, DOCC_CLUSTERS: clusters } = environment.parse(env);
  const aws = await openAws({ region, endpoint, env, role: undefined }, { signal: new AbortController().signal, patience: usualPatience });
  const report = await janitor(awsAccount({ zones, clusters }, await accountPorts(aws, undefined)), { now: () => new Date(), ...asked.parse(event) });
  process.stdout.write(`${JSON.stringify(report)}\n`);
  // An error is what its alarm listens for.
  if ((!report.dryRun && report.left.length > 0) || report.troubles.length > 0) throw new Error('not everything could be seen or removed: the log lists it');
  return report;
}

export const handler = (event: unknown): Promise<JanitorReport> => handle(event, process.env);
