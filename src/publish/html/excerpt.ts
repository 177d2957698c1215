import type { Location } from '../../evidence/observation.ts';
import type { Edit } from '../../grade/judgement.ts';
import { editWords } from '../losses.ts';
import { fileLine, longest, manyLines, oneLine } from '../neutral.ts';
import { html, type Markup, nothing } from './markup.ts';
import { placeWords } from './prose.ts';

/** The lines of a file of the submission, the first at 0; undefined where nobody has them: a report is often read far from its files. */
export type SourceLines = (path: string) => readonly string[] | undefined;

/** Lines shown before and after the one that a check is about. */
const around = 2;

/** A line longer than this is data, not something that people wrote. */
const longestLine = 240;

/** Lines of a file that a change may show. */
const mostChanged = 30;

/** A place with the lines around it, the line itself marked; the place alone where nobody has its file. */
export function excerpt(place: Location, sourceLines: SourceLines): Markup {
  const lines = place.line === undefined ? undefined : sourceLines(place.path);
  const caption = html`<figcaption>${placeWords(place)}</figcaption>`;
  if (lines === undefined || place.line === undefined || place.line > lines.length) return html`<figure class="excerpt">${caption}</figure>`;
  const first = Math.max(1, place.line - around);
  const shown = lines.slice(first - 1, place.line + around);
  return html`<figure class="excerpt">${caption}<pre><code>${shown.map((line, index) => numbered(first + index, line, first + index === place.line ? 'at' : ''))}</code></pre></figure>`;
}

type Kind = 'at' | 'goes' | 'comes' | '';

const signs: Readonly<Record<Kind, string>> = { at: '▸', goes: '−', comes: '+', '': ' ' };

/** A line with its number; the sign says without colour what it is. */
function numbered(number: number | undefined, line: string, kind: Kind): Markup {
  const shown = fileLine(line, longestLine);
  const content = kind === 'at' ? html`<mark>${shown}</mark>` : kind === 'goes' ? html`<del>${shown}</del>` : kind === 'comes' ? html`<ins>${shown}</ins>` : html`<span>${shown}</span>`;
  return html`<span class="line ${kind}"><span class="number">${number}</span><span class="sign">${signs[kind]}</span>${content}
</span>`;
}

/** A change as people know it from git: the lines that go, then those that come. */
export function change(edit: Edit, sourceLines: SourceLines): Markup {
  const lines = sourceLines(edit.path);
  const place = html`${oneLine(edit.path, longest.path)}, ${editWords(edit)}`;
  const known = lines !== undefined && edit.to <= lines.length;
  const goes = known ? lines.slice(edit.from - 1, edit.to).slice(0, mostChanged) : [];
  const comes = edit.text === '' ? [] : manyLines(edit.text, longest.block);
  if (goes.length + comes.length === 0) return html`<figure class="excerpt"><figcaption>${place}</figcaption></figure>`;
  const body = html`${goes.map((line, index) => numbered(edit.from + index, line, 'goes'))}${comes.map((line) => numbered(undefined, line, 'comes'))}`;
  return html`<figure class="excerpt"><figcaption>${place}${comes.length === 0 ? nothing : ':'}</figcaption><pre><code>${body}</code></pre></figure>`;
}
