import type { Outcome } from './judge.ts';
import type { CheckResult } from './report.ts';
import { levelOf, type Row } from './rubric.ts';
import { inPoints, type Outcomes, tallyOf } from './score.ts';

/** One row as the report tells it: title, verdict, points, and for a lost point everything that mends it. */
export function checkResult(row: Row, outcome: Outcome, outcomes: Outcomes): CheckResult {
  const { earned, possible } = inPoints(tallyOf(row, outcomes));
  return {
    id: row.id,
    title: row.kind === 'built' ? row.check.title : row.planned.title,
    ...shown(outcome),
    earned,
    possible,
    why: row.kind === 'built' ? row.check.why : '',
    docs: row.kind === 'built' ? row.check.docs : '',
    level: levelOf(row),
    tier: row.tier,
    skills: row.kind === 'built' ? [...row.check.skills] : [],
    ...(row.kind === 'built' && row.check.private === true ? { private: true } : {}),
  };
}

/** Longer than any honest finding; a report of a hundred checks stays under a megabyte. */
const longest = 4096;

export const bounded = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}…`);

type Shown = Pick<CheckResult, 'verdict'> & Partial<CheckResult>;

function shown(outcome: Outcome): Shown {
  switch (outcome.verdict) {
    case 'pass':
      return { verdict: 'pass', observed: bounded(outcome.observed) };
    case 'fail':
      return { verdict: 'fail', ...shownFailure(outcome) };
    case 'blocked':
      return { verdict: 'blocked', reason: outcome.reason, blockedBy: [...outcome.blockedBy] };
    case 'unverified':
      return {
        verdict: 'unverified',
        cause: outcome.cause,
        ...(outcome.cause === 'not-exercised' && outcome.asked === false && { asked: false }),
        reason: bounded(outcome.reason),
        ...(outcome.at && { at: outcome.at }),
        ...(outcome.blockedBy && { blockedBy: [...outcome.blockedBy] }),
      };
  }
}

function shownFailure(failure: Extract<Outcome, { verdict: 'fail' }>): Partial<CheckResult> {
  return {
    expected: bounded(failure.expected),
    observed: bounded(failure.observed),
    ...(failure.at && { at: failure.at }),
    ...(failure.alsoAt && failure.alsoAt.length > 0 && { alsoAt: [...failure.alsoAt] }),
    fix: bounded(failure.fix),
    ...(failure.edits && { edits: [...failure.edits] }),
    reproduce: bounded(failure.reproduce),
  };
}
