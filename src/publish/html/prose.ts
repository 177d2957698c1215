import type { Location } from '../../evidence/observation.ts';
import { httpsAddress, longest, manyLines, oneLine, spansOf } from '../neutral.ts';
import { type Segment, segmentsOf } from '../quoted-code.ts';
import { html, type Markup, nothing } from './markup.ts';

/** A sentence, with what stands in backticks as code. */
export const said = (text: string, limit: number): Markup =>
  html`${spansOf(oneLine(text, limit)).map(({ code, text: words }) => (code ? html`<code>${words}</code>` : words))}`;

/** An id, a path, a digest. */
export const named = (text: string, limit: number): Markup => html`<code>${oneLine(text, limit)}</code>`;

/** What one check says: one line is a sentence; lines of their own, such as code to write, stay as they are. */
export function paragraphs(text: string, limit: number): Markup {
  const lines = manyLines(text, limit);
  if (lines.length <= 1) return html`<p>${said(text, limit)}</p>`;
  const segments = segmentsOf(lines);
  const parts = segments.some(({ kind }) => kind === 'code') ? segments : [{ kind: 'code', lines } as const];
  return html`${parts.map((part) => segmentMarkup(part, limit))}`;
}

const segmentMarkup = ({ kind, lines }: Segment, limit: number): Markup =>
  kind === 'code' ? block(lines) : html`${lines.filter((line) => line.trim() !== '').map((line) => html`<p>${said(line, limit)}</p>`)}`;

/** Lines to copy. */
export const block = (lines: readonly string[]): Markup => html`<pre><code>${lines.join('\n')}</code></pre>`;

export const command = (text: string): Markup => html`<pre class="command"><code>${manyLines(text, longest.block).join('\n')}</code></pre>`;

/** A link to a page of somebody else's; what is no plain https address is shown, not linked. */
export function linked(address: string, label: string): Markup {
  const https = httpsAddress(address);
  return https === undefined ? named(address, longest.line) : html`<a href="${https}" rel="noreferrer noopener">${label}</a>`;
}

const longestAddress = 200;

/** `docs.docker.com/build/building/best-practices`: where an address leads, short enough to read. */
export function addressWords(address: string): string {
  if (!URL.canParse(address)) return 'page';
  const { hostname, pathname, hash } = new URL(address);
  return oneLine(`${hostname}${pathname.replace(/\/$/, '')}${hash}`, longestAddress) || 'page';
}

export function placeWords({ path, line }: Location): string {
  return `${oneLine(path, longest.path)}${line === undefined ? '' : `:${line}`}`;
}

/** A part under its heading; nothing where there is nothing to say. */
export const part = (id: string, heading: string, body: readonly Markup[]): Markup =>
  body.length === 0
    ? nothing
    : html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${body}
</section>
`;
