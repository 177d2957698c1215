import type { Marks } from '../cloud/marks.ts';
import type { Holding, Of, Seen } from '../cloud/resource.ts';
import type { Made, Removed } from '../tools/aws-changes.ts';
import type { Target } from '../tools/route53-changes.ts';

/** Something that could not be looked into, as `keyOf` or in words. */
export type Blind = { readonly what: string; readonly because: string };

/** What is in the account, and what of it could not be seen. */
export type Look = { readonly seen: readonly Seen[]; readonly blind: readonly Blind[] };

/** The account as teardown and janitor need it: all they know, they know from what is there. */
export type Account = {
  readonly look: () => Promise<Look>;
  /** Removes what still bears these marks, and waits until it is gone; another of that name since is left alone. */
  readonly remove: (holding: Holding) => Promise<Removed>;
};

/** What the submission looks like once it runs. */
export type Deployed =
  | { readonly kind: 'ready'; readonly target: Target; readonly experiment: () => Promise<void> }
  /** The submission's own trouble, which its section tells. */
  | { readonly kind: 'not-ready' };

/** The account as a deployment needs it. Each makes what is absent, marked from the first call on, and adopts what an earlier try made. */
export type Workshop = Account & {
  /** Answers with the reference that nodes pull the image by. */
  readonly repository: (resource: Of<'repository'>, marks: Marks) => Promise<{ readonly made: Made; readonly image: string }>;
  readonly cluster: (resource: Of<'cluster'>, marks: Marks) => Promise<Made>;
  readonly namespace: (resource: Of<'namespace'>, marks: Marks, image: string) => Promise<Deployed>;
  readonly record: (resource: Of<'record'>, marks: Marks, target: Target) => Promise<Made>;
};
