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
export const listed = (words: readonly string[], last: 'and' | 'or' = 'and'): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

// Tenths: 40.6 - 36 is not 4.6 in doubles.
const difference = (more: number, less: number): number => (Math.round(more * 10) - Math.round(less * 10)) / 10;

export const sumOf = (values: readonly number[]): number => values.reduce((tenths, value) => tenths + Math.round(value * 10), 0) / 10;

export const lostIn = ({ verified, earned }: Tally): number => difference(verified, earned);

export const unverifiedIn = ({ possible, verified }: Tally): number => difference(possible, verified);

export const checksOf = (report: Report): readonly CheckResult[] => report.objectives.flatMap(({ checks }) => checks);

/** Verified points, and those that are not with the reason for it. */
export function scoreWords(report: Report): { readonly verified: string; readonly rest: string | undefined } {
  const verified = `${points(report.earned)} of ${points(report.verified)} verified points`;
  const unasked = unaskedPoints(report);
  const open = difference(unverifiedIn(report), unasked);
  const parts = [...(open === 0 ? [] : [`${points(open)} ${restWords(report)}`]), ...(unasked === 0 ? [] : [`${points(unasked)} not asked for`])];
  return { verified, rest: parts.length === 0 ? undefined : parts.join(' · ') };
}

/** What nobody could look at here, and what belongs to objectives that nobody asked for. */
export const unexercisedIn = ({ notExercised }: Report): Report['notExercised'] => notExercised.filter(({ asked }) => asked !== false);
export const unaskedIn = ({ notExercised }: Report): Report['notExercised'] => notExercised.filter(({ asked }) => asked === false);
export const unaskedPoints = (report: Report): number => sumOf(unaskedIn(report).map(({ points: open }) => open));

const isUnasked = ({ checks }: Report['objectives'][number]): boolean => checks.length > 0 && checks.every(({ asked }) => asked === false);

/** `85.0 points of 4 objectives`: what was left out by who graded. */
export function unaskedWords(report: Report): string {
  const count = report.objectives.filter(isUnasked).length;
  return `${inPoints(unaskedPoints(report))}${count === 0 ? '' : ` of ${counted(count, 'objective')}`}`;
}

/** The checks that somebody asked for: an objective that was left out has a row that stands for all of its. */
export const askedIn = (report: Report): readonly CheckResult[] => report.objectives.filter((objective) => !isUnasked(objective)).flatMap(({ checks }) => checks);

function restWords(report: Report): string {
  const open = checksOf(report).filter(({ verdict, asked }) => verdict === 'unverified' && asked !== false);
  const caused = (cause: CheckResult['cause']) => open.filter((check) => check.cause === cause);
  const absent = tiers.filter((tier) => unexercisedIn(report).some((each) => each.tier === tier)).join(', ');
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

/** The verdict as a title: `36.0/100 · nothing lost in 1 of the 3 objectives looked at · source only`. */
export const title = (report: Report): string => `${points(report.earned)}/${wholePoints(report.possible)} · ${keptWords(report)} · ${depth(report)}`;

/** An objective that nobody looked at has lost nothing, which says nothing for it. */
function keptWords({ objectives }: Report): string {
  const judged = objectives.filter(({ verified }) => verified > 0);
  const kept = judged.filter((objective) => lostIn(objective) === 0).length;
  if (judged.length === 0) return 'no objective looked at';
  if (judged.length === objectives.length) return `nothing lost in ${kept} of ${counted(judged.length, 'objective')}`;
  return `nothing lost in ${kept} of the ${counted(judged.length, 'objective')} looked at`;
}

export const levelWords = (report: Report): string => (report.level === null ? 'no level yet' : `level ${report.level}`);

/** ``27 checks worth 24.3 points, lost until this passes: a 0.7, b 0.7, …``; of few the sum is plain to see. */
export function blocksWords(blocked: readonly CheckResult[], names: string): string {
  if (blocked.length <= 3) return `${names}, lost until this passes`;
  return `${counted(blocked.length, 'check')} worth ${inPoints(sumOf(blocked.map(({ possible }) => possible)))}, lost until this passes: ${names}`;
}

/** Said once, before the first of the commands. */
export const aboutReproduce = "Run the command at reproduce in your repository's root: it fails until its check is mended.";

/** Whether the report tells a command to run. */
export const hasReproduce = (report: Report): boolean => checksOf(report).some(({ verdict, reproduce }) => verdict === 'fail' && reproduce !== undefined);

export const advisory = 'Advisory: for practice. Nobody vouches for the machine that made it.';

/** What became of an objective, in a few words. */
export function objectiveWords(objective: Report['objectives'][number]): string {
  const lost = lostIn(objective);
  const open = unverifiedIn(objective);
  if (isUnasked(objective)) return 'not asked for';
  if (objective.verified === 0) return 'not verified yet';
  const kept = lost === 0 ? 'nothing lost' : `${points(lost)} lost`;
  return open === 0 ? (lost === 0 ? 'complete' : kept) : `${kept}, ${points(open)} not verified`;
}
