import type { Observation } from '../evidence/observation.ts';
import type { Submission } from '../submission/submission.ts';
import { openBalancers } from '../tools/balancers.ts';
import { openEks } from '../tools/eks.ts';
import type { NameServers } from '../tools/name-servers.ts';
import type { RecordRequest } from '../tools/record-request.ts';
import { openRoute53 } from '../tools/route53.ts';
import { openSubnets } from '../tools/subnets.ts';
import { type Account, type AccountPorts, openAccount } from './cloud/account/open.ts';
import { collectCloudCluster } from './cloud/cluster/collect.ts';
import { cloudCluster } from './cloud/cluster/section.ts';
import { collectCloudRecord } from './cloud/record/collect.ts';
import { cloudRecord } from './cloud/record/section.ts';
import { ofTheCloud } from './cloud/sections.ts';
import type { Record } from './record.ts';
import type { TerraformFacts } from './terraform/section.ts';

export type CloudPorts = AccountPorts & {
  readonly nameServers: NameServers;
  readonly request: RecordRequest;
  /** The name whose record is asked for. */
  readonly host: string;
};

/** The cloud tier: describes what the submission's account holds. Reads only, and leaves nothing. */
export async function collectCloud(submission: Submission, terraform: Promise<Observation<TerraformFacts>>, ports: CloudPorts, record: Record): Promise<void> {
  const opened = await openAccount(submission, ports);
  if (opened.kind === 'closed') {
    for (const section of ofTheCloud) await record<unknown>(section, async () => opened.because);
    return;
  }
  const { account } = opened;
  await Promise.all([
    record(cloudCluster, async (tell) => {
      const [eks, subnets, seen] = await Promise.all([openEks(account.aws), openSubnets(account.aws), terraform]);
      return await collectCloudCluster({ account, eks, subnets, isNamed: namesIn(seen) }, tell);
    }),
    record(cloudRecord, async (tell) => await lookedUp(account, ports, tell)),
  ]);
}

async function lookedUp(account: Account, { nameServers, request, host }: CloudPorts, tell: (step: string) => void) {
  const [route53, balancers] = await Promise.all([openRoute53(account.aws), openBalancers(account.aws)]);
  return await collectCloudRecord({ account, route53, balancers, nameServers, request, host }, tell);
}

/** A name in quotes anywhere in what Terraform says: only for the order in which clusters are looked at. */
function namesIn(terraform: Observation<TerraformFacts>): (name: string) => boolean {
  if (terraform.status !== 'observed') return () => false;
  const text = JSON.stringify(terraform.facts);
  return (name) => text.includes(JSON.stringify(name));
}
