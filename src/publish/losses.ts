import type { CheckResult, ObjectiveResult, Report } from '../grade/report.ts';
import type { Edit } from '../grade/judgement.ts';
import { checksOf, sumOf } from './words.ts';

/** As many places and edits of one check as people look at. */
export const mostPlaces = 6;
export const mostEdits = 3;

/** A check that failed, and those that are lost with it until it passes. */
export type Loss = { readonly check: CheckResult; readonly blocks: readonly CheckResult[] };

export type ObjectiveLosses = {
  readonly objective: ObjectiveResult;
  /** Its place among the objectives, from 1. */
  readonly number: number;
  readonly losses: readonly Loss[];
  /** Blocked by what this report doesn't show. */
  readonly stranded: readonly CheckResult[];
};

/** Every objective that lost points, with what it lost; a check that two others block is told under both. */
export function lossesOf(report: Report): readonly ObjectiveLosses[] {
  const checks = checksOf(report);
  const failed = new Set(checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id));
  const blocked = checks.filter(({ verdict }) => verdict === 'blocked');
  return report.objectives.flatMap((objective, place) => {
    const losses = objective.checks
      .filter(({ verdict }) => verdict === 'fail')
      .map((check) => ({ check, blocks: blocked.filter(({ blockedBy }) => blockedBy?.includes(check.id)) }));
    const stranded = objective.checks.filter(({ verdict, blockedBy }) => verdict === 'blocked' && !blockedBy?.some((id) => failed.has(id)));
    const nothing = losses.length === 0 && stranded.length === 0 && withheldLoss(objective) === undefined;
    return nothing ? [] : [{ objective, number: place + 1, losses, stranded }];
  });
}

/** All that comes back with a check: its own points, and those of what it blocks. */
export const pointsBehind = ({ check, blocks }: Loss): number => sumOf([check, ...blocks].map(({ possible }) => possible));

/** The failed check with most points behind it; of equals the one told first. */
export function weightiest(report: Report): Loss | undefined {
  const losses = lossesOf(report).flatMap((each) => each.losses);
  const most = Math.max(...losses.map(pointsBehind));
  return losses.find((loss) => pointsBehind(loss) === most);
}

export const firstFailing = ({ checks }: ObjectiveResult): CheckResult | undefined => checks.find(({ verdict }) => verdict === 'fail');

/** Private checks that lost points: how many there are is all that may be told. */
export function withheldLoss({ withheld }: ObjectiveResult): ObjectiveResult['withheld'] {
  return withheld !== undefined && withheld.verified > withheld.earned ? withheld : undefined;
}

/** Checks whose own files could not settle them, not those that only come after such a check. */
export const unresolvedIn = (report: Report): readonly CheckResult[] =>
  checksOf(report).filter(({ verdict, cause, blockedBy }) => verdict === 'unverified' && cause === 'unresolved' && blockedBy === undefined);

/** How many checks a fault of ours keeps from being judged. */
export const heldUp = (report: Report): number => checksOf(report).filter(({ verdict, cause }) => verdict === 'unverified' && cause === 'fault').length;

/** `line 3 becomes`, `lines 3 to 5 go`, `before line 7 comes`. */
export function editWords({ from, to, text }: Edit): string {
  if (to < from) return `before line ${from} comes`;
  const lines = from === to ? `line ${from}` : `lines ${from} to ${to}`;
  const many = to > from;
  if (text === '') return `${lines} ${many ? 'go' : 'goes'}`;
  return `${lines} ${many ? 'become' : 'becomes'}`;
}
