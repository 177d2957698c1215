import type { Report } from '../grade/report.ts';
import { counted, points, unverifiedIn, wholePoints } from '../publish/words.ts';

/** 0 graded · 1 below --fail-under · 2 wrong use or unusable submission · 3 our fault · 130 stopped by the user. */
export const exitCodes = { graded: 0, below: 1, wrongUse: 2, fault: 3, stopped: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The one exit policy. Our fault comes first: a grade that lacks something by our doing can't be below anything. */
export function exitCodeOf(report: Report, failUnder: number | undefined): ExitCode {
  if (report.faults.length > 0) return exitCodes.fault;
  return failUnder !== undefined && report.earned < failUnder ? exitCodes.below : exitCodes.graded;
}

/** Why a grade ends with another code than 0, on a line for stderr; nothing where it ends with 0. */
export function exitWords(report: Report, failUnder: number | undefined): string {
  switch (exitCodeOf(report, failUnder)) {
    case exitCodes.fault:
      return `docc: exit code 3: ${counted(report.faults.length, 'fault')} of ours, told in the report; no point is lost by it\n`;
    case exitCodes.below: {
      const open = unverifiedIn(report);
      const besides = open === 0 ? '' : `; ${points(open)} more were not verified here`;
      return `docc: exit code 1: ${points(report.earned)} points earned, and --fail-under asks for ${wholePoints(failUnder ?? 0)}${besides}\n`;
    }
    default:
      return '';
  }
}

/** A command used wrongly; the message tells what to write. */
export class WrongUse extends Error {
  override name = 'WrongUse';
}
