import type { CheckResult } from '../../grade/report.ts';
import { type Loss, mostEdits, mostPlaces, type ObjectiveLosses, withheldLoss } from '../losses.ts';
import { longest, oneLine } from '../neutral.ts';
import { andMore, blocksWords, counted, inPoints, lostIn, points } from '../words.ts';
import { change, excerpt, type SourceLines } from './excerpt.ts';
import { html, type Markup, nothing } from './markup.ts';
import { addressWords, command, linked, named, paragraphs, said } from './prose.ts';

/** The anchor of what an objective lost. */
export const lossesAnchor = (number: number): string => `lost-${number}`;

/** The anchor of one lost check, by its place: an id may say anything. */
export const lossAnchor = (number: number, place: number): string => `lost-${number}-${place + 1}`;

/** What one objective lost: each failed check with everything that mends it. */
export function objectiveLosses(of: ObjectiveLosses, sourceLines: SourceLines): Markup {
  const { objective, number, losses, stranded } = of;
  const anchor = lossesAnchor(number);
  return html`<section id="${anchor}" aria-labelledby="${anchor}-heading">
<h3 id="${anchor}-heading">${number}. ${said(objective.title, longest.name)}: ${inPoints(lostIn(objective))} lost</h3>
${losses.map((loss, place) => lostCheck(loss, lossAnchor(number, place), sourceLines))}
${stranded.length === 0 ? nothing : html`<p><b>Blocked by a check that is not shown:</b> ${names(stranded)}</p>`}
${withheldNote(objective)}
</section>
`;
}

function withheldNote(objective: ObjectiveLosses['objective']): Markup {
  const withheld = withheldLoss(objective);
  if (withheld === undefined) return nothing;
  return html`<p><b>Private checks:</b> ${inPoints(lostIn(withheld))} lost in ${counted(withheld.checks, 'check')} that ${withheld.checks === 1 ? 'is' : 'are'} not shown.</p>`;
}

function lostCheck({ check, blocks }: Loss, anchor: string, sourceLines: SourceLines): Markup {
  return html`<article class="loss" id="${anchor}" aria-labelledby="${anchor}-heading">
<h4 id="${anchor}-heading">${said(check.title, longest.name)} <span class="lost-points">−${points(check.possible)}</span></h4>
<p class="about">${named(check.id, longest.name)} · ${check.level}${check.private === true ? ' · private' : nothing}</p>
<div class="seen">${labelled('Expected', check.expected)}${labelled('Observed', check.observed)}</div>
<h5>Where</h5>
${places(check, sourceLines)}
${fix(check, sourceLines)}
${reproduce(check)}
${why(check)}
${blocks.length === 0 ? nothing : html`<p class="blocks"><b>Blocks</b> ${blocksWords(blocks, names(blocks))}</p>`}
</article>
`;
}

const labelled = (label: string, text: string | undefined): Markup =>
  text === undefined || text.trim() === '' ? nothing : html`<div><h5>${label}</h5>
${paragraphs(text, longest.paragraph)}</div>`;

function places({ at, alsoAt = [] }: CheckResult, sourceLines: SourceLines): Markup {
  if (at === undefined) return html`<p>Nowhere in the files yet.</p>`;
  const all = [at, ...alsoAt];
  const over = all.length - mostPlaces;
  return html`${all.slice(0, mostPlaces).map((place) => excerpt(place, sourceLines))}${over > 0 ? html`<p>${andMore(over, 'place')}</p>` : nothing}`;
}

function fix({ fix: words, edits = [] }: CheckResult, sourceLines: SourceLines): Markup {
  if (words === undefined || words.trim() === '') return nothing;
  const over = edits.length - mostEdits;
  return html`<h5>Fix</h5>
${paragraphs(words, longest.block)}
${edits.slice(0, mostEdits).map((edit) => change(edit, sourceLines))}${over > 0 ? html`<p>${andMore(over, 'change')}</p>` : nothing}`;
}

const reproduce = ({ reproduce: text }: CheckResult): Markup =>
  text === undefined || text.trim() === '' ? nothing : html`<h5>Reproduce</h5>
${command(text)}`;

function why({ why: words, docs }: CheckResult): Markup {
  if (words === '' && docs === '') return nothing;
  return html`<h5>Why it matters</h5>
<p>${said(words, longest.paragraph)}${docs === '' ? nothing : html` Read more: ${linked(docs, addressWords(docs))}`}</p>`;
}

/** `image-minimal 1.1, image-labelled 0.8`. */
const names = (checks: readonly CheckResult[]): string => checks.map(({ id, possible }) => `${oneLine(id, longest.name)} ${points(possible)}`).join(', ');
