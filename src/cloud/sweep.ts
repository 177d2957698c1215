import { isSameSubmission, longestLife, type Marks, marksIn, type SubmissionId } from './marks.ts';
import type { Holding, Resource, Seen } from './resource.ts';

export type Kept = { readonly resource: Resource; readonly because: string };

/** What the janitor does of what it found. */
export type Sweep = {
  readonly remove: readonly Holding[];
  /** Docc's, and within its time. */
  readonly young: readonly Holding[];
  /** What says that it is docc's and is left alone all the same: for a person to look at. */
  readonly unclear: readonly Kept[];
};

/** Removed is what bears all of docc's marks and is past its time; whatever else there is, is not ours to touch. */
export function sweep(seen: readonly Seen[], now: Date): Sweep {
  const holdings = holdingsIn(seen);
  return {
    remove: holdings.filter(({ marks }) => isPast(marks, now)),
    young: holdings.filter(({ marks }) => !isPast(marks, now)),
    unclear: [...unclearIn(seen), ...endless(holdings, now)],
  };
}

export const isPast = ({ expires }: Marks, now: Date): boolean => expires.getTime() <= now.getTime();

export const holdingsIn = (seen: readonly Seen[]): readonly Holding[] =>
  seen.flatMap(({ resource, tags, since }) => {
    const read = marksIn(tags);
    return read.kind === 'ours' ? [{ resource, marks: read.marks, since }] : [];
  });

export const holdingsOf = (seen: readonly Seen[], submission: SubmissionId): readonly Holding[] =>
  holdingsIn(seen).filter(({ marks }) => isSameSubmission(marks.submission, submission));

const unclearIn = (seen: readonly Seen[]): readonly Kept[] =>
  seen.flatMap(({ resource, tags }) => {
    const read = marksIn(tags);
    return read.kind === 'unclear' ? [{ resource, because: read.because }] : [];
  });

/** Docc gives nothing such a time: somebody changed the tag, and it would stand, and cost, for as long. */
const endless = (holdings: readonly Holding[], now: Date): readonly Kept[] =>
  holdings
    .filter(({ marks }) => marks.expires.getTime() > now.getTime() + longestLife * 60_000)
    .map(({ resource, marks }) => ({ resource, because: `it may stand until ${marks.expires.toISOString()}, longer than docc lets anything stand` }));

/** Of an earlier attempt: what ends before this one could be through is made anew, all else is taken over. */
export const endsTooSoon = ({ marks }: Holding, now: Date, minutes: number): boolean => marks.expires.getTime() < now.getTime() + minutes * 60_000;
