import type { Absence } from '../evidence/observation.ts';
import { type Tier, tiers } from '../evidence/section.ts';
import { apportion } from './apportion.ts';
import type { Challenge, Objective, PlannedCheck } from './challenge.ts';
import { type Check, levels } from './check.ts';
import type { Grader } from './grader.ts';
import type { Remark } from './remark.ts';
import { problemsOf } from './rubric-problems.ts';

/** A row of the rubric: a check that a grader has, or one that nothing judges now, with the reason. */
export type Row = {
  readonly id: string;
  readonly tier: Tier;
  readonly weight: number;
  readonly tenths: number;
  readonly after: readonly string[];
} & ({ readonly kind: 'built'; readonly check: Check } | { readonly kind: 'planned'; readonly planned: PlannedCheck; readonly absence: Unjudged });

export type RubricObjective = {
  readonly id: string;
  readonly title: string;
  readonly grader: string;
  readonly tenths: number;
  /** Prerequisites first. */
  readonly rows: readonly Row[];
};

/** A challenge joined with its graders: every check with its share of the points, in an order that respects `after`. */
export type Rubric = {
  readonly challenge: Challenge;
  /** Of the challenge file's content, as `sha256:…`. */
  readonly digest: string;
  readonly objectives: readonly RubricObjective[];
  /** Every row once, prerequisites first, across objectives. */
  readonly order: readonly Row[];
  /** Of the graders that judge it. */
  readonly remarks: readonly Remark[];
};

/** A challenge and graders that don't fit together; each problem tells the maintainer the repair. */
export class RubricError extends Error {
  override name = 'RubricError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`the challenge can't be graded:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/** Of objectives that are not among `only`, whose graders need not be there, one row stands for all of each. */
export function assembleRubric(challenge: Challenge, digest: string, graders: readonly Grader[], only?: ReadonlySet<string>): Rubric {
  const asked = only === undefined ? challenge : { ...challenge, objectives: challenge.objectives.map((each) => (only.has(each.id) ? each : withoutChecks(each))) };
  const unordered = waitingForLeftOut(asked.objectives.map((objective) => objectiveOf(objective, graders, only?.has(objective.id) === false ? leftOut : notBuilt)));
  const problems = problemsOf(asked, unordered, graders);
  if (problems.length > 0) throw new RubricError(problems);
  const order = inOrder(unordered.flatMap(({ rows }) => rows));
  const place = new Map(order.map((row, index) => [row.id, index]));
  const objectives = unordered.map((objective) => ({
    ...objective,
    rows: [...objective.rows].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0)),
  }));
  const used = new Set(objectives.map(({ grader }) => grader));
  const remarks = graders.filter(({ id }) => used.has(id)).flatMap((grader) => grader.remarks ?? []);
  return { challenge, digest, objectives, order, remarks };
}

/** Why nothing judges a row now. `asked: false`: not that nobody could look, nobody asked. */
type Unjudged = Absence & { readonly asked?: false };

const notBuilt: Unjudged = { reason: 'no grader judges this yet', remedy: 'nothing to do: a later docc will judge it from the same submission' };

const leftOut: Unjudged = { reason: 'left out by --objective', remedy: 'grade without --objective', asked: false };

const withoutChecks = (objective: Objective): Objective => ({
  ...objective,
  weights: {},
  planned: [{ id: objective.id, title: objective.title, weight: 1, level: 'junior', tier: 'source', after: [] }],
});

/** A prerequisite that belongs to an objective that is left out is not known by its own id. */
function waitingForLeftOut(objectives: readonly RubricObjective[]): readonly RubricObjective[] {
  const rows = objectives.flatMap((objective) => objective.rows);
  const out = rows.find((row) => row.kind === 'planned' && row.absence === leftOut);
  if (out === undefined) return objectives;
  const known = new Set(rows.map(({ id }) => id));
  const after = (row: Row): readonly string[] => [...new Set(row.after.map((id) => (known.has(id) ? id : out.id)))];
  return objectives.map((objective) => ({ ...objective, rows: objective.rows.map((row) => ({ ...row, after: after(row) })) }));
}

function objectiveOf(objective: Objective, graders: readonly Grader[], absence: Unjudged): RubricObjective {
  const checks = graders.find(({ id }) => id === objective.grader)?.checks ?? [];
  const built = new Set(checks.map(({ id }) => id));
  const rows = [
    ...checks.map((check) => builtRow(check, objective.weights[check.id] ?? check.weight)),
    ...objective.planned.filter(({ id }) => !built.has(id)).map((planned) => plannedRow(planned, absence)),
  ].sort(byLevelThenId);
  const tenths = Math.round(objective.points * 10);
  const shares = apportion(
    tenths,
    rows.map(({ weight }) => weight),
  );
  return {
    id: objective.id,
    title: objective.title,
    grader: objective.grader,
    tenths,
    rows: rows.map((row, index) => ({ ...row, tenths: shares[index] ?? 0 })),
  };
}

const builtRow = (check: Check, weight: number): Row => ({
  kind: 'built',
  id: check.id,
  tier: tierOf(check),
  weight,
  tenths: 0,
  after: check.after,
  check,
});

const plannedRow = (planned: PlannedCheck, absence: Unjudged): Row => ({
  kind: 'planned',
  id: planned.id,
  tier: planned.tier,
  weight: planned.weight,
  tenths: 0,
  after: planned.after,
  planned,
  absence,
});

/** As deep as the deepest section that the check reads. */
export function tierOf(check: Check): Tier {
  const depths = Object.values(check.needs).map(({ tier }) => tiers.indexOf(tier));
  return tiers[Math.max(0, ...depths)] ?? 'source';
}

/** The ids of all sections that some check reads. */
export const sectionsOf = ({ order }: Rubric): ReadonlySet<string> =>
  new Set(order.flatMap((row) => (row.kind === 'built' ? Object.values(row.check.needs).map(({ id }) => id) : [])));

export const levelOf = (row: Row) => (row.kind === 'built' ? row.check.level : row.planned.level);

// Not the order of files on a disk: it differs from machine to machine, and the tie-breaks of apportion follow it.
const byLevelThenId = (a: Row, b: Row): number =>
  levels.indexOf(levelOf(a)) - levels.indexOf(levelOf(b)) || (a.id < b.id ? -1 : 1);

function inOrder(rows: readonly Row[]): readonly Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const placed = new Set<string>();
  const order: Row[] = [];
  const place = (row: Row): void => {
    if (placed.has(row.id)) return;
    placed.add(row.id);
    for (const id of row.after) {
      const before = byId.get(id);
      if (before !== undefined) place(before);
    }
    order.push(row);
  };
  rows.forEach(place);
  return order;
}
