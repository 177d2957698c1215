import type { Report } from '../../grade/report.ts';
import { inCell, inCode, inMarkdown, longest } from '../neutral.ts';
import { fateWords, priceWords, spendWords, teardownWords } from '../teardown.ts';
import { linked } from './links.ts';
import type { Section } from './sections.ts';

/** What docc made on AWS for the grade, that it is gone, and what it cost. */
export function teardownSections({ measured: { teardown } }: Report): readonly Section[] {
  if (teardown === undefined) return [];
  const items = teardown.resources.map((each) => `| ${inCell(inCode(each.what, longest.line))} | ${inCell(inMarkdown(fateWords(each), longest.line))} |`);
  const table = items.length === 0 ? '' : '\n\n| Made | |\n|---|---|';
  const prices = teardown.spend.rows.map((row) => `- ${inMarkdown(priceWords(row), longest.line)} (${linked('price', row.source)})`);
  return [
    { name: 'what was made on AWS', opening: `### Made on AWS\n\n${inMarkdown(teardownWords(teardown), longest.line)}${table}`, items, closing: '', between: '\n' },
    { name: 'what it cost', opening: `${inMarkdown(spendWords(teardown), longest.line)}\n`, items: prices, closing: '', between: '\n' },
  ];
}
