import type { Report } from '../grade/report.ts';
import { reportHtml } from '../publish/html.ts';
import type { SourceLines } from '../publish/html/excerpt.ts';
import { reportJson } from '../publish/json.ts';
import { reportJunit } from '../publish/junit.ts';
import { reportMarkdown } from '../publish/markdown.ts';
import { reviewerHtml } from '../publish/reviewer-html.ts';
import { reportSarif } from '../publish/sarif.ts';
import { inTheirReport } from './called.ts';
import type { World } from './world.ts';

export type Telling = { readonly world: World; readonly sourceLines: SourceLines };

/** What `docc grade` keeps of a report in its folder, by file name; `report.json` is the report itself. */
export function keptForms(report: Report, { world, sourceLines }: Telling): readonly { readonly name: string; readonly text: string }[] {
  const theirs = inTheirReport(report, world.called);
  return [
    { name: 'report.json', text: reportJson(report) },
    { name: 'report.md', text: reportMarkdown(theirs) },
    { name: 'report.sarif', text: reportSarif(report) },
    { name: 'report.junit.xml', text: reportJunit(report) },
    { name: 'report.html', text: reportHtml(theirs, sourceLines) },
    ...(theirs.reviewer === undefined ? [] : [{ name: 'reviewer.html', text: reviewerHtml(theirs, theirs.reviewer) }]),
  ];
}
