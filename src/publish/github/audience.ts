import type { Report } from '../../grade/report.ts';
import { checksOf } from '../words.ts';

/** A report that holds what its reader must not see. */
export class NotForCandidates extends Error {
  override name = 'NotForCandidates';
}

/** Everybody who sees a pull request sees what is told on it: what isn't projected for candidates stops here. */
export function forCandidates(report: Report): Report {
  if (report.reviewer !== undefined) throw new NotForCandidates("the report holds the reviewer's page: tell project(report, 'candidate', …) in its place");
  const hidden = checksOf(report).find((each) => each.private === true);
  if (hidden !== undefined) throw new NotForCandidates("the report holds a private check: tell project(report, 'candidate', …) in its place");
  return report;
}
