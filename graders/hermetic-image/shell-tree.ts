import type { Piece } from './shell-lexer.ts';

export type Word = readonly Piece[];

export type RedirectNode = { readonly operator: string; readonly pieces: Word };

/** What a pipeline is made of. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_10 */
export type ShellNode =
  | { readonly kind: 'simple'; readonly words: readonly Word[]; readonly lists: readonly ArrayNode[]; readonly redirects: readonly RedirectNode[]; readonly line: number }
  /** `[[ … ]]`: words, and operators that stand outside of quotes. */
  | { readonly kind: 'test'; readonly items: readonly (Word | string)[] }
  | { readonly kind: 'arithmetic'; readonly words: readonly Word[] }
  | { readonly kind: 'group'; readonly body: ShellList; readonly subshell: boolean; readonly redirects: readonly RedirectNode[] }
  | { readonly kind: 'if'; readonly arms: readonly { readonly test: ShellList; readonly body: ShellList }[]; readonly otherwise: ShellList }
  | { readonly kind: 'while'; readonly until: boolean; readonly test: ShellList; readonly body: ShellList }
  /** No words: those that the script or function was called with. */
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[] | undefined; readonly counts: Counting | undefined; readonly body: ShellList }
  | { readonly kind: 'case'; readonly word: Word; readonly arms: readonly CaseArm[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: ShellNode };

/** `for ((i = 0; i < 3; i++))`: whether it has a first turn, undefined where that is not plain. */
export type Counting = { readonly begins: boolean | undefined };

/** `name=(a b)`, which bash has. */
export type ArrayNode = { readonly name: string; readonly adds: boolean; readonly words: readonly Word[] };

/** `falls`: the next arm is run too (`;&`), or tried too (`;;&`). */
export type CaseArm = { readonly patterns: readonly Word[]; readonly body: ShellList; readonly falls: boolean };

export type Pipeline = { readonly negated: boolean; readonly parts: readonly ShellNode[] };

export type AndOr = { readonly first: Pipeline; readonly rest: readonly { readonly joint: '&&' | '||'; readonly pipeline: Pipeline }[]; readonly background: boolean };

export type ShellList = readonly ShellItem[];

/** `unreadable`: a shell would stop there, or it knows something that this reading doesn't; `parts` are what looks like its commands. */
export type ShellItem = ({ readonly kind: 'run' } & AndOr) | { readonly kind: 'unreadable'; readonly parts: readonly ShellNode[] };

export const bare = (word: Word | undefined): string | undefined =>
  word?.length === 1 && word[0]?.kind === 'text' && !word[0].quoted ? word[0].text : undefined;
