import type { Challenge } from './challenge.ts';
import { growthOf } from './growth.ts';
import type { CheckResult, ObjectiveResult, Report } from './report.ts';
import { sumPoints } from './score.ts';

export type Audience = 'candidate' | 'reviewer';

const withheldBlocker = 'comes after a check that is not shown';

/**
 * What an audience may read. Reviewers see everything. Candidates see their totals, but of private checks
 * neither id nor words, and nothing of the reviewer's page.
 */
export function project(report: Report, audience: Audience, skills: Challenge['skills']): Report {
  if (audience === 'reviewer') return report;
  const hidden = new Set(report.objectives.flatMap(({ checks }) => checks.filter(isPrivate).map(({ id }) => id)));
  const { reviewer: _reviewer, ...rest } = report;
  const objectives = report.objectives.map((objective) => withhold(objective, hidden));
  return {
    ...rest,
    objectives,
    growth: growthOf(objectives.flatMap(({ checks }) => checks), skills),
    faults: report.faults.filter(({ check }) => check === undefined || !hidden.has(check)),
  };
}

const isPrivate = (check: CheckResult): boolean => check.private === true;

function withhold(objective: ObjectiveResult, hidden: ReadonlySet<string>): ObjectiveResult {
  const kept = objective.checks.filter((check) => !isPrivate(check));
  const checks = kept.map((check) => withoutBlockers(check, hidden));
  const gone = objective.checks.filter(isPrivate);
  if (gone.length === 0) return { ...objective, checks };
  return { ...objective, checks, withheld: { checks: gone.length, ...tallyShown(gone) } };
}

function withoutBlockers(check: CheckResult, hidden: ReadonlySet<string>): CheckResult {
  const { blockedBy, reason: _reason, ...rest } = check;
  if (blockedBy === undefined || !blockedBy.some((id) => hidden.has(id))) return check;
  return { ...rest, reason: withheldBlocker, blockedBy: blockedBy.filter((id) => !hidden.has(id)) };
}

const tallyShown = (checks: readonly CheckResult[]) => ({
  earned: sumPoints(checks.map(({ earned }) => earned)),
  verified: sumPoints(checks.filter(({ verdict }) => verdict !== 'unverified').map(({ possible }) => possible)),
  possible: sumPoints(checks.map(({ possible }) => possible)),
});
