import type { Report } from '../grade/report.ts';
import { timelineChart } from './html/bars.ts';
import type { SourceLines } from './html/excerpt.ts';
import { objectiveLosses } from './html/loss.ts';
import { html, nothing } from './html/markup.ts';
import { pageText, provenance } from './html/page.ts';
import { part, said } from './html/prose.ts';
import { faults, growth, passed, unasked, unexercised, unread, unresolved } from './html/remainder.ts';
import { teardown } from './html/teardown.ts';
import { firstStep, objectives, verdict } from './html/verdict.ts';
import { lossesOf } from './losses.ts';
import { longest, oneLine } from './neutral.ts';
import { aboutReproduce, hasReproduce, title } from './words.ts';

const parts = [
  ['faults', 'Our faults'],
  ['objectives', 'Objectives'],
  ['lost', 'Points lost'],
  ['unread', 'Not read'],
  ['unresolved', 'Not settled'],
  ['unexercised', 'Not exercised'],
  ['unasked', 'Not asked for'],
  ['growth', 'Where to grow'],
  ['passed', 'Passed'],
  ['teardown', 'Made on AWS'],
  ['timeline', 'Timeline'],
] as const;

/** For a report that is read where its files aren't. */
export const noLines: SourceLines = () => undefined;

/**
 * The candidate's page: `report.html`. Self-contained, without scripts. With the lines of the submission it shows them where
 * points were lost. Nothing of the reviewer's page is in it.
 */
export function reportHtml(report: Report, sourceLines: SourceLines = noLines): string {
  const losses = lossesOf(report);
  return pageText({
    title: title(report),
    heading: html`<p class="about">${said(`${report.challenge.title} ${report.challenge.version}`, longest.name)}</p>
<h1>Your grade${report.submission.repository === undefined ? nothing : html`: ${oneLine(report.submission.repository, longest.name)}`}</h1>`,
    parts,
    body: [
      verdict(report),
      firstStep(report),
      faults(report),
      part('objectives', 'Objectives', [objectives(report, true)]),
      part('lost', 'Points lost', [...(hasReproduce(report) ? [html`<p class="about">${aboutReproduce}</p>`] : []), ...losses.map((each) => objectiveLosses(each, sourceLines))]),
      unread(report),
      unresolved(report, sourceLines),
      unexercised(report),
      unasked(report),
      growth(report),
      passed(report),
      teardown(report),
      part('timeline', 'How the time went', timelineChart(report.timeline)),
    ],
    foot: provenance(report),
  });
}
