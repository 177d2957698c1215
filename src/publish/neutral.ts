/**
 * Candidates choose much of what a report quotes: paths, findings, messages of their own tools. Everything that a report
 * says passes through this file on its way to people, so that words stay words: nothing moves a cursor, turns the reading
 * order, calls a workflow command, mentions a person, links, closes an issue or leaves the block it stands in.
 * What had to be changed stays visible: `\x1b`, `\u202e`, `\::error::`, an ellipsis.
 */

/** Characters that each kind of text may have; a report holds many of them and a comment at most 60,000. */
export const longest = { name: 120, path: 300, line: 600, paragraph: 1200, block: 2000 } as const;

/** Lines of one block: a fix longer than a screen is not read. */
const mostLines = 40;

// Colours, cursor moves and hyperlinks, whole. Not node:util's stripVTControlCharacters: on sequences without an end its
// time grows with the square of the text, and of a broken one it takes letters along.
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const sequences = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b\]|\u009d)[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)/gu;

// Controls, formats (bidi, zero width, tags), lone surrogates, line separators, and letters that show nothing.
const unseen = /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]--[\ufe0e-\ufe0f\n\t]]/gv;

// No script needs five; piled higher they climb over the lines above.
const piledMarks = /(\p{M}{4})\p{M}+/gu;

// GitHub's runner obeys `::name …::` where a line begins, white space aside, and `##[name]` anywhere in it.
const command = /(?<!\S)::(?=[a-z][\w-]*(?:::|\s|$))/gimu;
const oldCommand = /##(?=\[)/gu;

/** Takes the life out of GitHub's workflow commands; an IPv6 address and `std::string` stay as they are. */
export const withoutCommands = (text: string): string =>
  text.replaceAll(command, '\\::').replaceAll(oldCommand, '##\\');

/** How an unseen character is shown: `\x1b`, `\u202e`, `\u{e0041}`. */
function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16);
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

const shown = (text: string): string =>
  text
    .replaceAll(sequences, '')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(unseen, visible)
    .replaceAll(piledMarks, '$1');

