import type { Evidence } from '../evidence/evidence.ts';
import { observationOf } from '../evidence/evidence.ts';
import { tiers } from '../evidence/section.ts';
import { tree } from '../collect/tree/section.ts';
import { growthOf } from './growth.ts';
import { bounded, checkResult } from './check-result.ts';
import { judge } from './judge.ts';
import { forget } from './once.ts';
import type { ObjectiveResult, Report } from './report.ts';
import { remarksOn } from './remark.ts';
import { reviewerOf } from './reviewer.ts';
import type { Row, Rubric, RubricObjective } from './rubric.ts';
import type { Teardown } from './teardown.ts';
import { inPoints, type Outcomes, passedOf, reachedLevel, sumPoints, tallyAll } from './score.ts';

/** Who grades, and how far the grade can be trusted: said by the caller, since evidence can't vouch for itself. */
export type GradedBy = {
  readonly trust: Report['trust'];
  readonly grader: Report['grader'];
  /** What was made on AWS for it, and what became of that. */
  readonly teardown?: Teardown;
};

/** The whole second room: challenge and evidence in, report out. No clock, network, file or process. */
export function grade(rubric: Rubric, evidence: Evidence, by: GradedBy): Report {
  forget();
  const outcomes = judge(rubric, evidence);
  const objectives = rubric.objectives.map((objective) => objectiveResult(objective, outcomes));
  const checks = objectives.flatMap((objective) => objective.checks);
  const tally = tallyAll(rubric.order, outcomes);
  const { id, version, title, pass, levelThreshold, skills } = rubric.challenge;
  return {
    schema: 'docc/report@1',
    trust: by.trust,
    challenge: { id, version, title, digest: rubric.digest },
    submission: submissionOf(evidence),
    ...inPoints(tally),
    mark: pass,
    passed: passedOf(tally, Math.round(pass * 10)),
    level: reachedLevel(rubric.order, outcomes, levelThreshold),
    objectives,
    faults: faultsOf(rubric.order, outcomes),
    notExercised: notExercisedOf(rubric.order, outcomes),
    growth: growthOf(checks, skills),
    reviewer: reviewerOf(rubric, checks, remarksOn(rubric, evidence, checks)),
    measured: { asOf: evidence.bundle.asOf, ...(by.teardown !== undefined && { teardown: by.teardown }) },
    timeline: timelineOf(evidence),
    grader: by.grader,
  };
}

function objectiveResult({ id, title, rows }: RubricObjective, outcomes: Outcomes): ObjectiveResult {
  const checks = rows.flatMap((row) => {
    const outcome = outcomes.get(row.id);
    return outcome === undefined ? [] : [checkResult(row, outcome, outcomes)];
  });
  return { id, title, ...inPoints(tallyAll(rows, outcomes)), checks };
}

function submissionOf(evidence: Evidence): Report['submission'] {
  const { repository, commit, digest } = evidence.bundle.submission;
  const { refused, refusedBeyond } = refusals(evidence);
  return {
    ...(repository !== undefined && { repository }),
    ...(commit !== undefined && { commit }),
    digest,
    refused,
    refusedBeyond,
  };
}

function refusals(evidence: Evidence): Pick<Report['submission'], 'refused' | 'refusedBeyond'> {
  try {
    const seen = observationOf(evidence, tree);
    if (seen.status === 'observed') return { refused: seen.facts.refused, refusedBeyond: seen.facts.refusedBeyond };
  } catch {
    // The judge has reported the unreadable section as a fault already.
  }
  return { refused: [], refusedBeyond: 0 };
}

/** Each broken section or check once, however many checks it left unverified. */
function faultsOf(rows: readonly Row[], outcomes: Outcomes): Report['faults'] {
  const faults = new Map<string, Report['faults'][number]>();
  for (const { id } of rows) {
    const outcome = outcomes.get(id);
    if (outcome?.verdict !== 'unverified' || outcome.cause !== 'fault' || outcome.blockedBy !== undefined) continue;
    const { section, reason: message, repair } = outcome;
    faults.set(section ?? id, { ...(section === undefined ? { check: id } : { section }), message: bounded(message), repair });
  }
  return [...faults.values()];
}

function notExercisedOf(rows: readonly Row[], outcomes: Outcomes): Report['notExercised'] {
  const groups = new Map<string, Report['notExercised'][number]>();
  for (const row of rows) {
    const outcome = outcomes.get(row.id);
    if (outcome?.verdict !== 'unverified' || outcome.cause !== 'not-exercised') continue;
    const { reason, remedy, asked } = outcome;
    const key = JSON.stringify([row.tier, reason]);
    const points = sumPoints([groups.get(key)?.points ?? 0, row.tenths / 10]);
    groups.set(key, { tier: row.tier, points, reason, remedy, ...(asked === false && { asked }) });
  }
  return [...groups.values()].sort(
    (a, b) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier) || (a.reason < b.reason ? -1 : 1),
  );
}

const timelineOf = (evidence: Evidence): Report['timeline'] =>
  Object.entries(evidence.bundle.sections)
    .map(([section, { started, seconds }]) => ({ section, started, seconds }))
    .sort((a, b) => a.started - b.started || (a.section < b.section ? -1 : 1));
