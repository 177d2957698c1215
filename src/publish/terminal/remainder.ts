import type { Report } from '../../grade/report.ts';
import { heldUp, unresolvedIn } from '../losses.ts';
import { longest, manyLines, oneLine } from '../neutral.ts';
import { andMore, counted, inPoints, unaskedIn, unaskedWords, unexercisedIn } from '../words.ts';
import { block, wrapped } from './layout.ts';
import { placeOf } from './loss.ts';
import { field, type Page, part } from './page.ts';

const most = { paths: 10, unresolved: 10, skills: 5, pages: 2 } as const;

/** Our own trouble, said to be ours. */
export function faultLines(report: Report, page: Page): readonly string[] {
  const held = heldUp(report);
  const wait = held === 0 ? [] : block(`${counted(held, 'check')} could not be judged for this; ${held === 1 ? 'its points stay' : 'their points stay'} open.`, page.columns, 2);
  const faults = report.faults.flatMap((fault) => {
    const [first = '', ...rest] = manyLines(fault.message, longest.paragraph).flatMap((line) => wrapped(line, page.columns - 2));
    const where = fault.section ?? fault.check;
    return [
      `${page.ink('yellow', '!')} ${first}`,
      ...rest.map((line) => `  ${line}`),
      ...(where === undefined ? [] : field(page, 'in', [oneLine(where, longest.name)])),
      ...field(page, 'repair', manyLines(fault.repair, longest.paragraph)),
    ];
  });
  return faults.length === 0 ? [] : part(page, 'Our fault, not yours: no point is lost by it', [...faults, ...wait]);
}

/** Paths of the submission that nobody read, with what to do about each. */
export function unreadLines({ submission: { refused, refusedBeyond } }: Report, page: Page): readonly string[] {
  const over = Math.max(0, refused.length - most.paths) + refusedBeyond;
  const lines = refused.slice(0, most.paths).flatMap(({ path, observed, fix }) => [
    `  ${oneLine(path, longest.path)}`,
    ...block(oneLine(observed, longest.line), page.columns, 4),
    ...block(`Fix: ${oneLine(fix, longest.paragraph)}`, page.columns, 4),
  ]);
  return part(page, 'Paths that were not read', [...lines, ...(over > 0 ? [`  ${andMore(over, 'path')}`] : [])]);
}

/** What the files alone could not settle. */
export function unresolvedLines(report: Report, page: Page): readonly string[] {
  const unresolved = unresolvedIn(report);
  const over = unresolved.length - most.unresolved;
  const lines = unresolved.slice(0, most.unresolved).flatMap((check) => [
    ...block(`${oneLine(check.title, longest.name)} (${inPoints(check.possible)})`, page.columns, 2),
    ...block(oneLine(check.reason ?? '', longest.line), page.columns, 4),
    ...(check.at === undefined ? [] : [`    ${placeOf(check.at)}`]),
  ]);
  return part(page, "What the files alone can't tell", [...lines, ...(over > 0 ? [`  ${andMore(over, 'check')}`] : [])]);
}

/** What nobody looked at, tier by tier, and what it takes. */
export function unexercisedLines(report: Report, page: Page): readonly string[] {
  const alike = Map.groupBy(unexercisedIn(report), ({ reason, remedy }) => JSON.stringify([reason, remedy]));
  return part(page, 'Not exercised', [...alike.values()].flatMap((group) => absenceLines(group, page)));
}

/** Objectives that who graded left out, and what waits for them. */
export function unaskedLines(report: Report, page: Page): readonly string[] {
  const [first] = unaskedIn(report);
  return first === undefined ? [] : part(page, 'Not asked for', [...block(`${unaskedWords(report)}: ${oneLine(first.reason, longest.line)}`, page.columns, 2), ...block(`→ ${oneLine(first.remedy, longest.line)}`, page.columns, 2)]);
}

/** Tiers that the same thing keeps from being looked at; it is told once. */
function absenceLines(group: Report['notExercised'], page: Page): readonly string[] {
  const [{ reason, remedy } = { reason: '', remedy: '' }] = group;
  const why = oneLine(reason, longest.line);
  const tiers = group.map(({ tier, points: open }) => ({ tier, words: group.length === 1 ? `${inPoints(open)}: ${why}` : inPoints(open) }));
  return [
    ...tiers.flatMap(({ tier, words }) => field(page, tier, [words])),
    ...(group.length === 1 ? [] : field(page, '', [`${group.length === 2 ? 'both' : `all ${group.length}`}: ${why}`])),
    ...field(page, '', [`→ ${oneLine(remedy, longest.line)}`]),
  ];
}

/** Where the points went, by skill, with the first pages to read. */
export function growthLines(report: Report, page: Page): readonly string[] {
  const lines = report.growth.slice(0, most.skills).flatMap(({ title, lost, read }) => [
    ...block(`${oneLine(title, longest.name)} (${inPoints(lost)} lost)`, page.columns, 2),
    ...read.filter((each) => each !== '').slice(0, most.pages).map((each) => `    ${oneLine(each, longest.line)}`),
  ]);
  return part(page, 'Where to grow', lines);
}
