import type { Report } from '../../grade/report.ts';
import { reportMarkdown } from '../markdown.ts';
import { annotationsOf } from './annotations.ts';
import { type Attempt, attemptOf } from './attempts.ts';
import { forCandidates } from './audience.ts';
import type { ChangedLines } from './changed-lines.ts';
import { type Verdict, verdictOf } from './check.ts';
import type { Subject } from './subject.ts';

/** A graded commit of a pull request, as it is to be told there. */
export type Told = {
  readonly subject: Subject;
  readonly verdict: Verdict;
  readonly attempt: Attempt;
  /** The whole report as Markdown, within what a comment may hold. */
  readonly page: string;
};

/**
 * `filesAt` is the address under which the commit's files can be read.
 * @throws {NotForCandidates} for a report that holds more than candidates may see
 */
export function toldOf(report: Report, subject: Subject, changed: ChangedLines, filesAt: string): Told {
  const page = reportMarkdown(forCandidates(report), filesAt).trimEnd();
  return { subject, page, attempt: attemptOf(report, subject), verdict: verdictOf(report, page, annotationsOf(report, changed)) };
}
