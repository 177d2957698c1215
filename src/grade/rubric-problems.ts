import type { Challenge } from './challenge.ts';
import type { Grader } from './grader.ts';
import type { Row, RubricObjective } from './rubric.ts';

/** Everything that keeps a challenge from being graded fairly, each with its repair. Empty: it can be graded. */
export function problemsOf(
  challenge: Challenge,
  objectives: readonly RubricObjective[],
  graders: readonly Grader[],
): readonly string[] {
  const rows = objectives.flatMap((objective) => objective.rows);
  return [
    ...doubled('objective', objectives.map(({ id }) => id)),
    ...doubled('check', rows.map(({ id }) => id)),
    ...objectives.flatMap(emptyObjective),
    ...worthless(rows),
    ...challenge.objectives.flatMap((objective) => unknownWeights(objective, rows)),
    ...(challenge.frozen ? challenge.objectives.flatMap((objective) => unlisted(objective, objectives)) : []),
    ...unknownPrerequisites(rows),
    ...cycles(rows),
    ...objectives.flatMap((objective) => rootless(objective, rows, graders)),
    ...unknownTopics(challenge, rows),
  ];
}

function doubled(what: string, ids: readonly string[]): readonly string[] {
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...twice].map((id) => `${what} ${id} is there twice: rename one (ids are never reused)`);
}

const emptyObjective = ({ id, grader, rows }: RubricObjective): readonly string[] =>
  rows.length > 0 ? [] : [`objective ${id} has no checks: add some under graders/${grader}/checks, or list them as planned`];

const worthless = (rows: readonly Row[]): readonly string[] =>
  rows
    .filter(({ tenths }) => tenths === 0)
    .map(({ id }) => `check ${id} comes out at no points: raise its weight or its objective's points`);

const unknownWeights = (objective: Challenge['objectives'][number], rows: readonly Row[]): readonly string[] =>
  Object.keys(objective.weights)
    .filter((id) => !rows.some((row) => row.id === id))
    .map((id) => `objective ${objective.id} gives a weight to ${id}, which is no check: remove it or correct the id`);

function unlisted(objective: Challenge['objectives'][number], all: readonly RubricObjective[]): readonly string[] {
  const rows = all.find(({ id }) => id === objective.id)?.rows ?? [];
  return rows
    .filter((row) => row.kind === 'built' && objective.weights[row.id] === undefined)
    .map(({ id }) => `the challenge is frozen and does not list ${id}: give it a weight, or take the check out`);
}

const unknownPrerequisites = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ id, after }) =>
    after
      .filter((before) => !rows.some((row) => row.id === before))
      .map((before) => `check ${id} comes after ${before}, which is no check of this challenge: correct its \`after\``),
  );

function cycles(rows: readonly Row[]): readonly string[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (id: string, path: readonly string[]): void => {
    const start = path.indexOf(id);
    if (start >= 0) found.push([...path.slice(start), id].join(' → '));
    if (start >= 0 || done.has(id)) return;
    for (const before of byId.get(id)?.after ?? []) walk(before, [...path, id]);
    done.add(id);
  };
  for (const { id } of rows) walk(id, []);
  return found.map((cycle) => `checks wait for each other: ${cycle}: remove one \`after\``);
}

/** An untouched template must earn nothing, so every check comes after one that shows work was done. */
function rootless(objective: RubricObjective, rows: readonly Row[], graders: readonly Grader[]): readonly string[] {
  const grader = graders.find(({ id }) => id === objective.grader);
  if (grader === undefined) return [];
  const unknown = grader.roots.filter((root) => !objective.rows.some(({ id }) => id === root));
  const adrift = objective.rows.filter((row) => row.kind === 'built' && !reaches(row, new Set(grader.roots), rows));
  return [
    ...unknown.map((root) => `grader ${grader.id} names the root ${root}, which is no check of it: correct its \`roots\``),
    ...adrift.map(({ id }) => `check ${id} comes after no root of ${grader.id}: add one of ${grader.roots.join(', ')} to its \`after\``),
  ];
}

function reaches(row: Row, roots: ReadonlySet<string>, rows: readonly Row[]): boolean {
  const seen = new Set<string>();
  const ahead = [row.id];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (roots.has(id)) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    ahead.push(...(rows.find((other) => other.id === id)?.after ?? []));
  }
  return false;
}

const unknownTopics = (challenge: Challenge, rows: readonly Row[]): readonly string[] =>
  rows.flatMap((row) => {
    const topic = row.kind === 'built' ? row.check.discuss?.topic : undefined;
    if (topic === undefined || challenge.topics[topic] !== undefined) return [];
    return [`check ${row.id} belongs to the topic ${topic}, which the challenge does not have: add it to \`topics\``];
  });
