import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Count, countOf, loadedOf, type Shot } from './count.ts';
import type { Loaded } from './section.ts';
import { type Asking, perSecond, steadyLoad } from './steady.ts';

/** The load while nothing happens. */
export type Control = {
  /** Makes it at least that long, unless it is already. */
  readonly lengthen: (requests: number) => Promise<void>;
  /** Of the first requests, at most that many. */
  readonly count: (requests: number) => Count;
};

export function controlOf(asking: Asking): Control {
  const shots: Shot[] = [];
  return {
    lengthen: async (requests) => {
      const missing = requests - shots.length;
      if (missing > 0) shots.push(...(await undisturbed(asking, missing)));
    },
    count: (requests) => countOf(shots.slice(0, requests)),
  };
}

async function undisturbed(asking: Asking, requests: number): Promise<readonly Shot[]> {
  const load = steadyLoad(asking, { perSecond, seed: randomInt(2 ** 32) });
  // A tenth longer, for a machine that is behind with sending.
  await wait((requests / perSecond) * 1100, undefined, { signal: asking.signal }).catch(() => undefined);
  return await load.end();
}

/**
 * What was lost, against the control: it is made as long as the event was only where that can excuse a failure, since a
 * control without one can't turn `none` into anything else. Call it when nothing happens any more.
 */
export async function against(control: Control, shots: readonly Shot[]): Promise<Loaded> {
  const { requests, failed } = countOf(shots);
  if (failed > control.count(requests).failed) await control.lengthen(requests);
  return loadedOf(shots, control.count(requests));
}
