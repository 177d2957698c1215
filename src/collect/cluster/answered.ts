import { setTimeout as wait } from 'node:timers/promises';
import { ask } from '../run/prober.ts';
import type { Asking } from './load/steady.ts';

/** Between two requests of which the first came too early: what a proxy has loaded can't be watched, only asked. */
export const betweenMs = 250;
const patienceMs = 15_000;
/** For one of them: another is sent soon. */
const onceMs = 5_000;

/** Whether a host comes to answer, with anything but an error, by the stand-in. */
export async function answered({ entry, host, path, signal }: Asking): Promise<boolean> {
  const giveUp = performance.now() + patienceMs;
  while (performance.now() < giveUp && !signal.aborted) {
    const answer = await ask(entry, { method: 'GET', path: path === 'random' ? '/' : path, headers: { host } }, onceMs);
    if (answer.kind === 'answered' && answer.status < 400) return true;
    await wait(betweenMs);
  }
  return false;
}
