import type * as EcrSdk from '@aws-sdk/client-ecr';
import { createdOnce, isRefusal, isUnsure, type Made, removedOnce, type Removed } from './aws-changes.ts';
import { type Aws, unread } from './aws.ts';
import { AwsError } from './aws-trouble.ts';
import type { OciBlob, OciImage } from './oci-image.ts';

type Tags = Readonly<Record<string, string>>;

export type EcrRepository = { readonly name: string; readonly tags: Tags; readonly since: Date | undefined };

/** Where nodes pull the image from: by its digest, never by a tag that could move. */
export type PushedImage = { readonly reference: string; readonly digest: string };

export type EcrChanges = {
  /** With its tags from the call on. Rejects with ForeignResource where one of that name is not `isOwn`. */
  readonly create: (name: string, tags: Tags, isOwn: (tags: Tags) => boolean) => Promise<Made>;
  readonly push: (name: string, image: OciImage) => Promise<PushedImage>;
  /** Undefined: there is no such repository. */
  readonly tags: (name: string) => Promise<Tags | undefined>;
  /** All whose name begins so. */
  readonly list: (prefix: string) => Promise<readonly EcrRepository[]>;
  /** With all images in it. */
  readonly remove: (name: string) => Promise<Removed>;
};

type Client = EcrSdk.ECRClient;
type Ecr = typeof EcrSdk;
type Session = { readonly aws: Aws; readonly sdk: Ecr; readonly client: Client };

export async function ecrChanges(aws: Aws): Promise<EcrChanges> {
  const sdk = await import('@aws-sdk/client-ecr');
  const session: Session = { aws, sdk, client: new sdk.ECRClient(aws.settings) };
  return {
    create: (name, tags, isOwn) => create(session, name, tags, isOwn),
    push: (name, image) => push(session, name, image),
    tags: async (name) => (await found(session, name))?.tags,
    list: (prefix) => list(session, prefix),
    remove: (name) => removedOnce(() => aws.write('ecr:DeleteRepository', (options) => session.client.send(new sdk.DeleteRepositoryCommand({ repositoryName: name, force: true }), options))),
  };
}

async function create(session: Session, name: string, tags: Tags, isOwn: (tags: Tags) => boolean): Promise<Made> {
  const { aws, sdk, client } = session;
  const command = () => new sdk.CreateRepositoryCommand({ repositoryName: name, imageTagMutability: 'IMMUTABLE', tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) });
  return await createdOnce({
    what: `ECR repository ${name}`,
    look: async () => (await found(session, name))?.tags,
    create: () => aws.write('ecr:CreateRepository', (options) => client.send(command(), options)),
    isOwn,
  });
}

async function found(session: Session, name: string): Promise<EcrRepository | undefined> {
  const { aws, sdk, client } = session;
  try {
    const { repositories = [] } = await aws.read('ecr:DescribeRepositories', (options) => client.send(new sdk.DescribeRepositoriesCommand({ repositoryNames: [name] }), options));
    return repositories[0] && (await tagged(session, repositories[0]));
  } catch (error) {
    if (error instanceof AwsError && error.trouble.kind === 'not-found') return undefined;
    throw error;
  }
}

type Described = EcrSdk.Repository;

async function tagged({ aws, sdk, client }: Session, { repositoryName: name, repositoryArn: arn, createdAt }: Described): Promise<EcrRepository> {
  if (name === undefined || arn === undefined) throw unread('ecr:DescribeRepositories', 'a repository without a name');
  const { tags = [] } = await aws.read('ecr:ListTagsForResource', (options) => client.send(new sdk.ListTagsForResourceCommand({ resourceArn: arn }), options));
  return { name, tags: Object.fromEntries(tags.flatMap(({ Key, Value }) => (Key === undefined || Value === undefined ? [] : [[Key, Value]]))), since: createdAt };
}

