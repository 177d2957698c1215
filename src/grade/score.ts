import type { Outcome } from './judge.ts';
import { type Level, levels } from './check.ts';
import { levelOf, type Row } from './rubric.ts';

/** Whole tenths of a point. `verified` is what was decided either way; `possible` is everything. */
export type Tally = { readonly earned: number; readonly verified: number; readonly possible: number };

export type Outcomes = ReadonlyMap<string, Outcome>;

export const nothing: Tally = { earned: 0, verified: 0, possible: 0 };

export const add = (a: Tally, b: Tally): Tally => ({
  earned: a.earned + b.earned,
  verified: a.verified + b.verified,
  possible: a.possible + b.possible,
});

export function tallyOf(row: Row, outcomes: Outcomes): Tally {
  const verdict = outcomes.get(row.id)?.verdict ?? 'unverified';
  return {
    earned: verdict === 'pass' ? row.tenths : 0,
    verified: verdict === 'unverified' ? 0 : row.tenths,
    possible: row.tenths,
  };
}

export const tallyAll = (rows: readonly Row[], outcomes: Outcomes): Tally =>
  rows.reduce((all, row) => add(all, tallyOf(row, outcomes)), nothing);

/** Nobody passes by making things unresolvable, nobody fails by our fault: what is unverified may still decide. */
export function passedOf({ earned, verified, possible }: Tally, mark: number): boolean | null {
  if (earned >= mark) return true;
  return earned + (possible - verified) < mark ? false : null;
}

/** The highest level such that it and every level below it earned its share of what was possible. */
export function reachedLevel(rows: readonly Row[], outcomes: Outcomes, threshold: number): Level | null {
  let reached: Level | null = null;
  for (const level of levels) {
    const { earned, possible } = tallyAll(
      rows.filter((row) => levelOf(row) === level),
      outcomes,
    );
    if (earned < threshold * possible) return reached;
    reached = level;
  }
  return reached;
}

/** Points added as tenths: 0.1 + 0.2 is not 0.3 in doubles. */
export const sumPoints = (points: readonly number[]): number =>
  points.reduce((tenths, each) => tenths + Math.round(each * 10), 0) / 10;

/** Points as people read them: tenths divided by ten, which a double prints with one decimal. */
export const inPoints = ({ earned, verified, possible }: Tally): Tally => ({
  earned: earned / 10,
  verified: verified / 10,
  possible: possible / 10,
});
