import { z } from 'zod';
import type { Aws } from './aws.ts';
import { readAnswer } from './aws-pages.ts';
import { isNotFound } from './aws-trouble.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageDetail.html */
const imageDetail = z.object({ imageDigest: z.string(), imageTags: z.array(z.string()).default([]), imageSizeInBytes: z.number().optional() });

export type EcrImage = { readonly digest: string; readonly tags: readonly string[]; readonly bytes: number | undefined };

/** What ECR tells; every call rejects with AwsError. */
export type Ecr = {
  /** By its digest, `sha256:…`. `no-repository`, `no-image`: what is not there. */
  readonly image: (repository: string, digest: string) => Promise<{ readonly kind: 'there'; readonly image: EcrImage } | { readonly kind: 'no-repository' | 'no-image' }>;
};

export async function openEcr(aws: Aws): Promise<Ecr> {
  const sdk = await import('@aws-sdk/client-ecr');
  const client = new sdk.ECRClient(aws.settings);
  return {
    image: async (repositoryName, imageDigest) => {
      try {
        const answer = await aws.read('ecr:DescribeImages', (options) => client.send(new sdk.DescribeImagesCommand({ repositoryName, imageIds: [{ imageDigest }] }), options));
        const [found] = readAnswer('ecr:DescribeImages', z.array(imageDetail), answer.imageDetails ?? []);
        if (found === undefined) return { kind: 'no-image' };
        return { kind: 'there', image: { digest: found.imageDigest, tags: found.imageTags, bytes: found.imageSizeInBytes } };
      } catch (error) {
        if (!isNotFound(error)) throw error;
        const isRepository = error instanceof Error && error.cause instanceof Error && error.cause.name === 'RepositoryNotFoundException';
        return { kind: isRepository ? 'no-repository' : 'no-image' };
      }
    },
  };
}
