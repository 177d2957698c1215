import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseAllDocuments, type Tags } from 'yaml';
import type { Placed } from './placed.ts';

export type DocumentProblem = { readonly line: number; readonly message: string; readonly fix: string };

export type ReadDocument = { readonly root: Placed; readonly line: number };

export type Documents = { readonly documents: readonly ReadDocument[]; readonly problems: readonly DocumentProblem[] };

/** Of all plain files, of all charts, and of all that Kustomize builds: the parser takes a second or two for a megabyte. */
export const mostText = 8 * 1024 * 1024;

/** Aliases looked through: a file of 1 MiB that has none holds fewer nodes than this. */
const mostNodes = 500_000;
const deepest = 100;

/**
 * YAML and JSON as Kubernetes' own tools read it (YAML 1.1: `0440` is octal, `on` a boolean, no times and no numbers to the base
 * of 60), each value with its line. Documents that can't be read are left out and told of.
 */
export function readDocuments(text: string): Documents {
  const lines = new LineCounter();
  // That keys are unique is looked at here: the library compares each with each, which takes minutes for a megabyte of them.
  const options = { version: '1.1', customTags: withoutTimes, uniqueKeys: false, prettyErrors: false, logLevel: 'silent', lineCounter: lines, strict: true } as const;
  try {
    const parsed = parseAllDocuments(text, options);
    const documents = 'empty' in parsed ? [] : parsed;
    return joined(documents.map((document) => readDocument(document, lines)));
  } catch (error) {
    // Nested so deeply that the parser's stack ends.
    if (!(error instanceof RangeError)) throw error;
    return { documents: [], problems: [{ ...tooDeep, line: 1 }] };
  }
}

const tooDeep = { message: 'it nests more deeply than can be read', fix: 'Write it flatter.' };

const dropped = ['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary'];

const withoutTimes = (tags: Tags): Tags => [octal, ...tags.filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && !dropped.includes(tag.tag)))];

/** Of YAML 1.2, which Kubernetes' parser takes too. */
const octal = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  format: 'OCT',
  test: /^[-+]?0o[0-7]{1,20}$/,
  resolve: (text: string): number => Number.parseInt(text.replace('0o', ''), 8),
  stringify: ({ value }: { readonly value?: unknown }): string => String(value),
} as const;

const joined = (all: readonly Documents[]): Documents => ({
  documents: all.flatMap(({ documents }) => documents),
  problems: all.flatMap(({ problems }) => problems),
});

function readDocument(document: Document.Parsed, lines: LineCounter): Documents {
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const [error] = document.errors;
  if (error !== undefined) return { documents: [], problems: [syntaxProblem(error.code, error.message, lineAt(error.pos[0]))] };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) return { documents: [], problems: [] };
  const problems: DocumentProblem[] = [];
  const reading: Reading = { anchors: new Map(), lineAt, problems, room: mostNodes };
  const line = lineAt(document.contents.range[0]);
  const root = read(document.contents, line, 0, reading);
  return reading.room > 0 ? { documents: [{ root, line }], problems } : { documents: [], problems: [{ ...bomb, line }] };
}

const bomb = { message: 'its anchors and aliases make more of it than can be read', fix: 'Write out what is meant, with fewer aliases (*name).' };

type Reading = {
  /** What each name stands for at this point: the library looks for it in the whole document each time. */
  readonly anchors: Map<string, ParsedNode>;
  readonly lineAt: (offset: number) => number;
  readonly problems: DocumentProblem[];
  room: number;
};

function read(node: ParsedNode | null, line: number, depth: number, reading: Reading): Placed {
  reading.room -= 1;
  if (node === null || reading.room <= 0 || depth > deepest) return { is: null, line };
  // What an alias stands for is elsewhere, and mended there; the line stays that of the alias.
  if (isAlias(node)) return read(anchored(node.source, line, reading), line, depth + 1, reading);
  if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
  if (isScalar(node)) return { is: scalar(node.value), line };
  if (isSeq(node)) return { list: node.items.map((item) => read(item, lineOf(item, line, reading), depth + 1, reading)), line };
  return isMap(node) ? { object: readMap(node, depth, reading), line } : { is: null, line };
}

function anchored(name: string, line: number, { anchors, problems }: Reading): ParsedNode | null {
  const node = anchors.get(name);
  if (node === undefined) problems.push({ line, message: `the alias *${shown(name)} has no anchor before it`, fix: `Write &${shown(name)} where it is defined, or quote the text that begins with *.` });
  return node ?? null;
}

const lineOf = (node: ParsedNode | null, otherwise: number, { lineAt }: Reading): number => (node?.range === undefined ? otherwise : lineAt(node.range[0]));

function scalar(value: unknown): string | number | boolean | null {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'boolean') return value;
  return typeof value === 'bigint' ? String(value) : null;
}

type ParsedMap = Extract<ParsedNode, { readonly items: readonly { readonly key: unknown }[] }>;

function readMap({ items }: ParsedMap, depth: number, reading: Reading): ReadonlyMap<string, Placed> {
  const merged = new Map<string, Placed>();
  const own = new Map<string, Placed>();
  for (const { key, value } of items) {
    const line = lineOf(key, 1, reading);
    const member = read(value, line, depth + 1, reading);
    const name = isScalar(key) ? nameOf(key.value) : undefined;
    if (name === merge) mergeInto(merged, member);
    else if (name === undefined || name === '__proto__') reading.problems.push({ line, message: 'a key is no plain text', fix: 'Write a name before the colon.' });
    else {
      if (own.has(name)) reading.problems.push({ line, message: `${shown(name)} is given twice in one place`, fix: `Remove one of the two: kubectl refuses a key that is set twice.` });
      own.set(name, member);
    }
  }
  return new Map([...merged, ...own]);
}

const merge = Symbol('<<');

/** The library reads the key of a merge as a symbol; numbers and booleans are names as well. */
const nameOf = (key: unknown): string | typeof merge => (typeof key === 'symbol' ? merge : String(scalar(key)));

/** The first of several counts, as for `<<: [*a, *b]`. */
function mergeInto(merged: Map<string, Placed>, member: Placed): void {
  const from = 'list' in member ? member.list : [member];
  for (const each of from) {
    if (!('object' in each)) continue;
    for (const [name, value] of each.object) if (!merged.has(name)) merged.set(name, value);
  }
}

const shown = (name: string): string => (name.length > 60 ? `${name.slice(0, 60).toWellFormed()}…` : name);

function syntaxProblem(code: string, message: string, line: number): DocumentProblem {
  // The library's own words when its stack ends within a document.
  if (message.startsWith('Maximum call stack size exceeded')) return { ...tooDeep, line };
  const fix = fixes[code] ?? 'Correct the YAML on that line or the one before it: most often an indentation, a quote or a colon.';
  return { line, message: `it can't be read as YAML: ${message.slice(0, 200).toWellFormed()}`, fix };
}

const fixes: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces: YAML takes no tabs.',
  BAD_INDENT: 'Put the line as far to the right as the others of its list or object.',
  BAD_ALIAS: 'Write the anchor (&name) before the alias (*name), or quote the text that begins with *.',
  MISSING_CHAR: 'Close the quote or bracket that was opened.',
  MULTILINE_IMPLICIT_KEY: 'Write a colon after the name, or quote the text.',
  BLOCK_AS_IMPLICIT_KEY: 'Quote the text that has a colon in it, or put what follows on a line of its own.',
};
