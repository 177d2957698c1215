import { imageBuild } from '../collect/image/build/section.ts';
import { manifests } from '../collect/manifests/section.ts';
import { terraform } from '../collect/terraform/section.ts';
import type { Watched } from '../collect/watched.ts';
import { serviceHost, type Settings } from '../grade/settings.ts';
import type { Submission } from '../submission/submission.ts';
import type { World } from './world.ts';

/** What the cloud tier reads of the source tier. */
export const sectionsForCloud: readonly { readonly id: string }[] = [terraform, manifests];

/** Of a stand-in for AWS: where its zones' name servers answer, and its load balancers. */
export const cloudSettings = { nameServers: 'DOCC_NAME_SERVERS', entry: 'DOCC_CLOUD_ENTRY' } as const;

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
  const [{ collectCloud }, { usualPatience }, servers, requests] = await Promise.all([
    import('../collect/cloud.ts'),
    import('../tools/aws.ts'),
    import('../tools/name-servers.ts'),
    import('../tools/record-request.ts'),
  ]);
  // A stand-in's zones are known to no parent, so its name servers are told or none is asked.
  const elsewhere = env['AWS_ENDPOINT_URL'] || env[cloudSettings.nameServers] ? servers.elsewhereIn(env[cloudSettings.nameServers] ?? '') : undefined;
  const ports = {
    env,
    signal,
    patience: usualPatience,
    as: 'reader',
    nameServers: servers.openNameServers(elsewhere),
    request: requests.openRecordRequest(signal, requests.entryIn(env[cloudSettings.entry] ?? '')),
    host: serviceHost(settings),
  } as const;
  const built = async (): Promise<string | undefined> => {
    const build = (await isBuilding()) ? await watched.seen(imageBuild) : undefined;
    return build?.status === 'observed' ? build.facts.image?.manifest : undefined;
  };
  await collectCloud(submission, { terraform: watched.seen(terraform), manifests: watched.seen(manifests), built }, ports, watched.record);
}
