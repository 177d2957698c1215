import type { Report } from '../src/grade/report.ts';

/** What each built check came to: a verdict, or why there is none. */
export function verdictsOf({ objectives }: Report): Readonly<Record<string, string>> {
  const decided = objectives.flatMap(({ checks }) => checks).filter(({ why }) => why !== '');
  return Object.fromEntries(decided.map(({ id, verdict, cause }) => [id, cause ?? verdict] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
