import { holdsNoGrade } from './check.ts';
import { ownChecks, type FoundCheck } from './plan.ts';
import type { Self, Subject } from './subject.ts';

/** An open pull request, with the checks of its head. */
export type OpenPull = { readonly number: number; readonly head: string; readonly checks: readonly (FoundCheck & { readonly startedAt: Date | undefined })[] };

/** Longer than any grading takes: what is not told by then was lost. */
export const patienceMinutes = 120;

/**
 * The open pull requests whose head has no grade, or two, and none on the way: each is to be graded again. Superseded is what
 * was the head once and is so again, after a force push; or was taken for another's by an answer that came too late.
 */
export function overduePulls(pulls: readonly OpenPull[], asked: Pick<Subject, 'challenge' | 'version'>, self: Self, now: Date): readonly OpenPull[] {
  const soonest = now.getTime() - patienceMinutes * 60_000;
  return pulls.filter(({ head, checks }) => {
    const [kept, ...others] = ownChecks(checks, { ...asked, sha: head }, self);
    if (kept === undefined || holdsNoGrade(kept) || others.some(({ conclusion }) => conclusion !== 'skipped')) return true;
    const started = checks.find(({ id }) => id === kept.id)?.startedAt;
    return kept.status !== 'completed' && (started === undefined || started.getTime() < soonest);
  });
}
