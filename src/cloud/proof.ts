import { z } from 'zod';
import { type SubmissionId, submissionText } from './marks.ts';
import { type Holding, keyOf, type Resource, resource } from './resource.ts';
import { spend, spendOf } from './spend.ts';

const time = z.iso.datetime();

/** What was made for a submission and what became of it, as a report shows it. */
export const teardownProof = z.strictObject({
  schema: z.literal('docc/teardown@1'),
  submission: z.string(),
  /** When the account was looked at last; undefined: it could not be. */
  looked: time.optional(),
  resources: z.array(
    z.strictObject({
      resource,
      /** By the account's own clock where it tells. */
      created: time.optional(),
      deleted: time.optional(),
      /** `not-made`: it was asked for, and nobody saw it. */
      state: z.enum(['deleted', 'left', 'unknown', 'not-made']),
      because: z.string().optional(),
    }),
  ),
  /** The last look saw everything, and nothing of the submission's. */
  complete: z.boolean(),
  spend,
});
export type TeardownProof = z.infer<typeof teardownProof>;

/** What happened to a resource, in order. */
export type Entry =
  /** `asked` comes before the call: of one whose answer is lost nobody knows whether it made something. */
  | { readonly kind: 'asked' | 'created' | 'found' | 'deleted'; readonly resource: Resource; readonly at: Date }
  | { readonly kind: 'kept'; readonly resource: Resource; readonly at: Date; readonly because: string };

/** A look at the account after all was done; undefined: there was none that saw everything. */
export type LastLook = { readonly at: Date; readonly left: readonly Holding[] } | undefined;

/** Nothing is proven by having asked for it: deleted is what a look afterwards did not find. */
export function proofOf(submission: SubmissionId, entries: readonly Entry[], last: LastLook, now: Date): TeardownProof {
  const left = last?.left.map((holding): Entry => ({ kind: 'found', resource: holding.resource, at: holding.since ?? last.at })) ?? [];
  const byKey = Map.groupBy([...entries, ...left], ({ resource }) => keyOf(resource));
  const all = [...byKey.values()].map((of) => fateOf(of, last));
  const stood = all.map(({ resource, created, deleted }) => ({ resource, seconds: created === undefined ? 0 : (Date.parse(deleted ?? now.toISOString()) - Date.parse(created)) / 1000 }));
  return {
    schema: 'docc/teardown@1',
    submission: submissionText(submission),
    ...(last !== undefined && { looked: last.at.toISOString() }),
    resources: all,
    complete: last !== undefined && last.left.length === 0,
    spend: spendOf(stood),
  };
}

type Fate = TeardownProof['resources'][number];

function fateOf(entries: readonly Entry[], last: LastLook): Fate {
  const [first] = entries;
  if (first === undefined) throw new Error('a resource without an entry');
  const begun = entries.filter(({ kind }) => kind !== 'deleted' && kind !== 'kept').map(({ at }) => at.getTime());
  const wasSeen = entries.some(({ kind }) => kind !== 'asked');
  const deleted = entries.findLast(({ kind }) => kind === 'deleted')?.at;
  const kept = entries.findLast((entry) => entry.kind === 'kept');
  const isLeft = last?.left.some((holding) => keyOf(holding.resource) === keyOf(first.resource)) === true;
  const state = isLeft ? 'left' : last === undefined ? 'unknown' : wasSeen ? 'deleted' : 'not-made';
  return {
    resource: first.resource,
    ...(begun.length > 0 && state !== 'not-made' && { created: new Date(Math.min(...begun)).toISOString() }),
    ...(state === 'deleted' && { deleted: (deleted ?? last?.at ?? first.at).toISOString() }),
    state,
    ...((state === 'left' || state === 'unknown') && kept !== undefined && { because: kept.because }),
  };
}
