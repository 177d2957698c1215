import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fired } from './fault.ts';
import './tallied.ts';

/** Something that lives through schedules, says what it broke of docc's promises, and counts the faults that fired. */
export type Bench<Schedule> = AsyncDisposable & { readonly live: (schedule: Schedule) => Promise<readonly string[]>; readonly fired: Fired };

export type Proof<Schedule> = {
  /** While what goes on. */
  readonly during: string;
  readonly open: () => Promise<Bench<Schedule>>;
  readonly schedules: fc.Arbitrary<Schedule>;
  readonly tell: (schedule: Schedule) => string;
  /** Where no other number is asked for by DOCC_TEST_SCHEDULES. */
  readonly usually: number;
};

/** By the seed of DOCC_TEST_SEED, or the day's: a failure names its seed and its path, and is shrunk to the fewest faults. */
export function proveFaults<Schedule>({ during, open, schedules, tell, usually }: Proof<Schedule>): void {
  const runs = Number(process.env['DOCC_TEST_SCHEDULES'] ?? usually);
  const seed = Number(process.env['DOCC_TEST_SEED'] ?? Math.floor(Date.now() / 86_400_000));
  it(`${runs} schedules of faults ${during} cost no point, hide no mistake and lose no evidence (seed ${seed})`, { timeout: (runs + 4) * 120_000 }, async ({ task }) => {
    await using bench = await open();
    let tried = 0;
    const property = fc.asyncProperty(schedules, async (schedule) => {
      expect(await bench.live(schedule), tell(schedule)).toEqual([]);
      tried += 1;
      Object.assign(task.meta, { tried, faults: Object.fromEntries(bench.fired) });
    });
    await fc.assert(property, { seed, numRuns: runs });
    expect(bench.fired.size, 'no fault fired').toBeGreaterThan(0);
  });
}
