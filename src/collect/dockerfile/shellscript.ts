/** One simple command: its words without quotes, and its line in the script, from 0. */
export type SimpleCommand = { readonly words: readonly string[]; readonly line: number };

/** Words of a script that are looked at. */
const mostWords = 20_000;

/** Cuts a script at `;`, `&`, `|`, round brackets and line ends; joins lines that end in a backslash; drops comments. */
export function simpleCommands(text: string): SimpleCommand[] {
  const rows = text.split('\n');
  const commands: SimpleCommand[] = [];
  let left = mostWords;
  for (let row = 0; row < rows.length && left > 0; ) {
    const line = row;
    const parts: string[] = [];
    for (let open = true; open && row < rows.length; row += 1) {
      const part = (rows[row] ?? '').trimEnd();
      open = part.endsWith('\\');
      parts.push(open ? part.slice(0, -1) : part);
    }
    for (const words of segments(parts.join(' '))) {
      commands.push({ words, line });
      left -= words.length;
    }
  }
  return commands;
}

function segments(line: string): string[][] {
  const found: string[][] = [[]];
  for (let at = 0; at < line.length && line.charAt(at) !== '#'; ) {
    const char = line.charAt(at);
    if (/[;&|()]/.test(char)) found.push([]);
    if (/[\s;&|()]/.test(char)) {
      at += 1;
      continue;
    }
    const { text, end } = readWord(line, at);
    found.at(-1)?.push(text);
    at = end;
  }
  return found.filter((words) => words.length > 0);
}

type Piece = { readonly text: string; readonly end: number };

function readWord(line: string, from: number): Piece {
  let text = '';
  let at = from;
  while (at < line.length && !/[\s;&|()]/.test(line.charAt(at))) {
    const piece = readPiece(line, at);
    text += piece.text;
    at = piece.end;
  }
  return { text, end: at };
}

/** What stands in quotes or in the brackets of an expression is one piece, blanks and all. */
const brackets: readonly (readonly [string, string])[] = [
  ['${{', '}}'],
  ['{{', '}}'],
  ['$(', ')'],
  ['${', '}'],
];

function readPiece(line: string, at: number): Piece {
  const char = line.charAt(at);
  if (char === "'" || char === '"') return readQuoted(line, at, char);
  if (char === '\\') return { text: line.charAt(at + 1), end: at + 2 };
  const [open, close] = brackets.find(([start]) => line.startsWith(start, at)) ?? [];
  const end = open === undefined || close === undefined ? -1 : line.indexOf(close, at + open.length);
  if (end === -1 || close === undefined) return { text: char, end: at + 1 };
  return { text: line.slice(at, end + close.length), end: end + close.length };
}

function readQuoted(line: string, at: number, quote: string): Piece {
  let text = '';
  let end = at + 1;
  for (; end < line.length && line.charAt(end) !== quote; end += 1) {
    if (quote === '"' && line.charAt(end) === '\\') end += 1;
    text += line.charAt(end);
  }
  return { text, end: end + 1 };
}
