/** Stands in a text for what files can't tell. YAML, Dockerfiles and paths can't hold it. */
export const hole = '\0';

/** A text of which some pieces are known: `ghcr.io/\0/docc-sample`, with what each hole would be: `github.repository_owner`. */
export type Text = { readonly text: string; readonly holes: readonly string[] };

export const known = (text: string): Text => ({ text: text.replaceAll(hole, ''), holes: [] });

export const unknown = (what: string): Text => ({ text: hole, holes: [what] });

export const isKnown = ({ holes }: Text): boolean => holes.length === 0;

export const isSameText = (one: Text, other: Text): boolean => one.text === other.text && one.holes.length === other.holes.length && one.holes.every((what, index) => what === other.holes[index]);

/** Longer than any name or list of tags; a text that doubles itself ends here. */
const longest = 64 * 1024;
const mostHoles = 500;

export function joined(parts: readonly Text[], by = ''): Text {
  // Loops, and no flatMap: every word of every script comes by here.
  let [length, count] = [parts.length * by.length, 0];
  for (const { text, holes } of parts) {
    length += text.length;
    count += holes.length;
  }
  if (length > longest) return unknown(`a text of more than ${longest} characters`);
  if (count > mostHoles) return unknown(`a text with more than ${mostHoles} gaps`);
  const holes: string[] = [];
  if (count > 0) for (const part of parts) holes.push(...part.holes);
  return { text: parts.map(({ text }) => text).join(by), holes };
}

/** Cuts at every match, each piece keeping its own holes. */
export function pieces({ text, holes }: Text, by: RegExp): readonly Text[] {
  let from = 0;
  return text.split(by).map((piece) => {
    const count = piece.split(hole).length - 1;
    from += count;
    return { text: piece, holes: holes.slice(from - count, from) };
  });
}

/** As a person would read it: holes as `<what>`. */
export function shown({ text, holes }: Text): string {
  const rest = [...holes];
  return text.replaceAll(hole, () => `<${rest.shift() ?? 'unknown'}>`);
}

/** Whether some filling of the holes makes it this. */
export function canBe({ text }: Text, other: string): boolean {
  const [first = '', ...rest] = text.split(hole);
  const last = rest.pop();
  if (last === undefined) return text === other;
  if (!other.startsWith(first) || !other.endsWith(last) || other.length < first.length + last.length) return false;
  const inner = other.slice(first.length, other.length - last.length);
  let at = 0;
  return rest.every((piece) => {
    const found = inner.indexOf(piece, at);
    at = found + piece.length;
    return found >= 0;
  });
}
