/** HTML as text. Only `html` and `style` make it, so a string on its way into a page is always escaped. */
export type Markup = { readonly markup: string };

export type Piece = Markup | string | number | undefined | readonly Piece[];

/** A part of a page: what stands in the braces is escaped, unless it is markup already. Attributes stand in double quotes. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup => ({
  markup: strings.reduce((text, string, place) => text + markupOf(pieces[place - 1]) + string),
});

export const nothing: Markup = { markup: '' };

function markupOf(piece: Piece): string {
  if (piece === undefined) return '';
  if (typeof piece === 'string') return escaped(piece);
  if (typeof piece === 'number') return String(piece);
  return 'markup' in piece ? piece.markup : piece.map(markupOf).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

// The last two keep a page that is printed into a log from being obeyed by a workflow's runner: a browser shows the same.
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']|:(?=:)|#(?=\[)/g, (character) => entities[character] ?? `&#${character.charCodeAt(0)};`);