/** At most `limit` UTF-16 units, the last an ellipsis where something is missing. */
function bounded(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Megabytes are cut before they are looked at; colour codes and runs of blanks that vanish leave room for text after them. */
function cleaned(text: string, limit: number, clean: (head: string) => string): string {
  const head = text.slice(0, 8 * limit);
  const result = bounded(clean(head), limit);
  return head.length === text.length || result.endsWith('…') ? result : bounded(`${result}…`, limit);
}

/** Safe in a terminal and a log, on one line. */
export const oneLine = (text: string, limit: number): string =>
  cleaned(text, limit, (head) => withoutCommands(shown(head).replaceAll(/\s+/g, ' ').trim()));

/** Safe in a terminal and a log, with its lines and their indentation. */
export function manyLines(text: string, limit: number): readonly string[] {
  const lines = cleaned(text, limit, (head) => withoutCommands(trimmed(shown(head)))).split('\n');
  return lines.length <= mostLines ? lines : [...lines.slice(0, mostLines - 1), '…'];
}

/** A line of a file as it stands there, its indentation too. Not for a log: what a workflow's runner obeys is left in it. */
export const fileLine = (text: string, limit: number): string => cleaned(text, limit, (head) => shown(head).replaceAll('\n', ' ').trimEnd());

const trimmed = (text: string): string =>
  text.split('\n').map((line) => line.trimEnd()).join('\n').replace(/^\n+/, '').trimEnd();

type Piece = { readonly code: boolean; readonly text: string };

// Outside of code only letters, digits and marks that no Markdown dialect gives a meaning to.
const quiet = /^[[\p{L}\p{M}\p{N}\p{P}\p{S}\ufe0e-\ufe0f]--[`*~#@<\[\]\{\}\|\\^$＠＃]]*$/v;

// Links without a scheme, entities, `GH-12`, and what GitHub takes for a commit.
const reference = /www\.|&[#a-z0-9]|:\/\/|mailto:|\bgh-\d|\b(?=[a-f]*\d)[0-9a-f]{7,40}\b/iu;

// An underscore is emphasis unless a letter or digit stands on both sides.
const looseUnderscore = /(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])/u;

// What makes a list, a heading, a rule or a bot's command where a line begins.
const opener = /^(?:[-+_:=]+$|\d+[.)]$|[>/])/;

const isQuiet = (word: string, place: number): boolean =>
  quiet.test(word) && !reference.test(word) && !looseUnderscore.test(word) && !(place === 0 && opener.test(word));

// As CommonMark reads code: a run of backticks up to the next run of the same length.
const codeSpan = /(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g;

/** A line as the words of it and the code among them, without its backticks. */
export function spansOf(line: string): readonly Piece[] {
  const spans: Piece[] = [];
  let end = 0;
  for (const span of line.matchAll(codeSpan)) {
    const text = (span[2] ?? '').trim();
    if (text === '') continue;
    spans.push({ code: false, text: line.slice(end, span.index) }, { code: true, text });
    end = span.index + span[0].length;
  }
  return [...spans, { code: false, text: line.slice(end) }];
}

/** The text as words that say nothing but themselves, and code, in which nothing is active. Two codes never touch. */
const piecesOf = (line: string): readonly Piece[] =>
  joined(spansOf(line).flatMap((span, place) => (span.code ? [span] : wordsOf(span.text, place === 0))));

const wordsOf = (text: string, opens: boolean): readonly Piece[] =>
  text.split(/( )/).flatMap((word, place) => (word === ' ' || isQuiet(word, opens ? place : 1) ? [{ code: false, text: word }] : unquiet(word)));

// The parentheses around a word and the stop after it are the sentence's, not the word's.
const framed = /^(\()(.+?)(\)[.,;:]*)$|^()(.+?)([.,;:]*)$/;

function unquiet(word: string): readonly Piece[] {
  const [, open, inner = word, close, , bare, stop] = framed.exec(word) ?? [];
  return [
    { code: false, text: open ?? '' },
    { code: true, text: bare ?? inner },
    { code: false, text: close ?? stop ?? '' },
  ];
}

/** Neighbours of a kind become one, and codes with a mere blank between them too. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const whole: Piece[] = [];
  for (const piece of pieces) {
    if (piece.text === '') continue;
    const last = whole.at(-1);
    const before = whole.at(-2);
    if (last?.code === piece.code) whole.splice(-1, 1, { ...piece, text: last.text + piece.text });
    else if (piece.code && last?.text === ' ' && before?.code === true) whole.splice(-2, 2, { code: true, text: `${before.text} ${piece.text}` });
    else whole.push(piece);
  }
  return whole;
}

// GitHub's parser takes no run of more than 80 backticks for the start of code, and counts those of a fence up to 255.
const withShortRuns = (text: string): string => text.replaceAll(/(`{16})`{24,}/g, '$1…');

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

// Our own comments are found again by a hidden marker; nobody else gets to write one, not even as code.
const withoutMarkers = (text: string): string => text.replaceAll('<!--', '<\\!--');

function codeOf(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const blank = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${blank}${withoutMarkers(text)}${blank}${fence}`;
}

/** Prose on one line of Markdown: words with a meaning of their own to GitHub become code, `@org/team` for one. */
export const inMarkdown = (text: string, limit: number): string =>
  piecesOf(withShortRuns(oneLine(text, limit))).map((piece) => (piece.code ? codeOf(piece.text) : piece.text)).join('');

/** A path, an id, a digest: code on one line of Markdown. */
export const inCode = (text: string, limit: number): string => codeOf(withShortRuns(oneLine(text, limit)) || '(empty)');

/** Makes a line of Markdown fit for a cell of a table, where even in code a bar ends the cell. */
export const inCell = (markdown: string): string => markdown.replaceAll(/(\\*)\|/g, (_, slashes: string) => `${slashes && `${slashes} `}\\|`);

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');

/** Text inside an HTML element that Markdown leaves alone, such as `<summary>`. */
export const inHtml = (text: string, limit: number): string =>
  piecesOf(oneLine(text, limit)).map((piece) => (piece.code ? `<code>${escaped(piece.text)}</code>` : escaped(piece.text))).join('');

/** A fenced block, to copy from. `language` is ours, never the candidate's. */
export function fenced(lines: readonly string[], language: 'sh' | 'text'): string {
  const text = withoutMarkers(withShortRuns(lines.join('\n')));
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

const longestAddress = 600;

/** The address as it may stand between the parentheses of a link; undefined unless it is plain https. */
export function httpsAddress(text: string): string | undefined {
  if (text.length > longestAddress || !URL.canParse(text)) return undefined;
  const address = new URL(text);
  if (address.protocol !== 'https:' || address.username !== '' || address.password !== '') return undefined;
  return address.href.replaceAll(/[()<>\\`[\]|'"$@]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
