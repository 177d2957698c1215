/** One place of a pattern, and what it takes of a text. */
export type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one'; readonly takes: (char: string) => boolean }
  | { readonly kind: 'many'; readonly takes: (char: string) => boolean }
  /** Nothing, or any number of whole folders: what a double star before more pattern stands for. */
  | { readonly kind: 'folders' };

/** How many more comparisons may be made; shared by all patterns of one question, so that none can be made to last. */
export type Budget = { left: number };

export const anything = (): boolean => true;
export const notSlash = (char: string): boolean => char !== '/';

/** Two states a place: before its token (even), and inside the folders that it has begun to take (odd). */
const before = (place: number): number => place * 2;

type States = { readonly list: number[]; readonly known: Set<number> };

/** A state once; where the token there may take nothing, the next place too. */
function enter(states: States, tokens: readonly Token[], from: number): void {
  for (let state = from; !states.known.has(state); state += 2) {
    states.known.add(state);
    states.list.push(state);
    const kind = tokens[state / 2]?.kind;
    if (state % 2 === 1 || (kind !== 'many' && kind !== 'folders')) return;
  }
}

function step(tokens: readonly Token[], state: number, char: string, next: States): void {
  const place = Math.floor(state / 2);
  const token = tokens[place];
  if (token === undefined) return;
  if (token.kind === 'folders') {
    enter(next, tokens, before(place) + 1);
    if (char === '/') enter(next, tokens, before(place + 1));
  } else if (token.kind === 'many') {
    if (token.takes(char)) enter(next, tokens, state);
  } else if (token.kind === 'char' ? token.char === char : token.takes(char)) {
    enter(next, tokens, before(place + 1));
  }
}

/**
 * The lengths of the beginnings of `text` that the pattern takes, shortest first. All places are followed at once, so the
 * time is bounded by pattern times text, whatever the stars. An exhausted budget ends the search.
 */
export function takenLengths(tokens: readonly Token[], text: string, budget: Budget): number[] {
  const ends: number[] = [];
  const end = before(tokens.length);
  let now: States = { list: [], known: new Set() };
  enter(now, tokens, before(0));
  for (let at = 0; now.list.length > 0 && budget.left > 0; at += 1) {
    if (now.known.has(end)) ends.push(at);
    if (at === text.length) return ends;
    budget.left -= now.list.length;
    const next: States = { list: [], known: new Set() };
    for (const state of now.list) step(tokens, state, text.charAt(at), next);
    now = next;
  }
  return ends;
}

export const takesWhole = (tokens: readonly Token[], text: string, budget: Budget): boolean =>
  takenLengths(tokens, text, budget).at(-1) === text.length;
