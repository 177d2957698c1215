/** Columns, wrapping and cutting by the width that a terminal gives each character. Texts here hold no colour yet. */

// East Asian Wide and Fullwidth of Unicode's EastAsianWidth.txt, in blocks; emoji are counted by their property.
const wide =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;

const narrow = /^[\x20-\x7e]*$/;

// What makes one character of several code points: marks, skin tones, flags, syllables of letters, joined emoji.
const composed = /\p{M}|\p{Emoji_Modifier}|\p{Regional_Indicator}|[\u1100-\u11ff\u200d]/u;

/** What a reader takes for one character: a letter with its marks, a flag, a syllable. */
function charactersOf(text: string): readonly string[] {
  // The first segmenter takes 15 ms to make, more than all the rest of a report.
  if (!composed.test(text)) return [...text];
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);
}

const widthOf = (character: string): number => (wide.test(character) ? 2 : /^\p{M}+$/u.test(character) ? 0 : 1);

/** The columns that a text takes. */
export const columnsOf = (text: string): number =>
  narrow.test(text) ? text.length : charactersOf(text).reduce((columns, character) => columns + widthOf(character), 0);

export const padded = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - columnsOf(text)));

/** As much of a text as fits, with an ellipsis where that isn't all. */
export function fitted(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  return `${broken(text, columns - 1)[0] ?? ''}…`;
}

/** A word too long for any line, in pieces that fit. */
function broken(word: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  let taken = 0;
  for (const character of charactersOf(word)) {
    const width = widthOf(character);
    if (piece !== '' && taken + width > columns) {
      pieces.push(piece);
      piece = '';
      taken = 0;
    }
    piece += character;
    taken += width;
  }
  return [...pieces, piece];
}

/** A text as lines of at most `columns`, broken between words. */
export function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of text.split(/[\t ]+/).flatMap((each) => broken(each, columns))) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (current !== '' && columnsOf(longer) > columns) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}

/** Lines further in by some columns; empty ones stay empty. */
export const indented = (lines: readonly string[], by: number): readonly string[] =>
  lines.map((line) => (line.trim() === '' ? '' : ' '.repeat(by) + line));

/** Wrapped text that stands some columns in. */
export const block = (text: string, columns: number, by: number): readonly string[] => indented(wrapped(text, columns - by), by);
