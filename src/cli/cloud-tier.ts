import { accountNamed } from '../collect/cloud/account/named.ts';
import { imageBuild } from '../collect/image/build/section.ts';
import { manifests } from '../collect/manifests/section.ts';
import { terraform } from '../collect/terraform/section.ts';
import type { Watched } from '../collect/watched.ts';
import { serviceHost, type Settings } from '../grade/settings.ts';
import type { Submission } from '../submission/submission.ts';
import type { World } from './world.ts';

/** What the cloud tier reads of the source tier. */
export const sectionsForCloud: readonly { readonly id: string }[] = [terraform, manifests];

export type CloudTier = {
  readonly world: Pick<World, 'env' | 'signal'>;
  readonly submission: Submission;
  readonly settings: Settings;
  readonly watched: Watched;
  /** Whether an image is built and told of in this run. */
  readonly isBuilding: () => Promise<boolean>;
};

/** Looks into the account as whoever runs this: `AWS_PROFILE` or keys, `AWS_REGION`, and `AWS_ENDPOINT_URL` of a stand-in. */
export async function collectCloudTier({ world: { env, signal }, submission, settings, watched, isBuilding }: CloudTier): Promise<void> {
  const [{ collectCloud }, { usualPatience }, { outwardIn }] = await Promise.all([import('../collect/cloud.ts'), import('../tools/aws.ts'), import('../collect/cloud/outward.ts')]);
  const ports = { env, signal, patience: usualPatience, as: 'reader', ...outwardIn(env, signal), host: serviceHost(settings) } as const;
  const built = async (): Promise<string | undefined> => {
    const build = (await isBuilding()) ? await watched.seen(imageBuild) : undefined;
    return build?.status === 'observed' ? build.facts.image?.manifest : undefined;
  };
  await collectCloud({ identity: submission.identity, named: accountNamed(submission) }, { terraform: watched.seen(terraform), manifests: watched.seen(manifests), built }, ports, watched.record);
}
