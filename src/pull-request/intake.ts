import { z } from 'zod';
import { loadChallenge } from '../catalogue/challenge.ts';
import { challengePath } from '../cli/rubric.ts';
import { holdsNoGrade } from '../publish/github/check.ts';
import { type FoundCheck, ownChecks } from '../publish/github/plan.ts';
import { checkNameOf, externalIdOf, type Self, selfOf, shortSha, type Subject } from '../publish/github/subject.ts';
import type { Pull } from '../tools/github.ts';
import { action, app, challengeName, number, optionalCommit, repository, secret, yes } from './action.ts';
import { reach } from './reach.ts';
import { foundCheck, settleQueued } from './settle.ts';

/** Whether a pull request is graded now, and which commit of it. */
export type Decision = { readonly kind: 'grade'; readonly commit: string } | { readonly kind: 'leave'; readonly because: string };

export type Asked = {
  /** The commit that the event is about; undefined for the head, whichever it is. */
  readonly commit: string | undefined;
  /** Also what is graded already. */
  readonly again: boolean;
};

/** Drafts are graded as others are: an early grade is what they are pushed for. */
export function decide(pull: Pull, checks: readonly FoundCheck[], { commit, again }: Asked, of: Pick<Subject, 'challenge' | 'version'>, self: Self): Decision {
  if (!pull.open) return { kind: 'leave', because: `pull request ${pull.number} is closed` };
  if (commit !== undefined && commit !== pull.head) return { kind: 'leave', because: `${shortSha(commit)} is the head no longer, ${shortSha(pull.head)} is` };
  const [kept] = ownChecks(checks, { ...of, sha: pull.head }, self);
  const isGraded = kept?.status === 'completed' && !holdsNoGrade(kept);
  return isGraded && !again ? { kind: 'leave', because: `${shortSha(pull.head)} is graded already` } : { kind: 'grade', commit: pull.head };
}

/** Decides on a pull request by what GitHub says of it; no file of a candidate is read. */
export const intake = action({
  inputs: z.object({ token: secret, repository, 'pull-request': number, commit: optionalCommit, challenge: challengeName, app, again: yes }),
  outputs: z.object({ proceed: z.enum(['true', 'false']), because: z.string(), commit: z.string(), 'repository-id': z.string(), private: z.enum(['true', 'false']), received: z.string() }),
  run: async (given, outside) => {
    const { challenge } = await loadChallenge(challengePath(given.challenge, '.'));
    const of = { challenge: challenge.id, version: challenge.version };
    const github = await reach(given, outside.env);
    const self = selfOf(given.app);
    const pull = await github.pull(given['pull-request']);
    const subject = { ...of, sha: pull.head };
    const checks = await github.checks(pull.head, { name: checkNameOf(subject), externalId: externalIdOf(subject) });
    const decision = decide(pull, checks.map(foundCheck), { commit: given.commit || undefined, again: given.again }, of, self);
    if (decision.kind === 'grade') await settleQueued(github, pull.number, subject, self);
    const because = decision.kind === 'grade' ? `${shortSha(decision.commit)} is to be graded` : decision.because;
    outside.group('Intake', [because]);
    return {
      proceed: decision.kind === 'grade' ? ('true' as const) : ('false' as const),
      because,
      commit: pull.head,
      'repository-id': String(pull.baseRepository),
      private: pull.isPrivate ? ('true' as const) : ('false' as const),
      received: new Date().toISOString(),
    };
  },
});
