import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Pair, type YAMLError } from 'yaml';
import type { Problem } from './section.ts';
import { readText } from '../../submission/lines.ts';

/** YAML with its lines, aliases followed: bounded, so that whoever walks it need not be careful. */
export type Tree =
  | { readonly kind: 'empty'; readonly line: number }
  /** `textLine` is where the text itself begins: below the line of a `|`. */
  | { readonly kind: 'scalar'; readonly line: number; readonly textLine: number; readonly text: string }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Tree[] }
  | { readonly kind: 'map'; readonly line: number; readonly entries: readonly Entry[] };

export type Entry = { readonly key: string; readonly line: number; readonly value: Tree };

export type Reading = { readonly tree: Tree; readonly problems: readonly Problem[] };

/** Many times what people write, and few enough that a hostile file costs a second at most. */
export const mostFileBytes = 64 * 1024;
const mostNodes = 10_000;
const deepest = 100;
const mostProblems = 20;

class TooMuch extends Error {}

type Walk = {
  readonly lines: LineCounter;
  readonly problems: Problem[];
  readonly anchors: Map<string, Node>;
  /** Anchors whose own node is being walked: an alias to one of them never ends. */
  readonly open: Set<string>;
  nodes: number;
};

const empty: Tree = { kind: 'empty', line: 1 };

const options = {
  // Named, or a %YAML 1.1 at the top would make `on` a truth value.
  schema: 'core',
  // The library compares each key with all before it; `entriesOf` finds doubles in one pass.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

/** Reads one YAML document as GitHub does: anchors and aliases, no merge keys, no key twice. */
export function readTree(bytes: Uint8Array): Reading {
  const source = readText(bytes, mostFileBytes);
  if (source.kind === 'unreadable') return { tree: empty, problems: [source.problem] };
  const lines = new LineCounter();
  const document = parseDocument(source.lines.join('\n'), { ...options, lineCounter: lines });
  if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return { tree: empty, problems: [tooDeep] };
  const problems = document.errors.slice(0, mostProblems).map((error) => syntaxProblem(error, lines));
  const walk: Walk = { lines, problems, anchors: new Map(), open: new Set(), nodes: 0 };
  try {
    return { tree: document.contents === null ? empty : treeOf(document.contents, walk, 0), problems };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { tree: empty, problems: [error.message === 'depth' ? tooDeep : tooMany] };
  }
}

const tooDeep: Problem = { line: 1, message: `the file is nested more than ${deepest} deep`, fix: 'Make it flatter.' };
const tooMany: Problem = {
  line: 1,
  message: `the file comes to more than ${mostNodes} values, aliases followed`,
  fix: 'Shorten it, and write out what aliases stand for.',
};

const fixes: Readonly<Record<string, string>> = {
  BAD_INDENT: 'Indent the line as its neighbours are.',
  BLOCK_AS_IMPLICIT_KEY: 'Put a value that holds a colon in quotes.',
  MISSING_CHAR: 'Close what is open here.',
  MULTIPLE_DOCS: 'Keep one document: remove the line ---.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BAD_ALIAS: 'Define the anchor with & before the alias, or put the text in quotes.',
};

function syntaxProblem({ code, message, pos }: YAMLError, lines: LineCounter): Problem {
  const [first = ''] = message.split('\n');
  const known = first.startsWith('Flow ') ? 'Close the bracket that is open here.' : fixes[code];
  const fix = known ?? 'Correct the YAML here; put text that holds a colon, a # or brackets in quotes.';
  return { line: Math.max(1, lines.linePos(pos[0]).line), message: `this is not YAML: ${first}`, fix };
}

const lineOf = (node: Node, { lines }: Walk): number => Math.max(1, lines.linePos(node.range?.[0] ?? 0).line);

function treeOf(node: Node, walk: Walk, depth: number): Tree {
  walk.nodes += 1;
  if (depth > deepest) throw new TooMuch('depth');
  if (walk.nodes > mostNodes) throw new TooMuch('nodes');
  if (isAlias(node)) return aliased(node.source, lineOf(node, walk), walk, depth);
  const anchor = 'anchor' in node ? node.anchor : undefined;
  if (anchor === undefined) return plainTree(node, walk, depth);
  walk.anchors.set(anchor, node);
  walk.open.add(anchor);
  const tree = plainTree(node, walk, depth);
  walk.open.delete(anchor);
  return tree;
}

function aliased(name: string, line: number, walk: Walk, depth: number): Tree {
  const node = walk.anchors.get(name);
  if (node !== undefined && !walk.open.has(name)) return plainTree(node, walk, depth + 1);
  const message = node === undefined ? `*${name} stands before any &${name}` : `*${name} stands inside &${name}`;
  walk.problems.push({ line, message, fix: `Write out the value in place of *${name}.` });
  return { kind: 'empty', line };
}

function plainTree(node: Node, walk: Walk, depth: number): Tree {
  const line = lineOf(node, walk);
  if (isSeq(node)) return { kind: 'list', line, items: node.items.map((item) => childTree(item, line, walk, depth)) };
  if (isMap(node)) return { kind: 'map', line, entries: entriesOf(node.items, line, walk, depth) };
  if (!isScalar(node) || node.value === null || node.value === undefined) return { kind: 'empty', line };
  const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  return { kind: 'scalar', line, textLine: block ? line + 1 : line, text: scalarText(node.value) };
}

/** YAML's core schema has no other scalars than these and null. */
const scalarText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

function childTree(value: unknown, line: number, walk: Walk, depth: number): Tree {
  return isNode(value) ? treeOf(value, walk, depth + 1) : { kind: 'empty', line };
}

const isNode = (value: unknown): value is Node => isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);

