import { type Tier, tiers } from '../evidence/section.ts';
import type { CheckResult, Report } from '../grade/report.ts';

/** What a report says in words, the same in every form it takes. */

type Tally = { readonly earned: number; readonly verified: number; readonly possible: number };

/** `6.9`, `7.0`: points that may have a tenth. */
export const points = (value: number): string => value.toFixed(1);

/** `20`, `12.5`: points that a challenge sets, whole more often than not. */
export const wholePoints = (value: number): string => (Number.isInteger(value) ? String(value) : points(value));

export const inPoints = (value: number): string => `${points(value)} ${value === 1 ? 'point' : 'points'}`;

const plural = (count: number, noun: string): string => (count === 1 ? noun : `${noun}s`);

export const counted = (count: number, noun: string): string => `${count} ${plural(count, noun)}`;

/** What a list was cut by. */
export const andMore = (count: number, noun: string): string => `and ${count} more ${plural(count, noun)}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

// Tenths: 40.6 - 36 is not 4.6 in doubles.
const difference = (more: number, less: number): number => (Math.round(more * 10) - Math.round(less * 10)) / 10;

export const lostIn = ({ verified, earned }: Tally): number => difference(verified, earned);

export const unverifiedIn = ({ possible, verified }: Tally): number => difference(possible, verified);

export const checksOf = (report: Report): readonly CheckResult[] => report.objectives.flatMap(({ checks }) => checks);

/** Verified points, and those that are not with the reason for it. */
export function scoreWords(report: Report): { readonly verified: string; readonly rest: string | undefined } {
  const verified = `${points(report.earned)} of ${points(report.verified)} verified points`;
  const rest = unverifiedIn(report);
  return { verified, rest: rest === 0 ? undefined : `${points(rest)} ${restWords(report)}` };
}

function restWords(report: Report): string {
  const open = checksOf(report).filter(({ verdict }) => verdict === 'unverified');
  const caused = (cause: CheckResult['cause']) => open.filter((check) => check.cause === cause);
  const absent = tiers.filter((tier) => report.notExercised.some((each) => each.tier === tier)).join(', ');
  if (caused('not-exercised').length === open.length && absent !== '') return `not exercised (${absent})`;
  const reasons = [
    ...(absent === '' ? [] : [`${absent} not exercised`]),
    ...(caused('fault').length === 0 ? [] : [`${counted(caused('fault').length, 'check')} held up by our faults`]),
    ...(caused('unresolved').length === 0 ? [] : [`${counted(caused('unresolved').length, 'check')} that files can't settle`]),
  ];
  return reasons.length === 0 ? 'not verified' : `not verified (${reasons.join('; ')})`;
}

export type Standing = { readonly word: 'Passed' | 'Not passed' | 'Undecided'; readonly because: string };

export function standing(report: Report): Standing {
  const needed = `${wholePoints(report.mark)} needed`;
  const rest = unverifiedIn(report);
  if (report.passed === true) return { word: 'Passed', because: `${needed}, ${points(report.earned)} earned` };
  if (report.passed === null) return { word: 'Undecided', because: `${needed}, ${points(report.earned)} earned, ${points(rest)} could still count` };
  const open = rest === 0 ? '' : `, and the ${points(rest)} not verified can't make up for it`;
  return { word: 'Not passed', because: `${needed}, ${points(report.earned)} earned${open}` };
}

/** The tiers that at least one check of the report was really judged in. */
const lookedAt = (report: Report): readonly Tier[] => tiers.filter((tier) => checksOf(report).some((check) => check.tier === tier && wasExercised(check)));

const wasExercised = ({ verdict, cause }: CheckResult): boolean =>
  verdict === 'pass' || verdict === 'fail' || (verdict === 'unverified' && cause !== 'not-exercised');

/** `source only`, `source and image`, `all four tiers`. */
function depth(report: Report): string {
  const seen = lookedAt(report);
  if (seen.length === tiers.length) return 'all four tiers';
  return seen.length === 0 ? 'nothing exercised' : seen.length === 1 ? `${seen.join('')} only` : listed(seen);
}

/** The verdict as a title: `36.0/100 · nothing lost in 1 of 5 objectives · source only`. */
export function title(report: Report): string {
  const kept = report.objectives.filter((objective) => objective.verified > 0 && lostIn(objective) === 0).length;
  const objectives = `nothing lost in ${kept} of ${counted(report.objectives.length, 'objective')}`;
  return `${points(report.earned)}/${wholePoints(report.possible)} · ${objectives} · ${depth(report)}`;
}

export const levelWords = (report: Report): string => (report.level === null ? 'no level yet' : `level ${report.level}`);

export const advisory = 'Advisory: for practice. The grade that counts comes from the grading workflow.';

/** What became of an objective, in a few words. */
export function objectiveWords(objective: Report['objectives'][number]): string {
  const lost = lostIn(objective);
  const open = unverifiedIn(objective);
  if (objective.verified === 0) return 'not verified yet';
  const kept = lost === 0 ? 'nothing lost' : `${points(lost)} lost`;
  return open === 0 ? (lost === 0 ? 'complete' : kept) : `${kept}, ${points(open)} not verified`;
}
