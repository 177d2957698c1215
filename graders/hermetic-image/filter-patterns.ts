/**
 * Patterns of `branches:`, `tags:` and `paths:`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */

/** A character that may be left out or repeated; `over`: how many parts may be passed over at once. */
type Part = { readonly takes: (char: string) => boolean; readonly sample: string; readonly optional: boolean; readonly repeats: boolean; readonly over?: number };

/** Longer than any name; the time it takes grows with both lengths. */
const longest = 1_000;

function partsOf(pattern: string): readonly Part[] {
  const parts: Part[] = [];
  const tokens = pattern.slice(0, longest).match(/\\[^]|\*+|\[[^\]]+\]|[^]/g) ?? [];
  for (const [index, token] of tokens.entries()) {
    const last = parts.at(-1);
    if ((token === '?' || token === '+') && last !== undefined) parts.splice(-1, 1, { ...last, optional: last.optional || token === '?', repeats: last.repeats || token === '+' });
    else parts.push(partOf(token, index === 0 || tokens[index - 1] === '/', tokens[index + 1] === '/'));
  }
  return parts;
}

function partOf(token: string, begins: boolean, ends: boolean): Part {
  const wild = { sample: wildcard, optional: true, repeats: true };
  // Of `**/docs`, the folders before it may be none.
  if (token.startsWith('**')) return { ...wild, takes: () => true, ...(begins && ends && { over: 2 }) };
  if (token === '*') return { ...wild, takes: (char) => char !== '/' };
  const once = { optional: false, repeats: false };
  if (token.length > 2 && token.startsWith('[')) return { ...once, sample: token.charAt(1), takes: (char) => inClass(token.slice(1, -1), char) };
  const char = token.length > 1 ? token.slice(1) : token;
  return { ...once, sample: char, takes: (other) => other === char };
}

const inClass = (members: string, char: string): boolean =>
  (members.match(/[^]-[^]|[^]/g) ?? []).some((member) => (member.length === 3 ? char >= member.charAt(0) && char <= member.charAt(2) : char === member));

const wildcard = '*';

function isMatch(pattern: string, name: string): boolean {
  const parts = partsOf(pattern);
  let states = reached(parts, new Set([0]));
  for (const char of name.slice(0, longest)) {
    const next = new Set<number>();
    for (const state of states) {
      const part = parts[state];
      if (part?.takes(char) !== true) continue;
      next.add(state + 1);
      if (part.repeats) next.add(state);
    }
    states = reached(parts, next);
  }
  return states.has(parts.length);
}

/** And what can be passed over from there. A set grows while it is walked. */
function reached(parts: readonly Part[], states: Set<number>): Set<number> {
  for (const state of states) {
    const part = parts[state];
    if (part?.optional === true) states.add(state + 1);
    if (part?.over !== undefined) states.add(state + part.over);
  }
  return states;
}

/** The last pattern that fits decides; `!` takes out again. */
const admits = (patterns: readonly string[], name: string): boolean =>
  patterns.reduce((now, pattern) => (pattern.startsWith('!') ? now && !isMatch(pattern.slice(1), name) : now || isMatch(pattern, name)), false);

/** No pattern lets everything in. */
export const passes = (patterns: readonly string[], ignored: readonly string[], name: string): boolean =>
  (patterns.length === 0 || admits(patterns, name)) && !ignored.some((pattern) => isMatch(pattern, name));

/** Names as people give them, and such as nobody does: a pattern that takes all of them takes all there are. */
const names = ['main', 'master', 'v1.0.0', '1.0', 'release/1.0', 'zq7w', 'ZQ7W', 'zq7w/zq7w', '7'];

/** Some that the patterns let in; none: nothing passes them. */
export function admitted(patterns: readonly string[], ignored: readonly string[]): readonly string[] {
  const samples = patterns.length === 0 ? names : patterns.filter((pattern) => !pattern.startsWith('!')).slice(0, 50).flatMap(samplesOf);
  return samples.filter((name) => passes(patterns, ignored, name));
}

function samplesOf(pattern: string): readonly string[] {
  const parts = partsOf(pattern);
  return [...new Set([...names, ''].map((filling) => parts.map(({ sample, optional, repeats }) => (optional && repeats ? filling : sample)).join('')))];
}

export const isLiteral = (pattern: string): boolean => !/[*?+[\]\\!]/.test(pattern);
