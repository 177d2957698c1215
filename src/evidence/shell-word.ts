/** Plain in sh, bash and zsh alike; `=` and `~` are not, at the start of a zsh word. */
const plain = /^[A-Za-z0-9_./:@%+,][A-Za-z0-9_./:@%+,=-]*$/;
/** What a terminal or a reader could take for something else: controls, line ends, bidirectional marks, lone surrogates. */
const unseen = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * One word of a shell command, whatever the text: it can't end early, expand or start a command.
 * Text with characters that don't show is written as `$'…'`, which bash and zsh read.
 */
export function shellWord(text: string): string {
  if (plain.test(text)) return text;
  if (!unseen.test(text)) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  const escaped = [...text].map((character) => (unseen.test(character) ? bytesOf(character) : escapeQuoted(character)));
  return `$'${escaped.join('')}'`;
}

/** A path as one word that no program takes for an option. */
export const shellPath = (path: string): string => shellWord(path.startsWith('-') ? `./${path}` : path);

const escapeQuoted = (character: string): string => (character === "'" || character === '\\' ? `\\${character}` : character);

/** Always three octal digits, so that a digit after it is not swallowed. */
const bytesOf = (character: string): string =>
  [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
