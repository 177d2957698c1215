import type { Report } from '../grade/report.ts';

/** 0 graded · 1 below --fail-under · 2 wrong use or unusable submission · 3 our fault · 130 stopped by the user. */
export const exitCodes = { graded: 0, below: 1, wrongUse: 2, fault: 3, stopped: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The one exit policy. Our fault comes first: a grade that lacks something by our doing can't be below anything. */
export function exitCodeOf(report: Report, failUnder: number | undefined): ExitCode {
  if (report.faults.length > 0) return exitCodes.fault;
  return failUnder !== undefined && report.earned < failUnder ? exitCodes.below : exitCodes.graded;
}

/** A command used wrongly; the message tells what to write. */
export class WrongUse extends Error {
  override name = 'WrongUse';
}
