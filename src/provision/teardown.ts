import type { SubmissionId } from '../cloud/marks.ts';
import { type Entry, proofOf, type TeardownProof } from '../cloud/proof.ts';
import { holdingsOf } from '../cloud/sweep.ts';
import type { Account } from './account.ts';
import { type Clock, removeAll } from './removal.ts';

/**
 * Removes all that bears a submission's marks, whoever made it and whenever: no state is needed but the account's own.
 * Never rejects: the proof tells what is left, and why.
 */
export async function teardown(submission: SubmissionId, account: Account, now: Clock, before: readonly Entry[] = []): Promise<TeardownProof> {
  const { entries, look, lookedAt } = await removeAll(account, (seen) => holdingsOf(seen, submission), now);
  const last = look === undefined || look.blind.length > 0 ? undefined : { at: lookedAt, left: holdingsOf(look.seen, submission) };
  return proofOf(submission, [...before, ...entries], last, now());
}
