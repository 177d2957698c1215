import { setTimeout as wait } from 'node:timers/promises';
import { AwsError } from './aws-trouble.ts';

/** Something of that name is there, and is somebody else's: it is left as it is. */
export class ForeignResource extends Error {
  override name = 'ForeignResource';
}

/** What was asked for did not come about in the time given to it; the next run goes on from what is there. */
export class NotSettled extends Error {
  override name = 'NotSettled';
}

export type Made = 'created' | 'adopted';
export type Removed = 'removed' | 'was-gone';

/** How long a state is waited for, and how often it is asked for, in milliseconds. */
export type Waiting = { readonly forMs: number; readonly everyMs: number; readonly signal: AbortSignal };

/** Rounds of a look and a write: one where all goes well, one after a lost answer, one after a change under our hands. */
const mostRounds = 3;

type Creating<Found> = {
  /** `ECR repository docc/12-ab…`, as words. */
  readonly what: string;
  readonly look: () => Promise<Found | undefined>;
  readonly create: () => Promise<unknown>;
  readonly isOwn: (found: Found) => boolean;
};

/** Creates what is absent and takes over what an earlier try of ours made: a lost answer makes nothing twice. */
export async function createdOnce<Found>({ what, look, create, isOwn }: Creating<Found>): Promise<Made> {
  let tried = false;
  for (let round = 1; ; round += 1) {
    const found = await look();
    if (found !== undefined && !isOwn(found)) throw new ForeignResource(`${what} is there and not docc's for this submission: wait until its owner removes it, or rename it`);
    if (found !== undefined) return tried ? 'created' : 'adopted';
    try {
      await create();
      return 'created';
    } catch (error) {
      if (!mayBeThere(error) || round === mostRounds) throw error;
      tried = true;
    }
  }
}

/** Removes what is there; what is gone already is done. */
export async function removedOnce(remove: () => Promise<unknown>): Promise<Removed> {
  for (let round = 1; ; round += 1) {
    try {
      await remove();
      return 'removed';
    } catch (error) {
      if (error instanceof AwsError && error.trouble.kind === 'not-found') return round === 1 ? 'was-gone' : 'removed';
      if (!isUnsure(error) || round === mostRounds) throw error;
    }
  }
}

/** Nobody knows whether it was done. */
export const isUnsure = (error: unknown): boolean => error instanceof AwsError && (error.trouble.kind === 'unreachable' || error.trouble.kind === 'broken');

export const isRefusal = (error: unknown, codes: readonly string[]): boolean => error instanceof AwsError && error.trouble.kind === 'refused' && codes.includes(error.trouble.code);

/** EKS calls it in use, ECR existing. */
const mayBeThere = (error: unknown): boolean => isUnsure(error) || isRefusal(error, ['ResourceInUseException', 'RepositoryAlreadyExistsException']);

/** Asks until there is an answer, and tells at the end what was seen last. */
export async function settled<Value>(what: string, { forMs, everyMs, signal }: Waiting, ask: () => Promise<{ readonly kind: 'there'; readonly value: Value } | { readonly kind: 'not-yet'; readonly seen: string }>): Promise<Value> {
  const end = performance.now() + forMs;
  for (;;) {
    const answer = await ask();
    if (answer.kind === 'there') return answer.value;
    if (performance.now() + everyMs > end) throw new NotSettled(`${what}: ${answer.seen} after ${Math.round(forMs / 60_000)} minutes; the next run, or the janitor, goes on from there`);
    await wait(everyMs, undefined, { signal });
  }
}
