import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, ask, riddle, type Target } from '../../run/prober.ts';
import type { Shot } from './count.ts';
import { moments } from './schedule.ts';

/** Who is asked, by which name, and for what. */
export type Asking = { readonly entry: Target; readonly host: string; readonly path: 'random' | `/${string}`; readonly signal: AbortSignal };

export type SteadyLoad = {
  /** No further request is sent; resolves when the last is answered or given up. */
  readonly end: () => Promise<readonly Shot[]>;
};

/** Few enough to be no load to a small machine, and enough to meet a gap of a fifth of a second several times. */
export const perSecond = 25;
/** For one request: longer than a proxy takes to try another pod, where it does. */
const patience = 5_000;

/**
 * Requests at moments that a seed decides, whether or not those before are answered: a server that stalls is asked on, as
 * people do. Each has its own connection, so that none outlives what is being changed.
 */
export function steadyLoad(asking: Asking, { seed, perSecond }: { readonly seed: number; readonly perSecond: number }): SteadyLoad {
  const began = performance.now();
  const shots: Promise<Shot>[] = [];
  const ending = new AbortController();
  const sent = (async () => {
    for (const moment of moments(seed, perSecond)) {
      const early = moment - (performance.now() - began);
      if (early > 0) await wait(early, undefined, { signal: AbortSignal.any([ending.signal, asking.signal]) }).catch(() => undefined);
      if (ending.signal.aborted || asking.signal.aborted) return;
      shots.push(shot(asking, began));
    }
  })();
  return {
    end: async () => {
      ending.abort();
      await sent;
      return await Promise.all(shots);
    },
  };
}

async function shot({ entry, host, path }: Asking, began: number): Promise<Shot> {
  const sent = performance.now();
  const answer = await ask(entry, { method: 'GET', path: path === 'random' ? riddle().path : path, headers: { host } }, patience);
  return { at: (sent - began) / 1000, took: (performance.now() - sent) / 1000, failed: failureIn(answer) };
}

function failureIn(answer: Answer): string | undefined {
  if (answer.kind === 'failed') return answer.because;
  return answer.status < 400 ? undefined : `status ${answer.status}`;
}
