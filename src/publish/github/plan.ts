import { type Annotation, batchSize, keyOf } from './annotations.ts';
import { holdsNoGrade, superseded, ungraded, type Verdict } from './check.ts';
import { attemptsIn, commentBody, type FoundComment, ownComments, sameText } from './comment.ts';
import { externalIdOf, type Self, type Subject } from './subject.ts';
import type { Told } from './told.ts';

/**
 * What GitHub holds and what it should hold in, writes out. Made anew after every round of writes, from what is then
 * there, so that a write whose answer was lost is neither forgotten nor done twice.
 */

export type FoundCheck = {
  readonly id: number;
  /** The App that made it: nobody else can change it. */
  readonly app: string | undefined;
  readonly externalId: string | undefined;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  /** `keyOf` of each annotation that it has. */
  readonly annotations: readonly string[];
};

export type Found = {
  readonly pull: { readonly head: string; readonly open: boolean };
  readonly comments: readonly FoundComment[];
  /** Of the subject's commit. */
  readonly checks: readonly FoundCheck[];
};

export type CheckContent =
  | { readonly status: 'queued'; readonly title: string; readonly summary: string }
  | ({ readonly status: 'in_progress' } & Omit<Verdict, 'conclusion'>)
  | ({ readonly status: 'completed' } & Verdict)
  | { readonly status: 'completed'; readonly conclusion: 'skipped'; readonly title: string; readonly summary: string };

export type Write =
  | { readonly kind: 'create-comment'; readonly body: string }
  | { readonly kind: 'update-comment'; readonly id: number; readonly body: string }
  | { readonly kind: 'delete-comment'; readonly id: number }
  | { readonly kind: 'create-check'; readonly subject: Subject; readonly content: CheckContent }
  | { readonly kind: 'update-check'; readonly id: number; readonly content: CheckContent };

/** The writes that bring a pull request from what was found to what is to be told; none once it is there. */
export function planGraded(told: Told, found: Found, self: Self): readonly Write[] {
  const { subject, verdict } = told;
  const { head, open } = found.pull;
  // Of a commit that is the head no longer only its own check tells, and a closed pull request is left in peace.
  if (head !== subject.sha) return checkWrites(subject, superseded(verdict, head), found, self);
  // The check last: one that is completed promises that the rest is told.
  return [...(open ? commentWrites(told, found, self) : []), ...checkWrites(subject, verdict, found, self)];
}

/** Where no job brought anything to grade: said of the commit, and never in the place of a grade. */
export function planUngraded(subject: Subject, found: Found, self: Self): readonly Write[] {
  const [kept] = ownChecks(found.checks, subject, self);
  if (kept?.status === 'completed' && !holdsNoGrade(kept)) return [];
  const { head } = found.pull;
  return checkWrites(subject, head === subject.sha ? ungraded : superseded(ungraded, head), found, self);
}

/** Before grading: a check that says so, unless there is one already. */
export function planQueued(subject: Subject, found: Pick<Found, 'checks'>, self: Self): readonly Write[] {
  const [kept, ...others] = ownChecks(found.checks, subject, self);
  const content = { status: 'queued', title: 'Waiting to be graded', summary: 'The grade of this commit is under way.' } as const;
  return kept === undefined ? [{ kind: 'create-check', subject, content }] : retired(kept, others);
}

/** Ours, and of this very subject; the oldest first, so that two jobs that made one each keep the same. */
export const ownChecks = (checks: readonly FoundCheck[], subject: Subject, self: Self): readonly FoundCheck[] =>
  checks.filter(({ app, externalId }) => app === self.app && externalId === externalIdOf(subject)).toSorted((a, b) => a.id - b.id);

function checkWrites(subject: Subject, verdict: Verdict, { checks }: Found, self: Self): readonly Write[] {
  const [kept, ...others] = ownChecks(checks, subject, self);
  const missing = batches(verdict.annotations.filter((each) => kept?.annotations.includes(keyOf(each)) !== true));
  const contents = missing.map((annotations, place) => contentOf(verdict, annotations, place < missing.length - 1));
  if (kept === undefined) return contents.slice(0, 1).map((content) => ({ kind: 'create-check', subject, content }));
  const isTold = says(kept, verdict) && verdict.annotations.every((each) => kept.annotations.includes(keyOf(each)));
  return [...(isTold ? [] : contents.map((content) => ({ kind: 'update-check', id: kept.id, content }) as const)), ...retired(kept, others)];
}

/** Until its last annotations a check is not completed: who finds it so knows that some are missing. */
const contentOf = ({ conclusion, ...output }: Verdict, annotations: readonly Annotation[], isMoreToCome: boolean): CheckContent =>
  isMoreToCome ? { ...output, status: 'in_progress', annotations } : { ...output, status: 'completed', conclusion, annotations };

/** At least one, which may be empty. */
const batches = (all: readonly Annotation[]): readonly (readonly Annotation[])[] =>
  Array.from({ length: Math.max(1, Math.ceil(all.length / batchSize)) }, (_, place) => all.slice(place * batchSize, (place + 1) * batchSize));

const says = (check: FoundCheck, { conclusion, title, summary, text }: Verdict): boolean =>
  check.status === 'completed' && check.conclusion === conclusion && sameText(check.title, title) && sameText(check.summary, summary) && sameText(check.text, text);

/** GitHub deletes no check run: one too many is made to say nothing. */
function retired(kept: FoundCheck, others: readonly FoundCheck[]): readonly Write[] {
  const title = `Told by check ${kept.id}`;
  const content = { status: 'completed', conclusion: 'skipped', title, summary: 'Made twice by a lost answer; the other one holds the grade.' } as const;
  return others.filter((each) => each.conclusion !== 'skipped').map(({ id }) => ({ kind: 'update-check', id, content }));
}

function commentWrites({ subject: { challenge }, page, attempt }: Told, { comments }: Found, self: Self): readonly Write[] {
  const own = ownComments(comments, challenge, self);
  const [kept, ...others] = own;
  const body = commentBody(challenge, page, attempt, attemptsIn(own, challenge, self));
  if (kept === undefined) return [{ kind: 'create-comment', body }];
  // Deleted only once the kept one has their attempts.
  const deletes = others.map(({ id }) => ({ kind: 'delete-comment', id }) as const);
  return [...(sameText(kept.body, body) ? [] : [{ kind: 'update-comment', id: kept.id, body } as const]), ...deletes];
}
