import { beforeAll, expect, it } from 'vitest';
import { attacksTogether, twinsTogether } from './combinations.ts';
import { type Graded, graded } from './submissions.ts';
import './tried.ts';

/** Another each day; the one of a failure is told with it, and `DOCC_TEST_SEED` gives it back. */
const seed = Number(process.env['DOCC_TEST_SEED'] ?? Math.floor(Date.now() / 86_400_000));
/** Mixes of each kind: a grade takes a second. `npm run test:long` has two hundred. */
const runs = Number(process.env['DOCC_TEST_MIXES'] ?? 4);

let whole: Graded;
beforeAll(async () => {
  whole = await graded({});
});

it(`attacks at once earn nothing and are each named (seed ${seed})`, { timeout: runs * 120_000 }, async ({ task }) => {
  expect(await attacksTogether(whole, seed, runs)).toBeGreaterThan(runs);
  task.meta.tried = runs;
});

it(`honest work of several kinds at once keeps its points (seed ${seed})`, { timeout: runs * 120_000 }, async ({ task }) => {
  expect(await twinsTogether(whole, seed, runs)).toBeGreaterThan(runs);
  task.meta.tried = runs;
});
