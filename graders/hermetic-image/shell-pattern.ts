import { canBe, hole, isKnown, type Text } from './text.ts';

/** Longer than anything people match; the time it takes grows with the square. */
const longest = 300;

/** Whether a shell's pattern (`*`, `?`, `[a-z]`) is the whole of a text; undefined where a hole decides, or one is too long. */
export function matches(pattern: Text, { text, holes }: Text): boolean | undefined {
  if (pattern.text === '*') return true;
  if (!isKnown(pattern) || pattern.text.length > longest || text.length > longest) return undefined;
  if (holes.length === 0) return isMatch(partsOf(pattern.text), text);
  const wild = pattern.text.search(/[*?[\\]/);
  if (wild === -1) return canBe({ text, holes }, pattern.text) ? undefined : false;
  const [head, known] = [pattern.text.slice(0, wild), text.slice(0, text.indexOf(hole))];
  if (pattern.text.slice(wild) === '*' && known.startsWith(head)) return true;
  return known.startsWith(head) || head.startsWith(known) ? undefined : false;
}

type Part = { readonly kind: 'many' } | { readonly kind: 'one'; readonly takes: (char: string) => boolean };

function partsOf(pattern: string): readonly Part[] {
  const found = pattern.match(/\\[^]|\[[!^]?\]?[^\]]*\]|[^]/g) ?? [];
  return found.map((part): Part => {
    if (part === '*') return { kind: 'many' };
    if (part === '?') return { kind: 'one', takes: () => true };
    if (part.length > 1 && part.startsWith('[')) return { kind: 'one', takes: classOf(part.slice(1, -1)) };
    const char = part.length === 2 ? part.slice(1) : part;
    return { kind: 'one', takes: (other) => other === char };
  });
}

function classOf(inner: string): (char: string) => boolean {
  const negated = /^[!^]/.test(inner);
  const members = (negated ? inner.slice(1) : inner).match(/[^]-[^]|[^]/g) ?? [];
  return (char) => members.some((member) => (member.length === 3 ? char >= member.charAt(0) && char <= member.charAt(2) : char === member)) !== negated;
}

/** Goes back to the last `*` only: that is always enough. */
function isMatch(parts: readonly Part[], text: string): boolean {
  let [part, at, star, from] = [0, 0, -1, 0];
  while (at < text.length) {
    const next = parts[part];
    if (next?.kind === 'one' && next.takes(text.charAt(at))) {
      part += 1;
      at += 1;
    } else if (next?.kind === 'many') {
      star = part;
      from = at;
      part += 1;
    } else if (star >= 0) {
      from += 1;
      at = from;
      part = star + 1;
    } else return false;
  }
  return parts.slice(part).every(({ kind }) => kind === 'many');
}

/** `${x#pattern}` and `${x%pattern}`, doubled for the longest; undefined: too long to tell. Holes stand for themselves. */
export function trimmed(text: string, operator: string, pattern: string): string | undefined {
  if (text.length > longest || pattern.length > longest) return undefined;
  const parts = partsOf(pattern);
  const ends = Array.from({ length: text.length + 1 }, (_, index) => index);
  const front = operator.startsWith('#');
  // `#` tries the shortest beginning first, `%` the shortest end.
  const order = front === (operator.length === 1) ? ends : ends.toReversed();
  const cut = order.find((index) => isMatch(parts, front ? text.slice(0, index) : text.slice(index)));
  if (cut === undefined) return text;
  return front ? text.slice(cut) : text.slice(0, cut);
}
