import type { Location } from '../../evidence/observation.ts';
import type { Unknowns } from '../manifests/unknowns.ts';

export type Expansion = { readonly variables: ReadonlyMap<string, string>; readonly unknowns: Unknowns; readonly at: Location };

const longest = 4_000;
/** Variables whose values name variables. */
const deepest = 5;

const brackets = [
  ['${{', '}}'],
  ['{{', '}}'],
  ['$(', ')'],
  ['${', '}'],
] as const;

/** A word of a shell, a Makefile or a workflow with what its variables stand for; a mark for each that no file tells. */
export function expanded(word: string, expansion: Expansion, depth = 0): string {
  let result = '';
  for (let at = 0; at < word.length && result.length < longest; ) {
    const { text, end } = pieceAt(word, at, expansion, depth);
    result += text;
    at = end;
  }
  return result.slice(0, longest);
}

type Piece = { readonly text: string; readonly end: number };

function pieceAt(word: string, at: number, expansion: Expansion, depth: number): Piece {
  const [open, close] = brackets.find(([start]) => word.startsWith(start, at)) ?? [];
  const end = open === undefined || close === undefined ? -1 : word.indexOf(close, at + open.length);
  if (open !== undefined && close !== undefined && end !== -1) {
    const after = end + close.length;
    return { text: valueOf(word.slice(at + open.length, end), word.slice(at, after), expansion, depth), end: after };
  }
  const [plain, name] = /^\$([A-Za-z_]\w{0,60})/.exec(word.slice(at, at + 64)) ?? [];
  if (plain !== undefined && name !== undefined) return { text: valueOf(name, plain, expansion, depth), end: at + plain.length };
  const next = word.slice(at + 1).search(/[${]/);
  const stop = next === -1 ? word.length : at + 1 + next;
  return { text: word.slice(at, stop), end: stop };
}

function valueOf(inside: string, written: string, expansion: Expansion, depth: number): string {
  const { variables, unknowns, at } = expansion;
  // `NAME`, `.NAME`, `env.NAME`, `NAME:-otherwise`.
  const [, name = '', otherwise] = /^\s{0,5}(?:env)?\.?([A-Za-z_][\w-]{0,60})(?::?-([^}]{0,200}))?\s{0,5}$/.exec(inside.slice(0, 300)) ?? [];
  const value = variables.get(name) ?? otherwise;
  if (value === undefined || depth >= deepest) return unknowns.mark([written.slice(0, 200).toWellFormed()], at);
  return expanded(value, expansion, depth + 1);
}
