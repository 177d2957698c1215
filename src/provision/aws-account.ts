import { type Marks, marksIn, ownerTag, owner, isSameSubmission, type Tags, tagsOf } from '../cloud/marks.ts';
import { ownershipIn, ownershipName, ownershipText, recordOwned } from '../cloud/ownership.ts';
import { heldBy, mayWait } from '../cloud/plan.ts';
import { type Holding, keyOf, type Of, type Seen } from '../cloud/resource.ts';
import { holdingsIn } from '../cloud/sweep.ts';
import type { Removed, Waiting } from '../tools/aws-changes.ts';
import type { EcrChanges } from '../tools/ecr-changes.ts';
import type { AutoCluster, EksChanges, EksCluster } from '../tools/eks-changes.ts';
import type { KubernetesApi } from '../tools/kubernetes.ts';
import type { OciImage } from '../tools/oci-image.ts';
import type { Route53Changes } from '../tools/route53-changes.ts';
import type { Account, Blind, Deployed, Look, Workshop } from './account.ts';
import { namespacesIn, removeNamespace } from './namespaces.ts';

/** Where docc makes things in an account: it looks nowhere else. */
export type Places = {
  /** Hosted zones, by their ids. */
  readonly zones: readonly string[];
  /** EKS clusters that stand for all submissions. */
  readonly clusters: readonly string[];
};

export type AccountPorts = {
  readonly ecr: EcrChanges;
  readonly eks: EksChanges;
  readonly route53: Route53Changes;
  /** With the rights of docc's role in it. */
  readonly openCluster: (name: string) => Promise<KubernetesApi>;
  readonly now: () => Date;
  readonly waiting: { readonly cluster: Waiting; readonly record: Waiting };
};

const repositoryPrefix = 'docc/';
const clusterPrefix = 'docc-';

export const awsAccount = (places: Places, ports: AccountPorts): Account => ({
  look: () => lookAt(places, ports),
  remove: (holding) => remove(ports, holding),
});

/** Each place by itself: what can't be looked into is told, and hides nothing else. */
async function lookAt(places: Places, { ecr, eks, route53, openCluster }: AccountPorts): Promise<Look> {
  const blind: Blind[] = [];
  const orBlind = async <Found>(what: string, ask: () => Promise<readonly Found[]>): Promise<readonly Found[]> => {
    try {
      return await ask();
    } catch (error) {
      blind.push({ what, because: error instanceof Error ? error.message : String(error) });
      return [];
    }
  };
  const repositories = await orBlind('repositories of ECR', () => ecr.list(repositoryPrefix));
  const clusters = (await orBlind('clusters of EKS', () => eks.list(clusterPrefix))).filter(({ tags }) => tags[ownerTag] === owner);
  const seen: Seen[] = [...repositories.map(({ name, tags, since }): Seen => ({ resource: { kind: 'repository', name }, tags, since })), ...clusters.map(asSeen)];
  const open = [...places.clusters, ...clusters.filter(({ status }) => status === 'ACTIVE' || status === 'UPDATING').map(({ name }) => name)];
  for (const name of new Set(open)) seen.push(...(await orBlind(keyOf({ kind: 'cluster', name }), async () => await namespacesIn(await openCluster(name), name))));
  for (const zone of places.zones) seen.push(...(await orBlind(`zone ${zone}`, async () => (await route53.texts(zone)).flatMap((text) => recordIn(zone, text)))));
  return { seen, blind };
}

const asSeen = ({ name, tags, since }: EksCluster): Seen => ({ resource: { kind: 'cluster', name }, tags, since });

function recordIn(zone: string, { name, text }: { readonly name: string; readonly text: string }): readonly Seen[] {
  const record = recordOwned(name);
  return record === undefined ? [] : [{ resource: { kind: 'record', zone, name: record }, tags: ownershipIn(record, text), since: undefined }];
}

async function remove(ports: AccountPorts, { resource, marks, since }: Holding): Promise<Removed> {
  switch (resource.kind) {
    case 'repository': {
      const tags = await ports.ecr.tags(resource.name);
      return tags !== undefined && bears(tags, marks) ? await ports.ecr.remove(resource.name) : 'was-gone';
    }
    case 'cluster':
      return await removeCluster(ports, { resource, marks, since });
    case 'namespace':
      return await removeNamespace(await ports.openCluster(resource.cluster), { resource, marks, since });
    case 'record': {
      const text = ownershipText(resource.name, tagsOf(marks));
      return await ports.route53.remove({ zone: resource.zone, name: resource.name, ownership: ownershipName(resource.name) }, (found) => found === text, ports.waiting.record);
    }
  }
}

/** Asked again right before: since the look, another attempt may have made it anew under the same name. */
const bears = (tags: Tags, marks: Marks): boolean => Object.entries(tagsOf(marks)).every(([name, value]) => tags[name] === value);

/** A list of EKS's may be older than what its own API says of namespaces: asked once more, since a balancer that is left behind costs. */
async function removeCluster({ eks, openCluster, now, waiting }: AccountPorts, holding: Holding & { readonly resource: Of<'cluster'> }): Promise<Removed> {
  const { name } = holding.resource;
  const cluster = await eks.describe(name);
  if (cluster === undefined || !bears(cluster.tags, holding.marks)) return 'was-gone';
  // Past its patience a cluster goes whatever is in it, reached or not.
  const inside = cluster.status === 'ACTIVE' && mayWait(holding, now()) ? await namespacesIn(await openCluster(name), name) : [];
  const holder = heldBy(holding, holdingsIn(inside), now());
  if (holder !== undefined) throw new Error(`${keyOf(holder)} is there still, and would leave a balancer behind`);
  return await eks.remove(name, waiting.cluster);
}

export type WorkshopPorts = AccountPorts & {
  readonly image: OciImage;
  readonly autoCluster: Omit<AutoCluster, 'name'> | undefined;
  /** Roles besides one's own that have to get into a cluster of one's own: the janitor's. */
  readonly admitted: readonly string[];
  readonly deploy: (resource: Of<'namespace'>, marks: Marks, image: string) => Promise<Deployed>;
};

export function awsWorkshop(places: Places, ports: WorkshopPorts): Workshop {
  const { ecr, eks, route53, image, autoCluster, admitted, deploy, waiting } = ports;
  return {
    ...awsAccount(places, ports),
    repository: async ({ name }, marks) => {
      const made = await ecr.create(name, tagsOf(marks), isFor(marks));
      return { made, image: (await ecr.push(name, image)).reference };
    },
    cluster: async ({ name }, marks) => {
      if (autoCluster === undefined) throw new Error('a cluster of its own takes a version, two roles and subnets: the settings name none');
      const made = await eks.create({ name, ...autoCluster }, tagsOf(marks), isFor(marks));
      await eks.active(name, waiting.cluster);
      // Before anything is in it: what only this job could look into, only this job could remove.
      for (const role of admitted) await eks.admit(name, role);
      return made;
    },
    namespace: (resource, marks, reference) => deploy(resource, marks, reference),
    record: ({ zone, name }, marks, target) => {
      const ownership = { name: ownershipName(name), text: ownershipText(name, tagsOf(marks)) };
      return route53.upsert({ zone, name, ownership }, target, (text) => isFor(marks)(ownershipIn(name, text)), waiting.record);
    },
  };
}

/** Made by an earlier try for the same submission, whenever. */
const isFor = ({ submission }: Marks) => (tags: Tags): boolean => {
  const read = marksIn(tags);
  return read.kind === 'ours' && isSameSubmission(read.marks.submission, submission);
};
