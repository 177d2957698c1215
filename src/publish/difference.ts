import type { CheckResult, Report } from '../grade/report.ts';
import { longest, oneLine, withoutCommands } from './neutral.ts';
import { inkOf } from './terminal/ink.ts';
import { block, wrapped } from './terminal/layout.ts';
import { fixLines, placeOf } from './terminal/loss.ts';
import { field, type Page, part } from './terminal/page.ts';
import { checksOf, counted, inPoints, points, standing, sumOf, wholePoints } from './words.ts';

/** One check in two reports; absent where that report hasn't got it. */
type Pair = { readonly before: CheckResult | undefined; readonly after: CheckResult | undefined };

export type DifferenceOptions = { readonly width: number; readonly colour: boolean };

const widest = 100;
const narrowest = 30;

/** What was won and lost between two reports, and why, as it is read in a terminal; it ends in a newline. */
export function difference(before: Report, after: Report, { width, colour }: DifferenceOptions): string {
  const page: Page = { columns: Math.max(narrowest, Math.min(width, widest)), ink: inkOf(colour) };
  const pairs = pairsOf(before, after);
  const won = pairs.filter((pair) => gain(pair) > 0);
  const lost = pairs.filter((pair) => gain(pair) < 0);
  const turned = pairs.filter((pair) => gain(pair) === 0 && verdictOf(pair.before) !== verdictOf(pair.after));
  const lines = [
    ...heading(before, after, page),
    ...part(page, 'Not of the same kind', otherwise(before, after).flatMap((line) => block(line, page.columns, 2))),
    ...part(page, `Won: ${inPoints(sumOf(won.map(gain)))}`, won.flatMap((pair) => changed(pair, page))),
    ...part(page, `Lost: ${inPoints(-sumOf(lost.map(gain)))}`, lost.flatMap((pair) => changed(pair, page))),
    ...part(page, 'Changed, for the same points', turned.flatMap((pair) => changed(pair, page))),
    ...(won.length + lost.length + turned.length === 0 ? ['', 'No check changed.'] : []),
    ...remaining(after, page),
  ];
  // On the whole: wrapping may have put the middle of a word where a line begins.
  return withoutCommands(`${lines.join('\n')}\n`);
}

function pairsOf(before: Report, after: Report): readonly Pair[] {
  const [old, now] = [before, after].map((report) => new Map(checksOf(report).map((check) => [check.id, check])));
  const ids = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...ids].map((id) => ({ before: old?.get(id), after: now?.get(id) }));
}

const gain = ({ before, after }: Pair): number => (Math.round((after?.earned ?? 0) * 10) - Math.round((before?.earned ?? 0) * 10)) / 10;

const signed = (value: number): string => (value < 0 ? `-${points(-value)}` : `+${points(value)}`);

function heading(before: Report, after: Report, { columns, ink }: Page): readonly string[] {
  const all = gain({ before: asCheck(before), after: asCheck(after) });
  const score = `${points(before.earned)} → ${points(after.earned)} of ${wholePoints(after.possible)} points (${signed(all)})`;
  const [was, is] = [standing(before).word, standing(after).word];
  return [...wrapped(score, columns).map((line) => ink('bold', line)), ...wrapped(was === is ? `${is}, as before` : `${was} → ${is}`, columns)];
}

// The sum of a report, to be compared as a check is.
const asCheck = ({ earned }: Report): CheckResult => ({ id: '', title: '', verdict: 'pass', earned, possible: earned, why: '', docs: '', level: 'junior', tier: 'source', skills: [] });

/** What keeps two reports from telling of the submission alone. */
function otherwise(before: Report, after: Report): readonly string[] {
  const word = (text: string): string => oneLine(text, longest.name);
  const version = ({ grader }: Report): string => word(grader.commit === undefined ? grader.version : `${grader.version} (${grader.commit.slice(0, 12)})`);
  const asked = ({ challenge }: Report): string => word(`${challenge.id} ${challenge.version}`);
  return [
    ...(before.submission.digest === after.submission.digest ? ['Both are of the same files: what changed is not the submission.'] : []),
    ...(before.challenge.digest === after.challenge.digest ? [] : [`The challenge differs: ${asked(before)} → ${asked(after)}${asked(before) === asked(after) ? ', of other content' : ''}. What a check is worth may differ for that alone.`]),
    ...(version(before) === version(after) ? [] : [`docc differs: ${version(before)} → ${version(after)}. It may judge otherwise.`]),
  ];
}

const verdictOf = (check: CheckResult | undefined): string => (check === undefined ? 'not asked' : check.verdict === 'unverified' ? 'not verified' : check.verdict);

/** A check with what was seen of it in one report and in the other. */
function changed({ before, after }: Pair, page: Page): readonly string[] {
  const check = after ?? before;
  if (check === undefined) return [];
  const worth = gain({ before, after });
  const first = `${signed(worth)} ${oneLine(check.title, longest.name)} (${oneLine(check.id, longest.name)})`;
  const [head = '', ...rest] = wrapped(first, page.columns - 2);
  return [
    `  ${page.ink(worth < 0 ? 'red' : worth > 0 ? 'green' : 'yellow', head)}`,
    ...rest.map((line) => `    ${line}`),
    ...field(page, 'before', [seen(before)]),
    ...field(page, 'after', [seen(after)]),
    ...fixLines(after?.fix, page),
  ];
}

function seen(check: CheckResult | undefined): string {
  if (check === undefined) return 'not asked';
  const words = oneLine(check.observed ?? check.reason ?? '', longest.line);
  const place = check.at === undefined ? '' : ` (${placeOf(check.at)})`;
  return `${verdictOf(check)}${words === '' ? '' : `: ${words}`}${place}`;
}

function remaining(after: Report, page: Page): readonly string[] {
  const lost = checksOf(after).filter(({ verdict }) => verdict === 'fail' || verdict === 'blocked');
  if (lost.length === 0) return [];
  return ['', ...wrapped(`Still lost: ${inPoints(sumOf(lost.map(({ possible }) => possible)))} in ${counted(lost.length, 'check')}.`, page.columns)];
}
