import { join, resolve } from 'node:path';
import { z } from 'zod';
import { loadChallenge } from '../catalogue/challenge.ts';
import { challengePath } from '../cli/rubric.ts';
import { outwardIn } from '../collect/cloud/outward.ts';
import { cloudRecord } from '../collect/cloud/record/section.ts';
import type { Record } from '../collect/record.ts';
import { canonical } from '../evidence/canonical.ts';
import { type SubmissionId, tagsOf } from '../cloud/marks.ts';
import type { Place } from '../cloud/plan.ts';
import type { TeardownProof } from '../cloud/proof.ts';
import { proofMarkdown } from '../cloud/words.ts';
import { serviceHost } from '../grade/settings.ts';
import type { Deployed, Workshop } from '../provision/account.ts';
import { awsAccount, awsWorkshop } from '../provision/aws-account.ts';
import { deployAndTry, type Outcome } from '../provision/deploy.ts';
import { deployOnEks, type OnEks } from '../provision/eks-app.ts';
import { type DeployedRecord, lookAtRecord } from '../provision/eks-record.ts';
import { accountPorts } from '../provision/open.ts';
import { teardown } from '../provision/teardown.ts';
import { ownFolder, writeWhole } from '../tools/folder.ts';
import { openGitHubLabels } from '../tools/github-labels.ts';
import { unpackedLayout } from '../tools/image-archive.ts';
import { openOciImage } from '../tools/oci-image.ts';
import { temporaryFolder } from '../tools/temporary.ts';
import { action, challengeName, commit, number, type Outside, repository, secret } from './action.ts';
import { awsOfJob, hostedZones, names, optionalArn, reaching } from './aws-job.ts';
import { ofDeploying, readFrom, writeEvidence } from './eks-evidence.ts';
import { wantedOn } from './eks-label.ts';
import { accessOf } from './reach.ts';

const { signal } = new AbortController();
const oneCluster = z.string().regex(/^(?:[0-9A-Za-z][\w-]{0,99})?$/, 'give the name of an EKS cluster, or nothing for one of its own');
const oneZone = hostedZones.refine((all) => all.length === 1, 'give one hosted zone');

const which = { 'repository-id': number, commit, cluster: oneCluster, zone: oneZone };

/** Deploys a commit that a maintainer asked for and somebody approved, has it tried on EKS, and removes all of it. */
export const eksDeploy = action({
  inputs: z.object({
    ...reaching,
    ...which,
    token: secret,
    repository,
    'pull-request': number,
    received: z.iso.datetime(),
    challenge: challengeName,
    source: z.string().min(1),
    image: z.string().min(1),
    manifest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'give the digest of the image, as build-image said'),
    // Empty: the host that the challenge asks for.
    record: z.string().regex(/^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+)?$/, 'give a name in the zone'),
    'balancer-class': z.string().regex(/^(?:node|[\w.-]+\/[\w.-]+)$/, 'give a class such as eks.amazonaws.com/nlb, or node'),
    'controller-image': z.string().min(1),
    'idle-image': z.string().min(1),
    'cluster-role': optionalArn,
    'node-role': optionalArn,
    'janitor-role': optionalArn,
    subnets: names(/^subnet-[0-9a-f]{1,17}$/, 'id of a subnet'),
  }),
  outputs: z.object({ outcome: z.enum(['tried', 'not-ready', 'superseded', 'fault']), evidence: z.string(), proof: z.string(), complete: z.enum(['true', 'false']) }),
  run: async (given, outside) => {
    const out = await ownFolder(resolve(given.out));
    const { evidence, read } = await readFrom(resolve(given.source), given);
    const writing = await writeEvidence(out, evidence, { owed: ofDeploying, tell: outside.say });
    await using folder = await temporaryFolder('layout');
    const { workshop, place } = await workshopOf(given, { outside, layout: folder.path, deploy: { read, record: writing.record } });
    const github = await openGitHubLabels(given.repository, accessOf(given.token, outside.env));
    const submission = submissionOf(given);
    const { outcome, proof } = await deployAndTry({ submission, place, wanted: wantedOn(github, given['pull-request'], given.commit), now: () => new Date(), tell: outside.say }, workshop);
    await writing.finish(outcome.kind === 'fault' ? outcome.fault : undefined);
    outside.group('EKS', [outcomeWords(outcome)]);
    return { outcome: outcome.kind, evidence: join(out, 'evidence'), ...(await told(out, proof, outside)) };
  },
});

type Given = z.infer<typeof eksDeploy.inputs>;

const submissionOf = ({ 'repository-id': repositoryId, commit: sha }: { readonly 'repository-id': number; readonly commit: string }): SubmissionId => ({ repositoryId, sha });

