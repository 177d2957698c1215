import type { CheckResult, ObjectiveResult, Report } from '../../grade/report.ts';
import { firstFailing } from '../losses.ts';
import { longest, oneLine } from '../neutral.ts';
import { advisory, askedIn, checksOf, counted, levelWords, listed, lostIn, objectiveWords, points, scoreWords, standing, unverifiedIn, wholePoints } from '../words.ts';
import { block, columnsOf, fitted, indented, padded, wrapped } from './layout.ts';
import type { Page } from './page.ts';

const verdictInk = { Passed: 'green', 'Not passed': 'red', Undecided: 'yellow' } as const;

/** The verdict in one glance: points, level, whether it passes, and how far that can be trusted. */
export function verdictLines(report: Report, { columns, ink }: Page): readonly string[] {
  const { word, because } = standing(report);
  const { verified, rest } = scoreWords(report);
  const challenge = oneLine(`${report.challenge.title} ${report.challenge.version}`, longest.name);
  const score = wrapped([verified, ...(rest === undefined ? [] : [rest])].join(' · '), columns);
  return [
    ...wrapped(challenge, columns).map((line) => ink('dim', line)),
    '',
    ...score.map((line) => ink('bold', line)),
    ...styledStart(wrapped(`${word}: ${because} · ${levelWords(report)}`, columns), `${word}:`, (text) => ink(verdictInk[word], text)),
    ...(report.trust === 'advisory' ? wrapped(advisory, columns).map((line) => ink('dim', line)) : []),
  ];
}

const styledStart = ([first = '', ...rest]: readonly string[], start: string, style: (text: string) => string): readonly string[] => [
  first.startsWith(start) ? style(start) + first.slice(start.length) : first,
  ...rest,
];

/** Two lines for each objective: title and points, then a bar and what became of it. */
export function objectiveLines(report: Report, page: Page): readonly string[] {
  const rows = report.objectives.flatMap((objective, place) => row(objective, place + 1, page));
  return ['', ...rows, '', ...wrapped(countedVerdicts(report), page.columns)];
}

function row(objective: ObjectiveResult, number: number, { columns, ink }: Page): readonly string[] {
  const score = `${points(objective.earned)} / ${wholePoints(objective.possible)}`;
  const room = columns - 5 - 2 - columnsOf(score);
  const head = `${String(number).padStart(3)}  ${padded(fitted(oneLine(objective.title, longest.name), room), room)}  ${score}`;
  const failing = firstFailing(objective);
  const first = failing === undefined ? '' : ` · first: ${oneLine(failing.id, longest.name)}`;
  const [words = '', ...rest] = wrapped(objectiveWords(objective) + first, columns - 5 - barCells - 2);
  return [ink('bold', head), `${' '.repeat(5)}${bar(objective, ink)}  ${words}`, ...rest.map((line) => ' '.repeat(5 + barCells + 2) + line)];
}

const barCells = 10;

/** Earned, lost and not verified, in tenths of the possible; what was lost shows even when it is little. */
function bar(objective: ObjectiveResult, ink: Page['ink']): string {
  const cells = (share: number) => (objective.possible === 0 ? 0 : Math.floor((barCells * share) / objective.possible + 1e-9));
  const earned = cells(objective.earned);
  const open = lostIn(objective) === 0 ? barCells - earned : cells(unverifiedIn(objective));
  const lost = barCells - earned - open;
  return ink('green', '■'.repeat(earned)) + ink('red', '×'.repeat(lost)) + ink('dim', '·'.repeat(open));
}

function countedVerdicts(report: Report): string {
  const checks = askedIn(report);
  const shown = [
    { verdict: 'pass', words: 'passed' },
    { verdict: 'fail', words: 'failed' },
    { verdict: 'blocked', words: 'blocked' },
    { verdict: 'unverified', words: 'not verified' },
  ].flatMap(({ verdict, words }) => {
    const count = checks.filter((check) => check.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return `${counted(checks.length, 'check')}: ${listed(shown)}.`;
}

/** Every check that passed, for who asks for them all. */
export const passedLines = (report: Report, page: Page): readonly string[] =>
  checksOf(report)
    .filter(({ verdict }) => verdict === 'pass')
    .flatMap((check) => passed(check, page));

function passed(check: CheckResult, { columns, ink }: Page): readonly string[] {
  const [first = '', ...rest] = wrapped(oneLine(check.title, longest.name), columns - 8);
  return [
    `${ink('green', '✓')} ${points(check.earned).padStart(4)}  ${first}`,
    ...indented(rest, 8),
    ...block(oneLine(`${check.id}: ${check.observed ?? ''}`, longest.line), columns, 8).map((line) => ink('dim', line)),
  ];
}
