import { z } from 'zod';
import type { Row, Rubric } from '../grade/rubric.ts';
import { levelOf } from '../grade/rubric.ts';
import { listed } from '../publish/words.ts';
import { WrongUse } from './exit.ts';
import { challengeIds, challengePath, loadRubric } from './rubric.ts';
import type { World } from './world.ts';

/** What can be listed, that which people ask for most at first. */
export const kinds = ['checks', 'graders', 'challenges'] as const;

const options = z.strictObject({
  what: z.enum(kinds).optional(),
  challenge: z.string(),
  json: z.boolean(),
});

/** `docc list`: the catalogue, for people as aligned lines, for programs as JSON. */
export async function listCommand(world: World, given: unknown): Promise<void> {
  const { what, challenge, json } = options.parse(given);
  if (what === undefined) throw new WrongUse(`say what to list: ${listed(kinds, 'or')}, as in \`docc list checks\``);
  const rows = what === 'challenges' ? await challenges(world) : catalogued(what, await loadRubric(challengePath(challenge, world.cwd), world.findGraders));
  world.stdout.write(json ? `${JSON.stringify(rows, null, 2)}\n` : aligned(rows));
}

type Listed = Readonly<Record<string, unknown>>;

async function challenges(world: World): Promise<readonly Listed[]> {
  const ids = await challengeIds();
  return await Promise.all(
    ids.map(async (id) => {
      const { challenge } = await loadRubric(challengePath(id, world.cwd), world.findGraders);
      const points = challenge.objectives.reduce((all, objective) => all + objective.points, 0);
      return { id, version: challenge.version, title: challenge.title, objectives: challenge.objectives.length, points };
    }),
  );
}

function catalogued(what: 'graders' | 'checks', rubric: Rubric): readonly Listed[] {
  if (what === 'checks') return rubric.objectives.flatMap(({ id, grader, rows }) => rows.flatMap((row) => checkRow(row, grader, id)));
  return rubric.objectives.map(({ id, grader, title, rows }) => ({
    id: grader,
    objective: id,
    checks: rows.filter(({ kind }) => kind === 'built').length,
    planned: rows.filter(({ kind }) => kind === 'planned').length,
    title,
  }));
}

/** Planned checks aren't listed: nobody could run them. */
function checkRow(row: Row, grader: string, objective: string): readonly Listed[] {
  if (row.kind === 'planned') return [];
  const { id, needs, after, skills, title } = row.check;
  return [
    {
      id,
      grader,
      objective,
      needs: Object.values(needs).map((definition) => definition.id),
      after,
      weight: row.weight,
      level: levelOf(row),
      skills,
      tier: row.tier,
      title,
    },
  ];
}

function aligned(rows: readonly Listed[]): string {
  const [first] = rows;
  if (first === undefined) return 'none\n';
  const keys = Object.keys(first);
  const cells = [keys, ...rows.map((row) => keys.map((key) => cell(row[key])))];
  const widths = keys.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => `${line.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('');
}

const cell = (value: unknown): string => (Array.isArray(value) ? value.join(',') || '-' : String(value));
