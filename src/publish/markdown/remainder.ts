import type { Report } from '../../grade/report.ts';
import { heldUp, unresolvedIn } from '../losses.ts';
import { inCell, inCode, inMarkdown, longest } from '../neutral.ts';
import { andMore, counted, inPoints, points, unaskedIn, unaskedWords, unexercisedIn } from '../words.ts';
import { linked, placeOf } from './links.ts';
import type { Section } from './sections.ts';

const most = { paths: 20, unresolved: 20, skills: 5, pages: 3 } as const;

/** A part with a heading; none at all when it is empty. */
function headed(heading: string, items: readonly string[], between: Section['between'] = '\n'): readonly Section[] {
  return items.length === 0 ? [] : [{ name: heading.toLowerCase(), opening: `### ${heading}\n`, items, closing: '', between }];
}

/** Our own trouble, said to be ours. */
export function faultSections(report: Report): readonly Section[] {
  const items = report.faults.map(({ section, check, message, repair }) => {
    const where = section ?? check;
    const what = `**${inMarkdown(message, longest.line)}**${where === undefined ? '' : ` (${inCode(where, longest.name)})`}`;
    return `- ${what}\n  Repair: ${inMarkdown(repair, longest.line)}`;
  });
  const held = heldUp(report);
  const wait = held === 0 || items.length === 0 ? [] : [`- ${counted(held, 'check')} could not be judged for this; ${held === 1 ? 'its points stay' : 'their points stay'} open.`];
  return headed('Our fault, not yours: no point is lost by it', [...items, ...wait]);
}

/** Paths of the submission that nobody read, with what to do about each. */
export function unreadSections({ submission: { refused, refusedBeyond } }: Report): readonly Section[] {
  const over = Math.max(0, refused.length - most.paths) + refusedBeyond;
  const items = refused
    .slice(0, most.paths)
    .map(({ path, observed, fix }) => `- ${inCode(path, longest.path)}: ${inMarkdown(observed, longest.line)}\n  **Fix:** ${inMarkdown(fix, longest.paragraph)}`);
  return headed('Paths that were not read', [...items, ...(over > 0 ? [`- ${andMore(over, 'path')}`] : [])]);
}

/** What the files alone could not settle. */
export function unresolvedSections(report: Report, filesAt: string | undefined): readonly Section[] {
  const unresolved = unresolvedIn(report);
  const over = unresolved.length - most.unresolved;
  const items = unresolved.slice(0, most.unresolved).map(({ title, possible, reason = '', at }) => {
    const place = at === undefined ? '' : ` (${placeOf(at, filesAt)})`;
    return `- ${inMarkdown(title, longest.name)} (${inPoints(possible)}): ${inMarkdown(reason, longest.line)}${place}`;
  });
  return headed("What the files alone can't tell", [...items, ...(over > 0 ? [`- ${andMore(over, 'check')}`] : [])]);
}

/** What nobody looked at, tier by tier, and what it takes. */
export function unexercisedSections(report: Report): readonly Section[] {
  const rows = unexercisedIn(report).map(({ tier, points: open, reason, remedy }) =>
    `| ${tier} | ${points(open)} | ${inCell(inMarkdown(reason, longest.line))} | ${inCell(inMarkdown(remedy, longest.line))} |`);
  if (rows.length === 0) return [];
  const opening = '### Not exercised\n\n| Tier | Points | Why | What it takes |\n|---|---:|---|---|';
  return [{ name: 'not exercised', opening, items: rows, closing: '', between: '\n' }];
}

/** Objectives that who graded left out, and what waits for them. */
export function unaskedSections(report: Report): readonly Section[] {
  const [first] = unaskedIn(report);
  return first === undefined ? [] : headed('Not asked for', [`${unaskedWords(report)}: ${inMarkdown(first.reason, longest.line)}; ${inMarkdown(first.remedy, longest.line)}.`]);
}

/** Where the points went, by skill, with the first pages to read. */
export function growthSections(report: Report): readonly Section[] {
  const items = report.growth.slice(0, most.skills).map(({ title, lost, read }) => {
    const pages = read.filter((each) => each !== '').slice(0, most.pages).map((each) => linked(addressWords(each), each));
    return `- **${inMarkdown(title, longest.name)}** (${inPoints(lost)} lost)${pages.length === 0 ? '' : `: ${pages.join(', ')}`}`;
  });
  return headed('Where to grow', items);
}

/** `docs.docker.com`: whose page it is, in letters that no address can hide Markdown in. */
const addressWords = (address: string): string => (URL.canParse(address) ? new URL(address).hostname.replaceAll(/[^a-z0-9.-]/g, '') : 'page') || 'page';
