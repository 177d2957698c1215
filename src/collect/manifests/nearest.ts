/** The name that somebody most likely meant: the one with the fewest letters to change, and at most a third of them. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(written.length / 3));
  if (written.length > 64) return undefined;
  const same = known.find((name) => plain(name) === plain(written));
  if (same !== undefined) return same;
  const near = known.filter((name) => Math.abs(name.length - written.length) <= most).map((name) => ({ name, steps: distance(written, name) }));
  const [best] = near.filter(({ steps }) => steps <= most).toSorted((one, other) => one.steps - other.steps);
  return best?.name;
}

/** `run_as_user`, `RunAsUser` and `run-as-user` are spelt otherwise; a plural is too. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '').replace(/s$/, '');

/** Letters to insert, remove, change or swap with their neighbour (optimal string alignment). */
function distance(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) current.push(cost(one, other, rows, current, row, column));
    rows.push(current);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}

function cost(one: string, other: string, rows: readonly (readonly number[])[], current: readonly number[], row: number, column: number): number {
  const above = rows[row - 1] ?? [];
  const same = one[row - 1] === other[column - 1] ? 0 : 1;
  const steps = [(above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + same];
  const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
  return Math.min(...steps, ...(swapped ? [(rows[row - 2]?.[column - 2] ?? 0) + 1] : []));
}
