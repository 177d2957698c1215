import { z } from 'zod';

/** What a challenge lets its owner choose, and what was handed out. Checks read it; it never changes within a grade. */
export const settings = z.strictObject({
  /** `service.docc.<domain>` is the host asked for. */
  domain: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a domain such as domain.io'),
  /** Repository and name of the image asked for, without tag. */
  image: z.string().regex(/^[a-z0-9][a-z0-9._/-]*\/[a-z0-9._-]+$/, 'owner/name, such as domain/docc-sample'),
  kubernetes: z.string().regex(/^1\.\d+$/, 'a minor version such as 1.34'),
  /** Files that the candidate was given and must not change, as digests of their LF form. */
  given: z.array(z.strictObject({ path: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

export type Settings = z.infer<typeof settings>;

export const serviceHost = ({ domain }: Settings): string => `service.docc.${domain}`;
