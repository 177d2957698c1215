import { z } from 'zod';
import { loadChallenge } from '../catalogue/challenge.ts';
import { challengePath } from '../cli/rubric.ts';
import { decideLabel, eksLabel, type LabelDecision, type StillWanted, stillWanted } from '../cloud/label.ts';
import { type GitHubLabels, openGitHubLabels } from '../tools/github-labels.ts';
import { action, challengeName, commit, number, repository, secret } from './action.ts';
import { accessOf } from './reach.ts';

export type EventOnLabel = { readonly pull: number; readonly sha: string; readonly sender: string; readonly kind: 'labeled' | 'other' };

/** What a label or a push means, by what the API says; a label that does not count is gone afterwards. */
export async function settleLabel(github: GitHubLabels, { pull: number, sha, sender, kind }: EventOnLabel): Promise<LabelDecision> {
  const pull = await github.pull(number);
  const decision: LabelDecision =
    kind === 'labeled'
      ? decideLabel({ sha, by: await github.permission(sender) }, pull)
      : { kind: 'refuse', because: 'a label holds for the commit that it was set on', removesLabel: pull.labels.includes(eksLabel) };
  if (decision.kind === 'refuse' && decision.removesLabel) await github.remove(number, eksLabel);
  return decision;
}

/** Whether a commit is still what its approval was about. */
export const wantedOn = (github: GitHubLabels, pull: number, sha: string) => async (): Promise<StillWanted> => stillWanted(sha, await github.pull(pull));

/** Decides on a label by what GitHub says; no file of a candidate is read. */
export const eksLabelled = action({
  inputs: z.object({
    token: secret,
    repository,
    'pull-request': number,
    commit,
    event: z.string().min(1),
    label: z.string(),
    challenge: challengeName,
    sender: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:\[bot\])?$/, 'give the login of an account'),
  }),
  outputs: z.object({ proceed: z.enum(['true', 'false']), because: z.string(), commit: z.string(), 'repository-id': z.string(), 'fork-id': z.string(), private: z.enum(['true', 'false']), received: z.string(), cloud: z.enum(['inspect', 'deploy']) }),
  run: async (given, outside) => {
    const github = await openGitHubLabels(given.repository, accessOf(given.token, outside.env));
    const { challenge } = await loadChallenge(challengePath(given.challenge, '.'));
    const { repositoryId, isPrivate, forkId } = await github.pull(given['pull-request']);
    // Another label is nobody's business here, and no reason to take ours off.
    const isOther = given.event === 'labeled' && given.label !== eksLabel;
    const event: EventOnLabel = { pull: given['pull-request'], sha: given.commit, sender: given.sender, kind: given.event === 'labeled' ? 'labeled' : 'other' };
    const decision: LabelDecision = isOther ? { kind: 'refuse', because: `the label is not ${eksLabel}`, removesLabel: false } : await settleLabel(github, event);
    const because = decision.kind === 'ask-approval' ? `${decision.sha} waits for approval` : decision.because;
    outside.group('Label', [because]);
    return {
      proceed: decision.kind === 'ask-approval' ? ('true' as const) : ('false' as const),
      because,
      commit: given.commit,
      'repository-id': String(repositoryId),
      'fork-id': forkId === undefined ? '' : String(forkId),
      private: isPrivate ? ('true' as const) : ('false' as const),
      received: new Date().toISOString(),
      cloud: challenge.cloud,
    };
  },
});
