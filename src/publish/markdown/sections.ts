/**
 * A part of a comment that is left out whole or, item by item, from its end. No item is ever cut: a cut fence or fold
 * would swallow what comes after it.
 */
export type Section = {
  /** What to call it when it had to be left out. */
  readonly name: string;
  readonly opening: string;
  readonly items: readonly string[];
  readonly closing: string;
  /** Stands between the items: rows of a table take one newline, blocks two. */
  readonly between: '\n' | '\n\n';
};

const gap = '\n\n';

/** Room for the note on what was left out. */
const noteRoom = 600;

/** The sections, as many as `limit` characters hold, the first ones first; and what was left out, in words. */
export function fitSections(sections: readonly Section[], limit: number): string {
  const kept: string[] = [];
  const leftOut: string[] = [];
  let room = limit - noteRoom;
  for (const section of sections) {
    const { text, missing } = fit(section, room - gap.length);
    if (text !== undefined) kept.push(text);
    if (missing !== undefined) leftOut.push(missing);
    room -= text === undefined ? 0 : text.length + gap.length;
  }
  return [...kept, ...note(leftOut)].join(gap);
}

type Fitted = { readonly text: string | undefined; readonly missing: string | undefined };

function fit({ name, opening, items, closing, between }: Section, room: number): Fitted {
  let used = 0;
  let count = 0;
  const frame = opening.length + closing.length + 2 * gap.length;
  for (const item of items) {
    if (frame + used + item.length > room) break;
    used += item.length + between.length;
    count += 1;
  }
  if (frame > room || (count === 0 && items.length > 0)) return { text: undefined, missing: name };
  const body = items.slice(0, count).join(between);
  const text = [opening, ...(body === '' ? [] : [between, body]), ...(closing === '' ? [] : [gap, closing])].join('');
  return { text, missing: count === items.length ? undefined : `${items.length - count} of ${items.length} under ${name}` };
}

const namesShown = 6;

function note(leftOut: readonly string[]): readonly string[] {
  if (leftOut.length === 0) return [];
  const over = leftOut.length - namesShown;
  const names = [...leftOut.slice(0, namesShown), ...(over > 0 ? [`${over} more`] : [])].join('; ');
  return [`> **Left out, for this comment was too long:** ${names}. The JSON report has them all.`];
}
