import type { ObjectiveResult, Report } from '../../grade/report.ts';
import { lossesOf, pointsBehind, weightiest } from '../losses.ts';
import { longest, oneLine } from '../neutral.ts';
import { advisory, inPoints, levelWords, lostIn, objectiveWords, points, scoreWords, standing, unaskedPoints, unexercisedIn, unverifiedIn, wholePoints } from '../words.ts';
import { legend, tallyBar } from './bars.ts';
import { lossAnchor, lossesAnchor } from './loss.ts';
import { html, type Markup, nothing } from './markup.ts';
import { named, placeWords, said } from './prose.ts';

const tone = { Passed: 'good', 'Not passed': 'bad', Undecided: 'undecided' } as const;

/** The verdict in one glance: points, level, whether it passes, and how far that can be trusted. */
export function verdict(report: Report): Markup {
  const { word, because } = standing(report);
  const { rest } = scoreWords(report);
  return html`<div class="verdict ${tone[word]}">
<p class="score"><strong>${points(report.earned)}</strong> of ${wholePoints(report.possible)} points <span class="word">${word}</span></p>
${tallyBar(report, report.mark)}
${legend(report, report.mark)}
<p>${because} · ${levelWords(report)}${rest === undefined ? nothing : `. ${rest}`}.</p>
${report.trust === 'advisory' ? html`<p class="trust">${advisory}</p>` : nothing}
</div>
`;
}

/** What to do first, for most points. */
export function firstStep(report: Report): Markup {
  const next = weightiest(report);
  if (next === undefined) return kindWord(report);
  const { check, blocks } = next;
  return html`<p class="next"><b>Start here:</b> <a href="#${anchorOf(report, check.id)}">${said(check.title, longest.name)}</a>\
${check.at === undefined ? nothing : html` at ${named(placeWords(check.at), longest.path + 12)}`}, for ${blocks.length === 0 ? '' : 'up to '}${inPoints(pointsBehind(next))}.</p>
`;
}

function kindWord(report: Report): Markup {
  if (report.verified === 0 || lostIn(report) > 0) return nothing;
  const rest = unverifiedIn(report) === 0 ? 'Nothing left to do.' : unexercisedIn(report).length === 0 && unaskedPoints(report) > 0 ? 'The rest was not asked for.' : 'What the rest waits for stands under “Not exercised”.';
  return html`<p class="next"><b>Every verified point is earned.</b> ${rest}</p>
`;
}

function anchorOf(report: Report, id: string): string {
  const found = lossesOf(report).flatMap(({ number, losses }) => losses.map(({ check }, place) => ({ id: check.id, anchor: lossAnchor(number, place) })));
  return found.find((each) => each.id === id)?.anchor ?? 'lost';
}

/** A row for each objective: title, bar and what became of it; its number leads to what was lost, where the page tells that. */
export function objectives(report: Report, linksToLosses: boolean): Markup {
  const lost = new Set(lossesOf(report).map(({ number }) => number));
  return html`<table class="objectives stacked">
<thead><tr><th scope="col">Objective</th><th scope="col">Earned, lost, not verified</th><th scope="col" class="number">Points</th></tr></thead>
<tbody>
${report.objectives.map((objective, place) => row(objective, place + 1, linksToLosses && lost.has(place + 1)))}</tbody>
</table>`;
}

function row(objective: ObjectiveResult, number: number, linked: boolean): Markup {
  const title = html`${number}. ${oneLine(objective.title, longest.name)}`;
  return html`<tr><th scope="row">${linked ? html`<a href="#${lossesAnchor(number)}">${title}</a>` : title}</th>\
<td class="wide">${tallyBar(objective)}<span class="words">${objectiveWords(objective)}</span></td>\
<td class="number"><b>${points(objective.earned)}</b> / ${wholePoints(objective.possible)}</td></tr>
`;
}
