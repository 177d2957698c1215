import { criticalPath, type Span } from '../critical-path.ts';
import { longest, oneLine } from '../neutral.ts';
import { counted, inPoints, listed, lostIn, points, unverifiedIn, wholePoints } from '../words.ts';
import { html, type Markup, nothing } from './markup.ts';

type Tally = { readonly earned: number; readonly verified: number; readonly possible: number };

const share = (part: number, whole: number): string => `${whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 100}%`;

/**
 * Patterns that the bars are filled with, so that they can be told apart without colour. Once in a page; not `display: none`,
 * with which browsers draw nothing of them.
 */
export const patterns: Markup = html`<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>
<pattern id="fill-lost" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="lost" width="6" height="6"/><rect class="stripe" width="2" height="6"/></pattern>
<pattern id="fill-open" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="open" width="6" height="6"/><circle class="dot" cx="3" cy="3" r="1"/></pattern>
</defs></svg>
`;

/** Earned, lost and not verified side by side; the mark as a line across. Of any width: its parts are percentages. */
export function tallyBar(tally: Tally, mark?: number): Markup {
  const [earned, lost, open] = [tally.earned, lostIn(tally), unverifiedIn(tally)];
  const at = (value: number): string => share(value, tally.possible);
  const cross = mark === undefined ? nothing : html`<line class="mark" x1="${at(mark)}" x2="${at(mark)}" y1="0" y2="100%"/>`;
  return html`<svg class="bar" width="100%" height="16" role="img" aria-label="${tallyWords(tally)}">\
<rect class="earned" x="0" width="${at(earned)}" height="100%"/>\
<rect class="is-lost" x="${at(earned)}" width="${at(lost)}" height="100%"/>\
<rect class="is-open" x="${at(earned + lost)}" width="${at(open)}" height="100%"/>${cross}</svg>`;
}

export function tallyWords(tally: Tally): string {
  const [lost, open] = [lostIn(tally), unverifiedIn(tally)];
  return listed([`${points(tally.earned)} of ${inPoints(tally.possible)} earned`, `${points(lost)} lost`, `${points(open)} not verified`]);
}

/** What the fillings of a bar mean, with how much of each there is; and what the line across it is. */
export const legend = (tally: Tally, mark: number): Markup => html`<ul class="legend">
${filled('earned', 'earned', tally.earned)}${filled('is-lost', 'lost', lostIn(tally))}${filled('is-open', 'not verified', unverifiedIn(tally))}\
<li>${swatch(html`<line class="mark" x1="7" x2="7" y1="0" y2="14"/>`)} <b>${wholePoints(mark)}</b> needed</li>
</ul>`;

const filled = (filling: 'earned' | 'is-lost' | 'is-open', words: string, value: number): Markup =>
  html`<li>${swatch(html`<rect class="${filling}" width="14" height="14"/>`)} <b>${points(value)}</b> ${words}</li>
`;

const swatch = (drawn: Markup): Markup => html`<svg width="14" height="14" aria-hidden="true" focusable="false">${drawn}</svg>`;

/** How much of the most this is. */
export const lossBar = (lost: number, most: number): Markup =>
  html`<svg class="bar thin" width="100%" height="10" aria-hidden="true" focusable="false"><rect class="is-lost" width="${share(lost, most)}" height="100%"/></svg>`;

/** When each collector looked, from the first's start to the last's end, in seconds; those that decided how long it took stand out. */
export function timelineChart(timeline: readonly Span[]): readonly Markup[] {
  const end = Math.max(...timeline.map(({ started, seconds }) => started + seconds));
  if (timeline.length === 0) return [];
  const path = criticalPath(timeline);
  const deciding = path.length < timeline.length ? path : [];
  const rows = timeline.toSorted((a, b) => a.started - b.started).map((each) => timelineRow(each, end, deciding.includes(each)));
  return [html`<table class="timeline">
<caption>${counted(timeline.length, 'collector')} in ${secondsWords(end)}, side by side${deciding.length === 0 ? nothing : pathWords(deciding)}</caption>
<thead><tr><th scope="col">Looked at</th><th scope="col">From start to end</th><th scope="col" class="number">Took</th></tr></thead>
<tbody>
${rows}</tbody>
</table>`];
}

const onPath: Markup = html`<span class="deciding" role="img" aria-label="on the critical path">◆</span>`;

const pathWords = (path: readonly Span[]): Markup =>
  html`. Marked ${onPath}: the critical path, ${secondsWords(path.reduce((sum, { seconds }) => sum + seconds, 0))} of it, where each began as the one before ended`;

const timelineRow = ({ section, started, seconds }: Span, end: number, decides: boolean): Markup => html`<tr><th scope="row">${oneLine(section, longest.name)}${decides ? html` ${onPath}` : nothing}</th><td class="wide"><svg class="bar thin" width="100%" height="10" aria-hidden="true" focusable="false"><rect class="${decides ? 'time deciding' : 'time'}" x="${share(started, end)}" width="${share(seconds, end)}" height="100%"/></svg></td><td class="number">${secondsWords(seconds)}</td></tr>
`;

const secondsWords = (seconds: number): string => (seconds < 100 ? `${seconds.toFixed(seconds < 10 ? 2 : 1)} s` : `${Math.round(seconds)} s`);
