import type { Observation } from '../evidence/observation.ts';
import type { SectionDefinition } from '../evidence/section.ts';
import { openBalancers } from '../tools/balancers.ts';
import { openEcr } from '../tools/ecr.ts';
import { openEks } from '../tools/eks.ts';
import type { NameServers } from '../tools/name-servers.ts';
import type { RecordRequest } from '../tools/record-request.ts';
import { openRoute53 } from '../tools/route53.ts';
import { openSubnets } from '../tools/subnets.ts';
import { type Account, type AccountPorts, type Candidate, openAccount } from './cloud/account/open.ts';
import { collectCloudCluster } from './cloud/cluster/collect.ts';
import { cloudCluster } from './cloud/cluster/section.ts';
import { collectCloudImage } from './cloud/image/collect.ts';
import { cloudImage } from './cloud/image/section.ts';
import { collectCloudRecord } from './cloud/record/collect.ts';
import { cloudRecord } from './cloud/record/section.ts';
import type { ManifestsFacts } from './manifests/section.ts';
import type { Record, Tell } from './record.ts';
import type { TerraformFacts } from './terraform/section.ts';

export type CloudPorts = AccountPorts & {
  readonly nameServers: NameServers;
  readonly request: RecordRequest;
  /** The name whose record is asked for. */
  readonly host: string;
};

/** What other tiers bring; each is waited for only where it is needed. */
export type SeenBelow = {
  readonly terraform: Promise<Observation<TerraformFacts>>;
  readonly manifests: Promise<Observation<ManifestsFacts>>;
  /** Digest of the image that was built, as soon as it is; undefined: none is built. */
  readonly built: () => Promise<string | undefined>;
};

/** The cloud tier: describes what the submission's account holds. Reads only, and leaves nothing. */
export async function collectCloud(candidate: Candidate, seen: SeenBelow, ports: CloudPorts, record: Record): Promise<void> {
  const opening = openAccount(candidate, ports);
  opening.catch(() => undefined); // told by each section
  const within = <Facts>(section: SectionDefinition<string, Facts>, collect: (account: Account, tell: Tell) => Promise<Observation<Facts>>): Promise<Observation<Facts>> =>
    record(section, async (tell) => {
      const opened = await opening;
      return opened.kind === 'closed' ? opened.because : await collect(opened.account, tell);
    });
  await Promise.all([
    within(cloudCluster, async (account, tell) => {
      const [eks, subnets, terraform] = await Promise.all([openEks(account.aws), openSubnets(account.aws), seen.terraform]);
      return await collectCloudCluster({ account, eks, subnets, isNamed: namesIn(terraform) }, tell);
    }),
    within(cloudRecord, async (account, tell) => await lookedUp(account, ports, tell)),
    within(cloudImage, async (account, tell) => {
      tell('waiting for manifests and image');
      const [ecr, manifests, built] = await Promise.all([openEcr(account.aws), seen.manifests, seen.built()]);
      return manifests.status === 'observed' ? await collectCloudImage({ account, ecr, manifests: manifests.facts, built }) : manifests;
    }),
  ]);
}

async function lookedUp(account: Account, { nameServers, request, host }: CloudPorts, tell: Tell) {
  const [route53, balancers] = await Promise.all([openRoute53(account.aws), openBalancers(account.aws)]);
  return await collectCloudRecord({ account, route53, balancers, nameServers, request, host }, tell);
}

/** A name in quotes anywhere in what Terraform says: only for the order in which clusters are looked at. */
function namesIn(terraform: Observation<TerraformFacts>): (name: string) => boolean {
  if (terraform.status !== 'observed') return () => false;
  const text = JSON.stringify(terraform.facts);
  return (name) => text.includes(JSON.stringify(name));
}
