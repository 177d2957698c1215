import type { Report } from '../../grade/report.ts';
import { heldUp, unresolvedIn } from '../losses.ts';
import { longest } from '../neutral.ts';
import { andMore, checksOf, counted, inPoints, points, unaskedIn, unaskedWords, unexercisedIn } from '../words.ts';
import { lossBar } from './bars.ts';
import { excerpt, type SourceLines } from './excerpt.ts';
import { html, type Markup, nothing } from './markup.ts';
import { addressWords, linked, named, part, said } from './prose.ts';

const most = { paths: 50, unresolved: 50, skills: 12 } as const;

const list = (items: readonly Markup[]): readonly Markup[] =>
  items.length === 0 ? [] : [html`<ul>
${items.map((item) => html`<li>${item}</li>
`)}</ul>`];

const more = (over: number, noun: string): readonly Markup[] => (over > 0 ? [html`${andMore(over, noun)}`] : []);

/** Our own trouble, said to be ours. */
export function faults(report: Report): Markup {
  const items = report.faults.map(({ section, check, message, repair }) => {
    const where = section ?? check;
    return html`<b>${said(message, longest.line)}</b>${where === undefined ? nothing : html` (${named(where, longest.name)})`}<br>Repair: ${said(repair, longest.line)}`;
  });
  const held = heldUp(report);
  const wait = held === 0 || items.length === 0 ? [] : [html`${counted(held, 'check')} could not be judged for this; ${held === 1 ? 'its points stay' : 'their points stay'} open.`];
  return part('faults', 'Our fault, not yours: no point is lost by it', list([...items, ...wait]));
}

/** Paths of the submission that nobody read, with what to do about each. */
export function unread({ submission: { refused, refusedBeyond } }: Report): Markup {
  const items = refused.slice(0, most.paths).map(({ path, observed, fix }) => html`${named(path, longest.path)}: ${said(observed, longest.line)}<br><b>Fix:</b> ${said(fix, longest.paragraph)}`);
  return part('unread', 'Paths that were not read', list([...items, ...more(Math.max(0, refused.length - most.paths) + refusedBeyond, 'path')]));
}

/** What the files alone could not settle. */
export function unresolved(report: Report, sourceLines: SourceLines): Markup {
  const all = unresolvedIn(report);
  const items = all.slice(0, most.unresolved).map(({ title, possible, reason = '', at }) =>
    html`${said(title, longest.name)} (${inPoints(possible)}): ${said(reason, longest.line)}${at === undefined ? nothing : excerpt(at, sourceLines)}`);
  return part('unresolved', 'What the files alone can’t tell', list([...items, ...more(all.length - most.unresolved, 'check')]));
}

/** What nobody looked at, tier by tier, and what it takes. */
export function unexercised(report: Report): Markup {
  const rows = unexercisedIn(report).map(({ tier, points: open, reason, remedy }) =>
    html`<tr><th scope="row"><b>${tier}</b></th><td class="number">${inPoints(open)}</td><td>${said(reason, longest.line)}</td><td>${said(remedy, longest.line)}</td></tr>
`);
  return part('unexercised', 'Not exercised', rows.length === 0 ? [] : [html`<table class="unexercised stacked">
<thead><tr><th scope="col">Tier</th><th scope="col" class="number">Worth</th><th scope="col">Why</th><th scope="col">What it takes</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`]);
}

/** Objectives that who graded left out, and what waits for them. */
export function unasked(report: Report): Markup {
  const [first] = unaskedIn(report);
  return part('unasked', 'Not asked for', first === undefined ? [] : [html`<p>${unaskedWords(report)}: ${said(first.reason, longest.line)}; ${said(first.remedy, longest.line)}.</p>`]);
}

/** Where the points went, by skill, with pages to read. */
export function growth(report: Report): Markup {
  const worst = Math.max(0, ...report.growth.map(({ lost }) => lost));
  const items = report.growth.slice(0, most.skills).map(({ title, lost, read }) => html`<li><b>${said(title, longest.name)}</b> <span class="words">${inPoints(lost)} lost</span>
${lossBar(lost, worst)}
${list(read.filter((each) => each !== '').map((each) => linked(each, addressWords(each))))}</li>
`);
  return part('growth', 'Where to grow', items.length === 0 ? [] : [html`<p class="about">Points lost by skill; a check may ask for several. Next to each, what to read first.</p>
<ul class="growth">
${items}</ul>`]);
}

/** Every check that passed, folded: people look for one of them, nobody reads them all. */
export function passed(report: Report): Markup {
  const items = checksOf(report)
    .filter(({ verdict }) => verdict === 'pass')
    .map(({ id, title, earned, observed = '' }) => html`<b>${said(title, longest.name)}</b> <span class="words">${points(earned)}</span><br>${named(id, longest.name)}: ${said(observed, longest.line)}`);
  return part('passed', 'Passed', items.length === 0 ? [] : [html`<details><summary>${counted(items.length, 'check')} passed</summary>
${list(items)}
</details>`]);
}
