import { type Observation, observed } from '../../../evidence/observation.ts';
import type { Eks, EksCluster, EksFargateProfile, EksNodeGroup } from '../../../tools/eks.ts';
import type { Pages } from '../../../tools/aws-pages.ts';
import type { Subnets } from '../../../tools/subnets.ts';
import type { Account } from '../account/open.ts';
import { asFarAsTold, issuesIn } from '../parts.ts';
import type { Tell } from '../../record.ts';
import type { CloudClusterFacts, CloudClusterFound, CloudNodeGroup } from './section.ts';

/** Described in full; of others only the names are told. */
const mostDescribed = 16;

export type ClusterAsked = {
  readonly account: Account;
  readonly eks: Eks;
  readonly subnets: Subnets;
  /** Whether the submission's Terraform has a text like that: the clusters that it declares are looked at first. */
  readonly isNamed: (name: string) => boolean;
};

/** Every cluster of the region, as far as bounded; which of them is the declared one, checks say. */
export async function collectCloudCluster({ account, eks, subnets, isNamed }: ClusterAsked, tell: Tell): Promise<Observation<CloudClusterFacts>> {
  try {
    tell('listing clusters');
    const { items: names } = await eks.clusterNames();
    const first = [...names.filter(isNamed), ...names.filter((name) => !isNamed(name))].slice(0, mostDescribed);
    const clusters: CloudClusterFound[] = [];
    for (const name of first) {
      tell(`describing ${name}`);
      const cluster = await eks.cluster(name);
      if (cluster !== undefined) clusters.push(await found(cluster, eks, subnets));
    }
    return observed({ account: account.facts, names: [...names], clusters });
  } catch (error) {
    return account.observationOf(error);
  }
}

async function found(cluster: EksCluster, eks: Eks, subnets: Subnets): Promise<CloudClusterFound> {
  const { name, status, version, resourcesVpcConfig: vpc, logging, health, accessConfig, computeConfig } = cluster;
  const [nodeGroups, fargateProfiles, addons, accessEntries, zones] = await Promise.all([
    eks.nodeGroups(name),
    eks.fargateProfiles(name),
    asFarAsTold(eks.addons(name), ({ addonName, status, addonVersion, health }) => ({ name: addonName, status, ...(addonVersion !== undefined && { version: addonVersion }), issues: issuesIn(health) })),
    asFarAsTold(eks.accessEntries(name), ({ principalArn, type, kubernetesGroups }) => ({ principal: principalArn, ...(type !== undefined && { type }), groups: kubernetesGroups })),
    asFarAsTold(zonesOf(subnets, vpc.subnetIds), (zone) => zone),
  ]);
  return {
    name,
    status,
    version,
    endpoint: { public: vpc.endpointPublicAccess, private: vpc.endpointPrivateAccess, cidrs: vpc.publicAccessCidrs },
    logs: logging.clusterLogging.flatMap(({ types, enabled }) => (enabled ? types : [])).sort(),
    issues: issuesIn(health),
    ...(accessConfig?.authenticationMode !== undefined && { authenticationMode: accessConfig.authenticationMode }),
    autoMode: computeConfig?.enabled === true,
    nodeGroups: nodeGroups.items.map(nodeGroupOf),
    fargateProfiles: fargateProfiles.items.map(({ fargateProfileName, status, health }: EksFargateProfile) => ({ name: fargateProfileName, status, issues: issuesIn(health) })),
    addons,
    accessEntries,
    zones,
  };
}

const nodeGroupOf = ({ nodegroupName, status, version, scalingConfig, health }: EksNodeGroup): CloudNodeGroup => ({
  name: nodegroupName,
  status,
  ...(version !== undefined && { version }),
  ...(scalingConfig?.desiredSize !== undefined && { desired: scalingConfig.desiredSize }),
  issues: issuesIn(health),
});

const zonesOf = async (subnets: Subnets, ids: readonly string[]): Promise<Pages<string>> => ({ items: [...new Set(await subnets.zonesOf(ids))].sort(), more: false });
