/** One place of a pattern, and what it takes of a text. */
export type Token =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one'; readonly takes: (char: string) => boolean }
  | { readonly kind: 'many'; readonly takes: (char: string) => boolean }
  /** Nothing, or any number of whole folders: what a double star before more pattern stands for. */
  | { readonly kind: 'folders' };

/** How many more characters may be compared; shared by all patterns of one question, so that none can be made to last. */
export type Budget = { left: number };

export const anything = (): boolean => true;
export const notSlash = (char: string): boolean => char !== '/';

const fresh = 1;
const inside = 2;

/** All places are followed at once, so the time is bounded by pattern times text, whatever the stars. */
function advance(tokens: readonly Token[], now: Uint8Array, char: string): Uint8Array {
  const next = new Uint8Array(now.length);
  for (const [place, token] of tokens.entries()) {
    const here = now[place] ?? 0;
    if (here === 0) continue;
    if (token.kind === 'char' && token.char === char) next[place + 1] = fresh;
    else if (token.kind === 'one' && token.takes(char)) next[place + 1] = fresh;
    else if (token.kind === 'many' && token.takes(char)) next[place] = fresh;
    else if (token.kind === 'folders') {
      next[place] = (next[place] ?? 0) | inside;
      if (char === '/') next[place + 1] = fresh;
    }
  }
  return skipEmpty(tokens, next);
}

function skipEmpty(tokens: readonly Token[], now: Uint8Array): Uint8Array {
  for (const [place, token] of tokens.entries()) {
    const mayBeEmpty = token.kind === 'many' || token.kind === 'folders';
    if (mayBeEmpty && ((now[place] ?? 0) & fresh) !== 0) now[place + 1] = (now[place + 1] ?? 0) | fresh;
  }
  return now;
}

/** The lengths of the beginnings of `text` that the pattern takes, shortest first. An exhausted budget ends the search. */
export function takenLengths(tokens: readonly Token[], text: string, budget: Budget): number[] {
  const ends: number[] = [];
  const start = new Uint8Array(tokens.length + 1);
  start[0] = fresh;
  let now = skipEmpty(tokens, start);
  for (let at = 0; ; at += 1) {
    if (now[tokens.length] === fresh) ends.push(at);
    budget.left -= tokens.length;
    if (at === text.length || budget.left < 0 || now.every((here) => here === 0)) return ends;
    now = advance(tokens, now, text.charAt(at));
  }
}

export function takesWhole(tokens: readonly Token[], text: string, budget: Budget): boolean {
  return takenLengths(tokens, text, budget).at(-1) === text.length;
}
