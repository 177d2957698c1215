import { randomInt } from 'node:crypto';
import type { Deployment } from '../cluster.ts';
import { restored } from '../workload.ts';
import { against, type Control } from './control.ts';
import type { Shot } from './count.ts';
import type { Loaded } from './section.ts';
import { type Asking, perSecond, steadyLoad } from './steady.ts';

/** The app while requests are made to it, by a host of docc's own, and to docc's own server, to which nothing happens. */
export type Disturbed = { readonly deployment: Deployment; readonly asking: Asking; readonly bystander: Asking; readonly control: Control };

/** What an event came to. `load`: of what `counting` leaves of the requests. */
export type Event<T> = { readonly came: T; readonly load: Loaded };

const turns = 3;
/** Seconds. What is not disturbed answers in a few milliseconds. */
const slow = 1;

/**
 * Load while `event` happens, and until it is over. Where something is lost while docc's own server is slow or silent too, it is
 * the machine's doing: the event is repeated, and given up as our fault where the machine stays as it is.
 */
export async function underLoad<T>(disturbed: Disturbed, event: () => Promise<T>, counting: (shots: readonly Shot[], came: T) => readonly Shot[] = (shots) => shots): Promise<Event<T>> {
  for (let turn = 1; ; turn += 1) {
    const { shots, beside, came } = await shotsDuring(disturbed, event);
    const load = await against(disturbed.control, counting(shots, came));
    if (load.lost === 'none' || !beside.some(({ failed, took }) => failed !== undefined || took > slow)) return { came, load };
    if (turn === turns) throw new Error("requests failed while docc's own server, to which nothing happened, did not answer in time either: this machine has too much to do, so that nothing can be told");
    await restored(disturbed.deployment);
  }
}

async function shotsDuring<T>({ asking, bystander }: Disturbed, event: () => Promise<T>): Promise<{ readonly shots: readonly Shot[]; readonly beside: readonly Shot[]; readonly came: T }> {
  const load = steadyLoad(asking, { perSecond, seed: randomInt(2 ** 32) });
  const aside = steadyLoad(bystander, { perSecond: perSecond / 5, seed: randomInt(2 ** 32) });
  try {
    const came = await event();
    const [shots, beside] = await Promise.all([load.end(), aside.end()]);
    return { shots, beside, came };
  } finally {
    await Promise.all([load.end(), aside.end()]);
  }
}
