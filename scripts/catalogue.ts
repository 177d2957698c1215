import { findGraders } from '../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../src/cli/rubric.ts';
import { levelOf, type Row } from '../src/grade/rubric.ts';

/** `docs/checks.md`: every check of the challenge with its points, by objective. */
export async function catalogueText(): Promise<string> {
  const { challenge, objectives } = await loadRubric(challengePath('docc', '.'), findGraders);
  const parts = objectives.map(({ title, rows, tenths }) => [`## ${title}: ${tenths / 10} points`, '', ...table(rows)].join('\n'));
  const head = `# The checks of the ${challenge.title}\n\nMade by \`npm run generate\`. \`npm run -s docc -- explain <check>\` shows one with examples.\n`;
  return `${[head, ...parts].join('\n')}\n`;
}

const table = (rows: readonly Row[]): readonly string[] => [
  '| check | points | level | tier | passes when |',
  '| --- | ---: | --- | --- | --- |',
  ...rows.map((row) => `| ${named(row)} | ${row.tenths / 10} | ${levelOf(row)} | ${row.tier} | ${titleOf(row)} |`),
  '',
];

const named = (row: Row): string => (row.kind === 'built' ? `[\`${row.id}\`](${row.check.docs})` : `\`${row.id}\` (to be built)`);

const titleOf = (row: Row): string => (row.kind === 'built' ? row.check.title : row.planned.title);
