import { z } from 'zod';
import { type Location, location } from '../evidence/observation.ts';

/** A change that heals: lines `from` to `to` (from 1, both included) become `text`; `to` = `from` - 1 inserts before `from`. */
export const edit = z.strictObject({
  path: z.string(),
  from: z.int().positive(),
  to: z.int().nonnegative(),
  text: z.string(),
});
export type Edit = z.infer<typeof edit>;

export type Failure = {
  readonly expected: string;
  readonly observed: string;
  /** Where to look first; absent when the thing is nowhere. */
  readonly at?: Location | undefined;
  /** The other places with the same trouble. */
  readonly alsoAt?: readonly Location[] | undefined;
  /** What to do, so exact that following it turns the check green. */
  readonly fix: string;
  /** The fix as edits, where the files alone tell it for certain. */
  readonly edits?: readonly Edit[] | undefined;
  /** A command, run in the submission's root, that exits non-zero until the trouble is gone. */
  readonly reproduce: string;
};

export type Judgement =
  | { readonly verdict: 'pass'; readonly observed: string }
  | ({ readonly verdict: 'fail' } & Failure)
  | { readonly verdict: 'unresolved'; readonly reason: string; readonly at?: Location | undefined };

const failure = z.object({
  expected: z.string(),
  observed: z.string(),
  at: location.optional(),
  alsoAt: z.array(location).readonly().optional(),
  fix: z.string(),
  edits: z.array(edit).readonly().optional(),
  reproduce: z.string(),
});

/** What `judge` must return, for checks that no compiler has seen; what is said beyond it is left out. */
export const judgement: z.ZodType<Judgement> = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('pass'), observed: z.string() }),
  failure.extend({ verdict: z.literal('fail') }),
  z.object({ verdict: z.literal('unresolved'), reason: z.string(), at: location.optional() }),
]);

export const pass = (observed: string): Judgement => ({ verdict: 'pass', observed });

export const fail = (failure: Failure): Judgement => ({ verdict: 'fail', ...failure });

/** Files alone can't tell: a variable without a default, an output of a module that is not here. */
export const unresolved = (reason: string, at?: Location): Judgement => ({ verdict: 'unresolved', reason, at });

export { location };
export type { Location };
