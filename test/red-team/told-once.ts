import { expect } from 'vitest';
import { ownComments } from '../../src/publish/github/comment.ts';
import { ownChecks } from '../../src/publish/github/plan.ts';
import { type Fate, Killed, modelGitHub } from '../../src/pull-request/github.fixture.ts';
import { foundCheck, settleGraded, settleQueued } from '../../src/pull-request/settle.ts';
import { self, smallTold } from '../../src/pull-request/told.fixture.ts';
import { GitHubTrouble, RefusedWrite } from '../../src/tools/github-trouble.ts';

const pull = 7;

/** Grades a commit while GitHub's calls fare so, and once more after that: it is told once. */
export async function gradedUnder(fateOf: (turn: number) => Fate): Promise<void> {
  let turn = 0;
  let isOver = false;
  const github = modelGitHub(self, () => (isOver ? 'done' : fateOf(turn++)));
  const told = smallTold(github.state.head, 10);
  const grade = async (): Promise<void> => {
    await settleQueued(github, pull, told.subject, self);
    await settleGraded(github, pull, told, self);
  };
  await grade().catch((error: unknown) => {
    if (!(error instanceof Killed || error instanceof GitHubTrouble || error instanceof RefusedWrite)) throw error;
  });
  isOver = true;
  await grade();
  expect(ownComments(github.state.comments, 'docc', self)).toHaveLength(1);
  const live = ownChecks(github.state.checks.map(foundCheck), told.subject, self).filter(({ conclusion }) => conclusion !== 'skipped');
  expect(live.map(({ status }) => status)).toEqual(['completed']);
}
