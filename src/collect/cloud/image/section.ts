import { z } from 'zod';
import { section } from '../../../evidence/section.ts';
import { cloudAccount } from '../account/section.ts';

const asked = z.strictObject({
  digest: z.string(),
  /** `written`: in the manifest; `built`: by docc, of the submission's Dockerfile. */
  of: z.enum(['written', 'built']),
  /** `elsewhere`: the registry is of another account or region; `untold`: the role may not look. */
  state: z.enum(['there', 'no-image', 'no-repository', 'untold', 'elsewhere']),
});

const image = z.strictObject({
  account: z.string(),
  region: z.string(),
  repository: z.string(),
  tag: z.string().optional(),
  asked: z.array(asked),
});
export type CloudImage = z.infer<typeof image>;

/** Images of ECR that manifests name, looked for by digest. No check judges by it: an image that is pushed is compressed anew, and so may have another digest than the one that was built. */
export const cloudImage = section({
  id: 'cloud.image',
  version: 1,
  tier: 'cloud',
  schema: z.strictObject({ account: cloudAccount, images: z.array(image) }),
  upcasters: {},
});

export type CloudImageFacts = z.infer<typeof cloudImage.schema>;
