import { columnsOf, indented } from './layout.ts';

/**
 * A command that is too long for a line, broken after `&&`, `||` and `|`, where a shell reads on: the lines together are still
 * the command. What stands in quotes is never touched, so a line may still be too long. A command of several lines stays as it is.
 */
export function commandLines(lines: readonly string[], columns: number): readonly string[] {
  const [command = '', ...more] = lines;
  if (more.length > 0 || columnsOf(command) <= columns) return lines;
  const broken: string[] = [];
  for (const part of partsOf(command)) {
    const longer = `${broken.at(-1) ?? ''}${part}`;
    if (broken.length > 0 && columnsOf(longer) <= columns - further) broken.splice(-1, 1, longer);
    else broken.push(part);
  }
  const [first = '', ...rest] = broken.map((line) => line.trimEnd());
  return [first, ...indented(rest, further)];
}

/** How much further in the lines after the first stand. */
const further = 2;

// In a heredoc, a comment or the patterns of a `case`, the end of a line means more than a blank does.
const touchy = /<<|(?<!\S)#|(?<!\S)case(?!\S)/;

// As a shell reads: `$'…'`, `'…'`, `"…"`, an escape, an operator that stands alone with the blanks after it, any character.
const pieces = /\$'(?:[^'\\]|\\[^])*'|'[^']*'|"(?:[^"\\]|\\[^])*"|\\[^]|(?<=\s)(?:&&|\|\|?)\s+|[^]/gu;

/** What these pieces can't tell for certain: a quote without its end, and commands with quotes of their own within quotes. */
const unclear = (text: string): boolean => text === "'" || text === '"' || text === '`' || (text.startsWith('"') && /\$\(|`/.test(text));

/** The command cut after each operator; whole where a cut might change it. */
function partsOf(command: string): readonly string[] {
  const read = [...command.matchAll(pieces)].map(([text]) => text);
  if (touchy.test(command) || read.some(unclear)) return [command];
  const parts = [''];
  for (const text of read) {
    parts.push(`${parts.pop()}${text}`);
    if (/^(?:&&|\|\|?)\s/.test(text)) parts.push('');
  }
  return parts;
}