function entriesOf(pairs: readonly Pair[], line: number, walk: Walk, depth: number): Entry[] {
  const seen = new Set<string>();
  return pairs.flatMap((pair) => {
    const key = childTree(pair.key, line, walk, depth);
    const value = childTree(pair.value, key.line, walk, depth);
    const problem = key.kind === 'scalar' ? badKey(key.text, key.line, seen) : { line: key.line, message: 'a key is no text', fix: 'Write a name before the colon.' };
    if (problem !== undefined && walk.problems.length < mostProblems) walk.problems.push(problem);
    if (key.kind !== 'scalar' || key.text === '<<' || seen.has(key.text)) return [];
    seen.add(key.text);
    return [{ key: key.text, line: key.line, value }];
  });
}

function badKey(key: string, line: number, seen: ReadonlySet<string>): Problem | undefined {
  if (key === '<<') return { line, message: 'GitHub reads no merge keys (<<)', fix: 'Write out what is to be merged.' };
  return seen.has(key) ? { line, message: `${key} is defined twice`, fix: `Keep one ${key} and move what it holds there.` } : undefined;
}

/** The value of a key; undefined where the tree is no map or has no such key. */
export function valueOf(tree: Tree | undefined, key: string): Tree | undefined {
  return entryOf(tree, key)?.value;
}

export function entryOf(tree: Tree | undefined, key: string): Entry | undefined {
  return tree?.kind === 'map' ? tree.entries.find((entry) => entry.key === key) : undefined;
}

export const entriesIn = (tree: Tree | undefined): readonly Entry[] => (tree?.kind === 'map' ? tree.entries : []);

export const itemsIn = (tree: Tree | undefined): readonly Tree[] => (tree?.kind === 'list' ? tree.items : []);

export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' ? tree.text : undefined;
}

/** One text or a list of them, as `needs:` and `branches:` may be written. */
export function textsOf(tree: Tree | undefined): string[] {
  if (tree?.kind === 'list') return tree.items.flatMap((item) => textOf(item) ?? []);
  return [textOf(tree) ?? []].flat();
}
