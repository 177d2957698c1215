/** The label by which a maintainer asks for a grade on EKS. */
export const eksLabel = 'eks';

/**
 * What GitHub's API says somebody may do in a repository; an event says nothing that counts. `maintain` is told as write, and
 * triage, which is given to people who sort issues and may set labels, as read:
 * https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export type Permission = 'admin' | 'write' | 'read' | 'none';

export type Labelled = {
  /** As the event has it: what the maintainer saw when they set the label. */
  readonly sha: string;
  readonly by: Permission;
};

/** The pull request as the API has it now. */
export type PullNow = { readonly open: boolean; readonly head: string; readonly labels: readonly string[] };

export type LabelDecision = { readonly kind: 'ask-approval'; readonly sha: string } | { readonly kind: 'refuse'; readonly because: string; readonly removesLabel: boolean };

/** Who may spend the account's money. */
const mayLabel: readonly Permission[] = ['admin', 'write'];

/** Whether a label counts. One that doesn't is taken off again, so that it can't count later. */
export function decideLabel({ sha, by }: Labelled, pull: PullNow): LabelDecision {
  const refuse = (because: string): LabelDecision => ({ kind: 'refuse', because, removesLabel: pull.labels.includes(eksLabel) });
  if (!pull.open) return refuse('the pull request is closed');
  if (!mayLabel.includes(by)) return refuse(`who set the label may not write to the repository (${by}): only a maintainer's label counts`);
  if (pull.head !== sha) return refuse(`${sha.slice(0, 7)} was labelled, and ${pull.head.slice(0, 7)} was pushed since: look at it and set the label again`);
  if (!pull.labels.includes(eksLabel)) return refuse('the label is gone again');
  return { kind: 'ask-approval', sha };
}

export type StillWanted = { readonly kind: 'yes' } | { readonly kind: 'no'; readonly because: string };

/** Asked before each thing that is made: an approval is of one commit, and holds while it is the head and labelled. */
export function stillWanted(sha: string, { open, head, labels }: PullNow): StillWanted {
  if (!open) return { kind: 'no', because: 'the pull request was closed' };
  if (head !== sha) return { kind: 'no', because: `${head.slice(0, 7)} was pushed after ${sha.slice(0, 7)} was approved` };
  return labels.includes(eksLabel) ? { kind: 'yes' } : { kind: 'no', because: 'the label was taken off' };
}
