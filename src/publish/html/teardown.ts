import type { Report } from '../../grade/report.ts';
import { longest } from '../neutral.ts';
import { fateWords, priceWords, spendWords, teardownWords } from '../teardown.ts';
import { html, type Markup, nothing } from './markup.ts';
import { addressWords, linked, named, part, said } from './prose.ts';

/** What docc made on AWS for the grade, that it is gone, and what it cost. */
export function teardown({ measured: { teardown: told } }: Report): Markup {
  if (told === undefined) return nothing;
  const made = told.resources.map((each) => html`<li>${named(each.what, longest.line)}: ${said(fateWords(each), longest.line)}</li>
`);
  const prices = told.spend.rows.map((row) => html`<li>${said(priceWords(row), longest.line)} (${linked(row.source, addressWords(row.source))})</li>
`);
  const list = (items: readonly Markup[]): Markup => (items.length === 0 ? nothing : html`<ul>
${items}</ul>
`);
  return part('teardown', 'Made on AWS', [html`<p>${said(teardownWords(told), longest.line)}</p>
${list(made)}<p>${said(spendWords(told), longest.line)}</p>
${list(prices)}`]);
}
