import { type Observation, observed } from '../../../evidence/observation.ts';
import { AwsError } from '../../../tools/aws-trouble.ts';
import type { Ecr } from '../../../tools/ecr.ts';
import type { ManifestsFacts } from '../../manifests/section.ts';
import type { Account } from '../account/open.ts';
import type { CloudImage, CloudImageFacts } from './section.ts';

export type ImageAsked = {
  readonly account: Account;
  readonly ecr: Ecr;
  readonly manifests: ManifestsFacts;
  /** Digest of the manifest of the image that docc built; undefined: none was. */
  readonly built: string | undefined;
};

type Named = Omit<CloudImage, 'asked'> & { readonly digest: string | undefined };

const mostImages = 8;

/** Each image of ECR by the digest that is written, and by the one that was built. */
export async function collectCloudImage({ account, ecr, manifests, built }: ImageAsked): Promise<Observation<CloudImageFacts>> {
  const images: CloudImage[] = [];
  for (const { digest, ...named } of namedIn(manifests).slice(0, mostImages)) {
    const wanted = [...(digest === undefined ? [] : [{ digest, of: 'written' as const }]), ...(built === undefined ? [] : [{ digest: built, of: 'built' as const }])];
    const asked: CloudImage['asked'] = [];
    for (const each of wanted) asked.push({ ...each, state: await stateOf(named, each.digest, account, ecr) });
    images.push({ ...named, asked });
  }
  return observed({ account: account.facts, images });
}

async function stateOf({ account: owner, region, repository }: Pick<Named, 'account' | 'region' | 'repository'>, digest: string, { facts }: Account, ecr: Ecr): Promise<CloudImage['asked'][number]['state']> {
  if (owner !== facts.id || region !== facts.region) return 'elsewhere';
  try {
    return (await ecr.image(repository, digest)).kind;
  } catch (error) {
    if (error instanceof AwsError) return 'untold';
    throw error;
  }
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const reference = /"(\d{12})\.dkr\.ecr\.([a-z0-9-]{1,32})\.amazonaws\.com\/([a-z0-9][a-z0-9._/-]{0,255})(?::([\w.-]{1,128}))?(?:@(sha256:[0-9a-f]{64}))?"/g;

/** Wherever a manifest names one: what is not yet filled in names none. */
function namedIn(manifests: ManifestsFacts): readonly Named[] {
  const found = [...JSON.stringify(manifests).matchAll(reference)].map(([text, account = '', region = '', repository = '', tag, digest]) => [text, { account, region, repository, ...(tag !== undefined && { tag }), digest }] as const);
  return [...new Map(found).values()];
}