async function list(session: Session, prefix: string): Promise<readonly EcrRepository[]> {
  const { aws, sdk, client } = session;
  const all: EcrRepository[] = [];
  let nextToken: string | undefined;
  do {
    const page: EcrSdk.DescribeRepositoriesCommandOutput = await aws.read('ecr:DescribeRepositories', (options) => client.send(new sdk.DescribeRepositoriesCommand({ maxResults: 100, nextToken }), options));
    for (const repository of page.repositories ?? []) {
      if (repository.repositoryName?.startsWith(prefix) !== true) continue;
      const one = await tagged(session, repository).catch(ifGone);
      if (one !== undefined) all.push(one);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return all;
}

/** Removed between the list and the question. */
function ifGone(error: unknown): undefined {
  if (error instanceof AwsError && error.trouble.kind === 'not-found') return undefined;
  throw error;
}

/** Blobs first and the manifest last, so that whatever the repository names is there whole. */
async function push(session: Session, name: string, image: OciImage): Promise<PushedImage> {
  const { aws, sdk, client } = session;
  for (const blob of await missing(session, name, image.blobs)) await upload(session, name, blob);
  const command = new sdk.PutImageCommand({ repositoryName: name, imageManifest: image.manifest, imageManifestMediaType: image.mediaType, imageDigest: image.digest });
  await aws.write('ecr:PutImage', (options) => client.send(command, options)).catch((error: unknown) => {
    // By its digest it is the same image, or none.
    if (!isRefusal(error, ['ImageAlreadyExistsException']) && !isUnsure(error)) throw error;
  });
  return { digest: image.digest, reference: `${await uriOf(session, name, image.digest)}@${image.digest}` };
}

/** As ECR itself names it, once it says that the image is there. */
async function uriOf(session: Session, name: string, imageDigest: string): Promise<string> {
  const { aws, sdk, client } = session;
  await aws.read('ecr:DescribeImages', (options) => client.send(new sdk.DescribeImagesCommand({ repositoryName: name, imageIds: [{ imageDigest }] }), options));
  const { repositories = [] } = await aws.read('ecr:DescribeRepositories', (options) => client.send(new sdk.DescribeRepositoriesCommand({ repositoryNames: [name] }), options));
  const uri = repositories[0]?.repositoryUri;
  if (uri === undefined) throw unread('ecr:DescribeRepositories', `repository ${name} without an address`);
  return uri;
}

async function missing({ aws, sdk, client }: Session, name: string, blobs: readonly OciBlob[]): Promise<readonly OciBlob[]> {
  const command = new sdk.BatchCheckLayerAvailabilityCommand({ repositoryName: name, layerDigests: blobs.map(({ digest }) => digest) });
  const { layers = [] } = await aws.read('ecr:BatchCheckLayerAvailability', (options) => client.send(command, options));
  const there = new Set(layers.filter(({ layerAvailability }) => layerAvailability === 'AVAILABLE').map(({ layerDigest }) => layerDigest));
  return blobs.filter(({ digest }) => !there.has(digest));
}

/** Parts one after the other: ECR takes each where the one before ended. A part whose answer was lost starts the layer anew. */
async function upload(session: Session, name: string, blob: OciBlob): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await uploadOnce(session, name, blob);
    } catch (error) {
      if (isRefusal(error, ['LayerAlreadyExistsException'])) return;
      if (!isUnsure(error) || tries === 3) throw error;
    }
  }
}

async function uploadOnce({ aws, sdk, client }: Session, name: string, blob: OciBlob): Promise<void> {
  const repositoryName = name;
  const { uploadId, partSize } = await aws.write('ecr:InitiateLayerUpload', (options) => client.send(new sdk.InitiateLayerUploadCommand({ repositoryName }), options));
  if (uploadId === undefined || partSize === undefined) throw unread('ecr:InitiateLayerUpload', 'the answer names no upload');
  let first = 0;
  for await (const layerPartBlob of blob.parts(partSize)) {
    const last = first + layerPartBlob.length - 1;
    const part = new sdk.UploadLayerPartCommand({ repositoryName, uploadId, partFirstByte: first, partLastByte: last, layerPartBlob });
    await aws.write('ecr:UploadLayerPart', (options) => client.send(part, options));
    first = last + 1;
  }
  await aws.write('ecr:CompleteLayerUpload', (options) => client.send(new sdk.CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [blob.digest] }), options));
}
