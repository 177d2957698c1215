import type { Loaded } from './section.ts';

/** One request: when it was sent, in seconds after the load began, how many it took, and why it failed if it did. */
export type Shot = { readonly at: number; readonly took: number; readonly failed: string | undefined };
export type Count = { readonly requests: number; readonly failed: number };

export const countOf = (shots: readonly Shot[]): Count => ({ requests: shots.length, failed: shots.filter(({ failed }) => failed !== undefined).length });

/** `control`: of at least as many requests, or of fewer if none of `shots` need its excuse. */
export function loadedOf(shots: readonly Shot[], control: Count): Loaded {
  const count = countOf(shots);
  const failures = shots.filter(({ failed }) => failed !== undefined).map(({ at }) => at);
  const spread = failures.length === 0 ? {} : { from: tenths(Math.min(...failures)), to: tenths(Math.max(...failures)) };
  return { lost: lostOf(count, control), measured: { ...count, control, ...spread, because: reasonsOf(shots) } };
}

function lostOf(count: Count, control: Count): Loaded['lost'] {
  if (count.failed <= control.failed) return 'none';
  return count.failed === count.requests ? 'all' : 'some';
}

/** The most frequent first. */
function reasonsOf(shots: readonly Shot[]): Loaded['measured']['because'] {
  const times = new Map<string, number>();
  for (const { failed } of shots) if (failed !== undefined) times.set(failed, (times.get(failed) ?? 0) + 1);
  return [...times].map(([reason, times]) => ({ reason, times })).sort((one, other) => other.times - one.times || one.reason.localeCompare(other.reason));
}

const tenths = (seconds: number): number => Math.round(seconds * 10) / 10;
