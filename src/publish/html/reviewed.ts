import { tiers } from '../../evidence/section.ts';
import { levels } from '../../grade/check.ts';
import type { CheckResult, Report, Reviewer } from '../../grade/report.ts';
import { longest, oneLine } from '../neutral.ts';
import { askedIn, checksOf, counted, inPoints, listed, lostIn, points, sumOf, unaskedPoints, unexercisedIn, unverifiedIn } from '../words.ts';
import { tallyBar } from './bars.ts';
import { html, type Markup, nothing } from './markup.ts';
import { named, part, placeWords, said } from './prose.ts';

/** What decides before anything else is read. */
export function facts(report: Report): Markup {
  const checks = askedIn(report);
  const judged = checks.filter(({ verdict }) => verdict !== 'unverified').length;
  const worst = report.objectives.toSorted((a, b) => lostIn(b) - lostIn(a))[0];
  const lost = worst === undefined || lostIn(worst) === 0 ? 'nothing' : `${oneLine(worst.title, longest.name)} (${points(lostIn(worst))})`;
  const missing = unverifiedIn(report) === 0 ? 'nothing' : `${inPoints(unverifiedIn(report))}${unaskedPoints(report) === 0 ? '' : `, of which ${points(unaskedPoints(report))} not asked for`}${unexercisedIn(report).length === 0 ? '' : `; tiers ${listed([...new Set(unexercisedIn(report).map(({ tier }) => tier))])}`}`;
  return html`<dl class="facts">
${fact('Level reached', report.level ?? 'none yet')}${fact('Judged', `${judged} of ${counted(checks.length, 'check')}`)}${fact('Most lost in', lost)}${fact('Not known', missing)}</dl>
`;
}

const fact = (term: string, words: string): Markup => html`<div><dt>${term}</dt><dd>${words}</dd></div>
`;

/** Strengths and risks, each with the checks it rests on. */
export const remarks = (id: string, heading: string, all: Reviewer['strengths'], without: string): Markup =>
  part(id, heading, [
    all.length === 0
      ? html`<p>${without}</p>`
      : html`<ul>
${all.map(({ text, checks }) => html`<li>${said(asSentence(text), longest.paragraph)} <span class="words">${checks.map((check) => html`${named(check, longest.name)} `)}</span></li>
`)}</ul>`,
  ]);

/** What was observed begins in the middle of a sentence; here it opens one. */
const asSentence = (text: string): string => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());

/** Questions about this very submission, by topic. */
export function discussion({ prompts }: Reviewer): Markup {
  const byTopic = [...Map.groupBy(prompts, ({ topic }) => topic)];
  return part('discussion', 'To talk about', byTopic.map(([topic, asked]) => html`<div class="topic"><h3>${said(topic, longest.name)}</h3>
${asked.map(({ ask, check }) => html`<blockquote><p>${said(asSentence(ask), longest.paragraph)} <span class="words">${named(check, longest.name)}</span></p></blockquote>
`)}</div>
`));
}

/** How much of each level's points was earned: what a level rests on. */
export function byLevel(report: Report): Markup {
  const rows = levels.flatMap((level) => {
    const mine = askedIn(report).filter((check) => check.level === level);
    return mine.length === 0 ? [] : [levelRow(level, mine, report.level === level)];
  });
  return part('levels', 'By level', [
    html`<p class="about">${report.level === null ? noLevel(report) : html`Level reached: <b>${report.level}</b>, and every one below it.`} A level takes most of its own points and of those below it; what was not verified isn’t earned.</p>
<table class="objectives stacked">
<thead><tr><th scope="col">Level of the checks</th><th scope="col">Earned, lost, not verified</th><th scope="col" class="number">Points</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`,
  ]);
}

/** What stands between the submission and the first level: lost points, or points that nobody has looked at. */
function noLevel(report: Report): string {
  if (unaskedPoints(report) > 0) return 'No level can be told where only a part of the challenge was asked for.';
  const first = levels.find((level) => checksOf(report).some((check) => check.level === level));
  const mine = checksOf(report).filter(({ level }) => level === first);
  const open = mine.filter(({ verdict }) => verdict === 'unverified');
  const tally = tallyOf(mine);
  const { earned, possible } = tally;
  const lost = lostIn(tally);
  if (open.length === 0) return `No level is reached: ${points(lost)} of the ${inPoints(possible)} of ${first} are lost, too many.`;
  const waits = open.every(({ cause }) => cause === 'not-exercised') ? `by grading ${listed(tiers.filter((tier) => open.some((check) => check.tier === tier)).map((tier) => `tier ${tier}`))}` : 'by judging what is open below';
  return `No level can be told yet: of the ${inPoints(possible)} of ${first}, ${points(earned)} are earned, ${lost === 0 ? 'none' : points(lost)} lost, and ${points(unverifiedIn(tally))} not verified. They are what decides it, ${waits}.`;
}

const tallyOf = (checks: readonly CheckResult[]) => ({
  earned: sumOf(checks.map((check) => check.earned)),
  verified: sumOf(checks.filter(({ verdict }) => verdict !== 'unverified').map((check) => check.possible)),
  possible: sumOf(checks.map((check) => check.possible)),
});

function levelRow(level: string, checks: readonly CheckResult[], reached: boolean): Markup {
  const tally = tallyOf(checks);
  return html`<tr><th scope="row">${level}${reached ? html` <b>(reached)</b>` : nothing}</th><td class="wide">${tallyBar(tally)}</td><td class="number"><b>${points(tally.earned)}</b> / ${points(tally.possible)}</td></tr>
`;
}

/** Every lost check on a line; the candidate's page has the whole story. */
export function lostChecks(report: Report): Markup {
  const lost = checksOf(report).filter(({ verdict }) => verdict === 'fail' || verdict === 'blocked').toSorted((a, b) => b.possible - a.possible);
  return part('lost', 'Points lost', lost.length === 0 ? [] : [html`<table class="stacked">
<thead><tr><th scope="col">Check</th><th scope="col">Observed</th><th scope="col" class="number">Lost</th></tr></thead>
<tbody>
${lost.map(lostRow)}</tbody>
</table>`]);
}

const lostRow = ({ id, title, level, verdict, reason = '', observed = '', at, possible, private: isPrivate }: CheckResult): Markup =>
  html`<tr><th scope="row">${said(title, longest.name)}<br><span class="words">${named(id, longest.name)} ${level}${isPrivate === true ? ', private' : nothing}</span></th><td>${verdict === 'blocked' ? html`blocked: ${said(reason, longest.line)}` : said(observed, longest.line)}${at === undefined ? nothing : html` <span class="words">${named(placeWords(at), longest.path + 12)}</span>`}</td><td class="number">−${points(possible)}</td></tr>
`;
