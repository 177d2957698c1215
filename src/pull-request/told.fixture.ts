import type { Report } from '../grade/report.ts';
import { selfOf } from '../publish/github/subject.ts';
import { type Told, toldOf } from '../publish/github/told.ts';
import { severalLost } from '../publish/report.fixture.ts';

export const self = selfOf('docc-grader');

/** A short report whose points are its own: whichever comment or check shows them is known to be of that grading. */
export function smallReport(earned: number): Report {
  const whole = severalLost();
  const objective = whole.objectives.find(({ checks }) => checks.some(({ at }) => at !== undefined && at.path === 'Dockerfile'));
  if (objective === undefined) throw new Error('the fixture has lost its Dockerfile');
  const checks = objective.checks.filter(({ id }) => id === 'base-images-tagged' || id === 'lint-no-warnings');
  return {
    ...whole,
    earned,
    objectives: [{ ...objective, checks }],
    growth: [],
    notExercised: [],
    submission: { ...whole.submission, refused: [] },
    // Each grading later than the one before.
    measured: { asOf: new Date(Date.UTC(2026, 10, 5) + earned * 60_000).toISOString() },
  };
}

const made = new Map<string, Told>();

/** The same commit's is made once: thousands of schedules ask for it. */
export function smallTold(sha: string, earned: number): Told {
  const known = made.get(sha);
  if (known !== undefined) return known;
  const changed = new Map([['Dockerfile', new Set([1])]]);
  const told = toldOf(smallReport(earned), { sha, challenge: 'docc', version: '1.0.0' }, changed, `https://github.com/octo/docc/blob/${sha}`);
  made.set(sha, told);
  return told;
}