type With = { readonly outside: Outside; readonly layout: string; readonly deploy: { readonly read: Parameters<typeof deployOnEks>[1]; readonly record: Parameters<typeof deployOnEks>[3] } };

async function workshopOf(given: Given, { outside, layout, deploy }: With): Promise<{ readonly workshop: Workshop; readonly place: Place }> {
  const { challenge } = await loadChallenge(challengePath(given.challenge, '.'));
  const [zone = ''] = given.zone;
  // The job's own folder is the whole machine's: unpacked is nothing but a layout, and read by its digest.
  await unpackedLayout(resolve(given.image), layout);
  const image = await openOciImage(layout, given.manifest);
  const aws = await awsOfJob(given, sessionOf(given), outside, signal);
  const ports = await accountPorts(aws, given.kubeconfig === '' ? undefined : resolve(given.kubeconfig));
  const record = { zone, name: given.record || serviceHost(challenge.settings) };
  const entry = given['balancer-class'] === 'node' ? ({ kind: 'node' } as const) : ({ kind: 'balancer', balancerClass: given['balancer-class'] } as const);
  const app = { settings: challenge.settings, entry, images: { controller: given['controller-image'], idle: given['idle-image'] }, signal };
  const own = given['cluster-role'] === '' || given['node-role'] === '' ? undefined : { kubernetes: challenge.settings.kubernetes, clusterRole: given['cluster-role'], nodeRole: given['node-role'], subnets: given.subnets };
  const workshop = awsWorkshop(placesOf(given), {
    ...ports,
    image,
    autoCluster: own,
    admitted: given['janitor-role'] === '' ? [] : [given['janitor-role']],
    deploy: async (resource, marks, reference) => {
      const deployed = await deployOnEks({ api: await ports.openCluster(resource.cluster), tags: tagsOf(marks), resource, image: { reference, manifest: given.manifest } }, deploy.read, app, deploy.record);
      return await withRecord(deployed, { aws, outward: outwardIn(outside.env, signal), ...record, host: serviceHost(challenge.settings) }, deploy.record);
    },
  });
  return { workshop, place: { cluster: given.cluster === '' ? { kind: 'ephemeral' } : { kind: 'standing', name: given.cluster }, record } };
}

/** Looked at first of all that is tried: experiments break things. */
async function withRecord(deployed: OnEks, record: Omit<DeployedRecord, 'target' | 'at'>, keep: Record): Promise<Deployed> {
  if (deployed.kind === 'not-ready') {
    await keep(cloudRecord, async () => deployed.because);
    return { kind: 'not-ready' };
  }
  const { target, at, experiment } = deployed;
  return {
    kind: 'ready',
    target,
    experiment: async () => {
      await keep(cloudRecord, (tell) => lookAtRecord({ ...record, target, at }, tell));
      await experiment();
    },
  };
}

const placesOf = ({ zone, cluster }: Pick<Given, 'zone' | 'cluster'>) => ({ zones: zone, clusters: cluster === '' ? [] : [cluster] });

const sessionOf = (given: { readonly 'repository-id': number; readonly commit: string }): string => `docc-${given['repository-id']}-${given.commit.slice(0, 12)}`;

function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'tried':
      return 'deployed, and tried';
    case 'not-ready':
      return 'it did not become ready: the evidence says why';
    case 'superseded':
      return `stopped: ${outcome.because}`;
    case 'fault':
      return `our fault: ${outcome.fault.message}: ${outcome.fault.repair}`;
  }
}

async function told(out: string, proof: TeardownProof, outside: Outside): Promise<{ readonly proof: string; readonly complete: 'true' | 'false' }> {
  const path = join(out, 'proof.json');
  await writeWhole(path, canonical(proof));
  await outside.summarise(proofMarkdown(proof));
  return { proof: path, complete: proof.complete ? 'true' : 'false' };
}

/** Removes whatever a submission still has, however the job before it ended: by the marks alone. */
export const eksTeardown = action({
  inputs: z.object({ ...reaching, ...which }),
  outputs: z.object({ proof: z.string(), complete: z.enum(['true', 'false']) }),
  run: async (given, outside) => {
    const out = await ownFolder(resolve(given.out));
    const ports = await accountPorts(await awsOfJob(given, sessionOf(given), outside, signal), given.kubeconfig === '' ? undefined : resolve(given.kubeconfig));
    const proof = await teardown(submissionOf(given), awsAccount(placesOf(given), ports), () => new Date());
    const said = await told(out, proof, outside);
    if (!proof.complete) throw new Error('not everything is known to be gone: the summary lists it, and the janitor goes on with it');
    return said;
  },
});
