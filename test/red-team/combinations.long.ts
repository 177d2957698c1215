import { beforeAll, expect, it } from 'vitest';
import { attacksTogether, twinsTogether } from './combinations.ts';
import { type Graded, graded } from './submissions.ts';
import './tried.ts';

const seed = Number(process.env['DOCC_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const runs = 200;

let whole: Graded;
beforeAll(async () => {
  whole = await graded({});
});

it(`two hundred mixes of attacks earn nothing and are each named (seed ${seed})`, { timeout: runs * 60_000 }, async ({ task }) => {
  expect(await attacksTogether(whole, seed, runs)).toBeGreaterThan(runs);
  task.meta.tried = runs;
});

it(`two hundred mixes of honest work keep their points (seed ${seed})`, { timeout: runs * 60_000 }, async ({ task }) => {
  expect(await twinsTogether(whole, seed, runs)).toBeGreaterThan(runs);
  task.meta.tried = runs;
});
