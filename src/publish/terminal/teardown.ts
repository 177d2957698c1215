import type { Report } from '../../grade/report.ts';
import { longest, oneLine } from '../neutral.ts';
import { fateWords, priceWords, spendWords, teardownWords } from '../teardown.ts';
import { block } from './layout.ts';
import { type Page, part } from './page.ts';

/** What docc made on AWS for the grade, that it is gone, and what it cost. */
export function teardownLines({ measured: { teardown } }: Report, page: Page): readonly string[] {
  if (teardown === undefined) return [];
  const line = (text: string, indent: number): readonly string[] => block(oneLine(text, longest.line), page.columns, indent);
  return part(page, 'Made on AWS', [
    ...line(teardownWords(teardown), 2),
    ...teardown.resources.flatMap((each) => [...line(each.what, 2), ...line(fateWords(each), 4)]),
    ...line(spendWords(teardown), 2),
    ...teardown.spend.rows.flatMap((row) => [...line(priceWords(row), 4), `      ${oneLine(row.source, longest.line)}`]),
  ]);
}
