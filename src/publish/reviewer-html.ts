import type { Report, Reviewer } from '../grade/report.ts';
import { timelineChart } from './html/bars.ts';
import { html } from './html/markup.ts';
import { pageText, provenance } from './html/page.ts';
import { part, said } from './html/prose.ts';
import { faults, unasked, unexercised, unread, unresolved } from './html/remainder.ts';
import { byLevel, discussion, facts, lostChecks, remarks } from './html/reviewed.ts';
import { objectives, verdict } from './html/verdict.ts';
import { longest, oneLine } from './neutral.ts';
import { title } from './words.ts';
import { noLines } from './html.ts';

const parts = [
  ['faults', 'Our faults'],
  ['unexercised', 'Not exercised'],
  ['unasked', 'Not asked for'],
  ['strengths', 'Strengths'],
  ['risks', 'Risks'],
  ['discussion', 'To talk about'],
  ['objectives', 'Objectives'],
  ['levels', 'Levels'],
  ['lost', 'Points lost'],
  ['unresolved', 'Not settled'],
  ['unread', 'Not read'],
  ['timeline', 'Timeline'],
] as const;

const submissionName = ({ submission: { repository, commit } }: Report): string => oneLine(repository ?? commit ?? 'a submission', longest.name);

/** The page for whoever hires: `reviewer.html`, never shown to candidates. What decides comes first, what proves it later. */
export function reviewerHtml(report: Report, reviewer: Reviewer): string {
  return pageText({
    title: `${submissionName(report)}, for the reviewer: ${title(report)}`,
    heading: html`<p class="about">${said(`${report.challenge.title} ${report.challenge.version}`, longest.name)} · for who hires, not for the candidate</p>
<h1>Reviewing ${submissionName(report)}</h1>`,
    parts,
    body: [
      verdict(report),
      facts(report),
      faults(report),
      unexercised(report),
      unasked(report),
      remarks('strengths', 'Strengths', reviewer.strengths, 'No check above junior level passed.'),
      remarks('risks', 'Risks', reviewer.risks, 'No check failed.'),
      discussion(reviewer),
      part('objectives', 'Objectives', [objectives(report, false)]),
      byLevel(report),
      lostChecks(report),
      unresolved(report, noLines),
      unread(report),
      part('timeline', 'How the time went', timelineChart(report.timeline)),
    ],
    foot: provenance(report),
  });
}
