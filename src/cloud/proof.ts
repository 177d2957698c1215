import { z } from 'zod';
import type { Teardown } from '../grade/teardown.ts';
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

/**
 * One proof of several of the same submission, in the order in which they were made: who deployed saw what was created and when, and
 * whoever tore down after it had the last look.
 */
export function joinedProof(first: TeardownProof, ...rest: readonly TeardownProof[]): TeardownProof {
  return rest.reduce((before, after) => {
    if (before.submission !== after.submission) throw new Error(`${after.submission} is another submission than ${before.submission}`);
    const seen = new Map(after.resources.map((each) => [keyOf(each.resource), each]));
    const known = new Set(before.resources.map((each) => keyOf(each.resource)));
    const all = [...before.resources.map((each) => sequel(each, seen.get(keyOf(each.resource)), after)), ...after.resources.filter((each) => !known.has(keyOf(each.resource)))];
    const until = after.looked ?? before.looked;
    return {
      schema: 'docc/teardown@1',
      submission: before.submission,
      ...(until !== undefined && { looked: until }),
      resources: all,
      complete: after.complete,
      spend: spendOf(all.map(({ resource, created, deleted }) => ({ resource, seconds: created === undefined ? 0 : lasted(created, deleted ?? until) }))),
    };
  }, first);
}

const lasted = (from: string, to: string | undefined): number => (to === undefined ? 0 : (Date.parse(to) - Date.parse(from)) / 1000);

/** What a later look did not find is gone since then at the latest. */
function sequel(before: Fate, after: Fate | undefined, { complete, looked }: TeardownProof): Fate {
  const created = [before.created, after?.created].filter((each) => each !== undefined).sort()[0];
  if (after !== undefined) return { ...after, ...(created !== undefined && { created }) };
  const isOpen = before.state === 'left' || before.state === 'unknown';
  if (!isOpen || !complete || looked === undefined) return before;
  const { because: _because, ...rest } = before;
  return { ...rest, state: 'deleted', deleted: looked };
}

/** As a report tells it. */
export const teardownOf = ({ complete, looked, resources, spend }: TeardownProof): Teardown => ({
  complete,
  ...(looked !== undefined && { looked }),
  resources: resources.map(({ resource, ...fate }) => ({ what: keyOf(resource), ...fate })),
  spend,
});
