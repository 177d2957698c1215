import { type Found, type FoundCheck, planGraded, planQueued, planUngraded, type Write } from '../publish/github/plan.ts';
import type { Told } from '../publish/github/told.ts';
import { keyOf } from '../publish/github/annotations.ts';
import { checkNameOf, externalIdOf, type Self, type Subject } from '../publish/github/subject.ts';
import type { Check, GitHub, SentCheck } from '../tools/github.ts';
import { GitHubTrouble, nextRun, RefusedWrite, UnsureWrite } from '../tools/github-trouble.ts';

/** Looks and writes by turns: one round where nothing fails, and one to see that it is so. */
const mostRounds = 6;

/** What a pull request came to say. */
export type Settled = { readonly rounds: number; readonly head: string };

/** Tells a grade on its pull request until what is there is what was to be told, whatever fails on the way. */
export async function settleGraded(github: GitHub, pull: number, told: Told, self: Self): Promise<Settled> {
  let telling = told;
  return await rounds(github, pull, told.subject, {
    look: () => look(github, pull, told.subject),
    plan: (found) => planGraded(telling, found, self),
    refused: () => {
      // An annotation that GitHub refuses must not cost the grade that came with it.
      telling = { ...told, verdict: { ...told.verdict, annotations: [] } };
    },
  });
}

/** Says on a commit that its grade is under way, unless something is said already. */
export async function settleQueued(github: GitHub, pull: number, subject: Subject, self: Self): Promise<void> {
  await rounds(github, pull, subject, {
    look: async () => ({ pull: { head: subject.sha, open: true }, comments: [], checks: await foundChecks(github, subject) }),
    plan: (found) => planQueued(subject, found, self),
    refused: () => undefined,
  });
}

/** Ends the check of a commit that no job could read, so that nobody waits for it. */
export async function settleUngraded(github: GitHub, pull: number, subject: Subject, self: Self): Promise<void> {
  await rounds(github, pull, subject, {
    look: () => look(github, pull, subject),
    plan: (found) => planUngraded(subject, found, self),
    refused: () => undefined,
  });
}

type Turn = { readonly look: () => Promise<Found>; readonly plan: (found: Found) => readonly Write[]; readonly refused: () => void };

async function rounds(github: GitHub, pull: number, subject: Subject, { look, plan, refused }: Turn): Promise<Settled> {
  const made = new Set<Write['kind']>();
  let last: unknown;
  let unseen = 0;
  for (let round = 1; round <= mostRounds; round += 1) {
    const found = await look();
    const planned = plan(found);
    if (planned.length === 0) return { rounds: round, head: found.pull.head };
    // What GitHub said it made is not made twice, even where a look doesn't show it yet.
    const writes = planned.filter(({ kind }) => !made.has(kind));
    if (writes.length < planned.length && (unseen += 1) > 1) throw notOurs(pull);
    try {
      for (const write of writes) {
        await send(github, pull, write);
        if (write.kind.startsWith('create-')) made.add(write.kind);
      }
    } catch (error) {
      if (error instanceof RefusedWrite && last instanceof RefusedWrite) throw error;
      if (error instanceof RefusedWrite) refused();
      else if (!(error instanceof UnsureWrite)) throw error;
      last = error;
    }
  }
  throw new GitHubTrouble(`pull request ${pull} does not come to say what it should of ${subject.sha}`, nextRun, { cause: last });
}

const notOurs = (pull: number): GitHubTrouble =>
  new GitHubTrouble(`what was written on pull request ${pull} is not found there as ours`, '`app` has to be the slug of the App that the token is of; github-actions for the token of a job');

async function look(github: GitHub, pull: number, subject: Subject): Promise<Found> {
  const { head, open } = await github.pull(pull);
  const checks = await foundChecks(github, subject);
  return { pull: { head, open }, comments: await github.comments(pull), checks };
}

const foundChecks = async (github: GitHub, subject: Subject): Promise<readonly FoundCheck[]> =>
  (await github.checks(subject.sha, placeOf(subject))).map(foundCheck);

export const foundCheck = (check: Check): FoundCheck => ({ ...check, annotations: check.annotations.map(keyOf) });

const placeOf = (subject: Subject) => ({ name: checkNameOf(subject), externalId: externalIdOf(subject) });

async function send(github: GitHub, pull: number, write: Write): Promise<void> {
  switch (write.kind) {
    case 'create-comment':
      return await github.createComment(pull, write.body);
    case 'update-comment':
      return await github.updateComment(write.id, write.body);
    case 'delete-comment':
      return await github.deleteComment(write.id);
    case 'create-check':
      return await github.createCheck(write.subject.sha, placeOf(write.subject), sentOf(write.content));
    case 'update-check':
      return await github.updateCheck(write.id, sentOf(write.content));
  }
}

const sentOf = (content: Extract<Write, { readonly content: unknown }>['content']): SentCheck => content;
