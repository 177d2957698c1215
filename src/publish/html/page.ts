import { hash } from 'node:crypto';
import type { Report } from '../../grade/report.ts';
import { longest } from '../neutral.ts';
import { patterns } from './bars.ts';
import { html, type Markup } from './markup.ts';
import { named, said } from './prose.ts';
import { sheet } from './sheet.ts';

// Nothing is loaded, run, framed or sent, whatever a report says: the sheet below is all that a browser takes.
const policy = `default-src 'none'; style-src 'sha256-${hash('sha256', sheet, 'base64')}'; base-uri 'none'; form-action 'none'`;

export type Page = {
  readonly title: string;
  readonly heading: Markup;
  /** Where the links at the top lead; parts that the page hasn't are left out. */
  readonly parts: readonly (readonly [anchor: string, label: string])[];
  readonly body: readonly Markup[];
  readonly foot: Markup;
};

/** A whole page, self-contained: no script, no request. */
export function pageText({ title, heading, parts, body, foot }: Page): string {
  const { markup: content } = html`${body}`;
  const present = parts.filter(([anchor]) => content.includes(`<section id="${anchor}"`));
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${{ markup: sheet }}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
${patterns}<header>
${heading}
<nav aria-label="Parts of this report"><ul>
${present.map(([anchor, label]) => html`<li><a href="#${anchor}">${label}</a></li>
`)}</ul></nav>
</header>
<main id="main">
${{ markup: content }}</main>
<footer>
${foot}
</footer>
</body>
</html>
`.markup;
}

/** What this grade is of, and what made it: enough to make it again. */
export function provenance({ submission: { repository, commit, digest }, challenge, grader, measured }: Report): Markup {
  const subject = [...(repository === undefined ? [] : [named(repository, longest.name)]), ...(commit === undefined ? [] : [html`commit ${named(commit, longest.name)}`]), html`files ${named(digest, longest.name)}`];
  return html`<p>${subject.map((each, place) => html`${place === 0 ? '' : ' · '}${each}`)}</p>
<p>Challenge ${said(`${challenge.id} ${challenge.version}`, longest.name)} · docc ${said(grader.version, longest.name)}${grader.commit === undefined ? '' : html` (${named(grader.commit, longest.name)})`} · as of ${said(measured.asOf, longest.name)}</p>`;
}
