/** Three are looked at; more are a list to search through. */
const most = 3;

/** Share of the pairs of letters that two words must have in common: a slip of the finger has more, chance has less. */
const alike = 0.5;

/** The ids that somebody may have meant, the likeliest first. */
export function nearest(meant: string, ids: readonly string[]): readonly string[] {
  const scored = ids.map((id) => ({ id, score: likeness(meant, id) })).filter(({ score }) => score >= alike);
  return scored.toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, most).map(({ id }) => id);
}

/** Sørensen's and Dice's coefficient over pairs of neighbouring letters: 0 for nothing in common, 1 for the same pairs. */
function likeness(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)];
  return (2 * a.intersection(b).size) / Math.max(1, a.size + b.size);
}

const pairsOf = (text: string): ReadonlySet<string> => {
  const letters = text.toLowerCase().slice(0, 200);
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, start) => letters.slice(start, start + 2)));
};
