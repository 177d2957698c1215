import { join, resolve } from 'node:path';
import { z } from 'zod';
import { loadChallenge } from '../catalogue/challenge.ts';
import { challengePath } from '../cli/rubric.ts';
import { collectCloud } from '../collect/cloud.ts';
import { cloudNamed } from '../collect/cloud/account/section.ts';
import { outwardIn } from '../collect/cloud/outward.ts';
import { observationOf } from '../evidence/evidence.ts';
import { serviceHost } from '../grade/settings.ts';
import { usualPatience } from '../tools/aws.ts';
import { ownFolder } from '../tools/folder.ts';
import { action, challengeName, commit, number } from './action.ts';
import { environmentOfJob, reaching } from './aws-job.ts';
import { ofInspecting, readFrom, writeEvidence } from './eks-evidence.ts';

const { signal } = new AbortController();
const { kubeconfig: _none, ...reachingAccount } = reaching;

/** Looks into the account that a candidate deployed to, by the role that they grant, and changes nothing there. */
export const eksInspect = action({
  inputs: z.object({
    ...reachingAccount,
    commit,
    // Whose external id is sent: of the fork, since all who answer a challenge share the repository that they answer it to.
    'fork-id': number,
    received: z.iso.datetime(),
    challenge: challengeName,
    source: z.string().min(1),
    // Empty where no image was built.
    manifest: z.string().regex(/^(?:sha256:[0-9a-f]{64})?$/, 'give the digest of the image, as build-image said'),
  }),
  outputs: z.object({ evidence: z.string() }),
  run: async (given, outside) => {
    const out = await ownFolder(resolve(given.out));
    const { challenge } = await loadChallenge(challengePath(given.challenge, '.'));
    const { evidence, read } = await readFrom(resolve(given.source), given);
    const writing = await writeEvidence(out, evidence, { owed: ofInspecting, tell: outside.say });
    const env = await environmentOfJob(given, `docc-${given['fork-id']}-${given.commit.slice(0, 12)}`, outside, signal);
    const candidate = { identity: { ...evidence.bundle.submission, repository: `github.com/repositories/${given['fork-id']}` }, named: observationOf(evidence, cloudNamed) };
    const below = { terraform: Promise.resolve(read.terraform), manifests: Promise.resolve(read.manifests), built: async () => given.manifest || undefined };
    const as = challenge.cloud === 'inspect' ? 'grader' : 'guest';
    await collectCloud(candidate, below, { env, signal, patience: usualPatience, as, ...outwardIn(env, signal), host: serviceHost(challenge.settings) }, writing.record);
    await writing.finish(undefined);
    return { evidence: join(out, 'evidence') };
  },
});
