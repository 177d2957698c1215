import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { home } from '../src/cli/version.ts';
import { faults } from './assurance-faults.ts';
import { redTeam } from './assurance-red-team.ts';

/**
 * docs/assurance.md, made of what the suites last came to: one file of test/assurance is one section. Without arguments the page is
 * written, with `--check` it is compared. `red-team <results.json>…` or `faults <results.json>…` first takes up the results of test runs, as vitest's JSON reporter
 * writes them: what a run did not try keeps its last result.
 */
const section = z.strictObject({
  /** Sections stand in this order. */
  order: z.int().positive(),
  title: z.string(),
  about: z.array(z.string()),
  tables: z.array(z.strictObject({ title: z.string(), columns: z.array(z.string()).readonly(), rows: z.array(z.array(z.string()).readonly()).readonly() })),
});
type Section = z.infer<typeof section>;

const folder = join(home, 'test', 'assurance');
const page = join(home, 'docs', 'assurance.md');

const recorders: Readonly<Record<string, (results: readonly string[]) => Promise<Section>>> = {
  'red-team': (results) => redTeam(join(folder, 'red-team.results.json'), results),
  faults: (results) => faults(join(folder, 'faults.results.json'), results),
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function pageOf(sections: readonly Section[]): string {
  const parts = sections.flatMap(({ title, about, tables }) => [
    `## ${title}`,
    ...about,
    ...tables.flatMap(({ title: name, columns, rows }) => [`### ${name}`, [row(columns), row(columns.map(() => '---')), ...rows.map(row)].join('\n')]),
  ]);
  const head = ['# Assurance', 'What docc’s own suites try, and what they last came to. Made by `node scripts/assurance.ts` from test/assurance.'];
  return `${[...head, ...parts].join('\n\n')}\n`;
}

async function sections(): Promise<readonly Section[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.endsWith('.results.json'));
  const read = await Promise.all(names.map(async (name) => section.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))));
  return read.toSorted((one, other) => one.order - other.order);
}

async function main([what, ...results]: readonly string[]): Promise<void> {
  const recorder = recorders[what ?? ''];
  if (recorder !== undefined) await writeFile(join(folder, `${what}.json`), `${JSON.stringify(await recorder(results), null, 2)}\n`);
  const text = pageOf(await sections());
  if (what !== '--check') return await writeFile(page, text);
  if ((await readFile(page, 'utf8').catch(() => '')) === text) return;
  process.stderr.write('docs/assurance.md is not what test/assurance says: run `node scripts/assurance.ts`\n');
  process.exitCode = 1;
}

await main(process.argv.slice(2));
