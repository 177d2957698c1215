import { z } from 'zod';
import { keepIn, keptIn, type Ran, ranIn, sorted } from './vitest-results.ts';

/** What one file's tests last came to: schedules lived through, with their seeds, and by `port|kind` how often each fault really fired. */
const kept = z.record(z.string(), z.strictObject({ on: z.string(), tests: z.int(), passed: z.int(), schedules: z.int(), seeds: z.array(z.string()), fired: z.record(z.string(), z.int()) }));
type Kept = z.infer<typeof kept>;

const suites: Readonly<Record<string, string>> = {
  'test/faults/source.test.ts': 'a few schedules while files are read, with every `npm test`',
  'test/faults/source.long.ts': 'many schedules while files are read, hangs among them',
  'test/faults/image.test.ts': 'a few schedules while an image is built, scanned and run, with every `npm test`',
  'test/faults/image.long.ts': 'many schedules while an image is built, scanned and run, hangs among them',
  'test/faults/kubernetes.test.ts': 'an API server that refuses, breaks off, answers garbage, or is away',
  'src/pull-request/settle.test.ts': 'GitHub that loses, refuses or does not answer writes, jobs that are killed, pushes meanwhile',
  'src/pull-request/eks-interleaving.test.ts': 'pushes and labels in every order while AWS is deployed to',
  'src/provision/leaks.test.ts': 'a deployment to AWS that is killed at any of its calls: the janitor leaves nothing',
};

/** Takes up what test runs came to, files of one run together, and tells it by port and kind. */
export async function faults(store: string, results: readonly string[]) {
  const [before, ran] = await Promise.all([keptIn(store, kept), ranIn(results)]);
  const all: Kept = { ...before, ...ran.reduce<Kept>(added, {}) };
  await keepIn(store, all);
  const fired = Object.values(all).reduce<Readonly<Record<string, number>>>((sum, each) => summed(sum, each.fired), {});
  return {
    order: 3,
    title: 'Faults',
    about: [
      'What docc relies on fails by seeded schedules: a fault begins with a call and lasts for some, or for good. Of each schedule, on honest work and on mutants, it is asked: that no point is lost, but told as a fault or not exercised; that no mistake passes; that the exit code is 3 where something was our fault; and that the next grade, which nothing hinders, gives the report of one that never failed, without collecting twice what was seen before.',
      `${Object.values(fired).reduce((sum, times) => sum + times, 0)} faults fired in ${Object.values(all).reduce((sum, { schedules }) => sum + schedules, 0)} schedules. A fault that was due after the last call of its port never fired, and is not counted.`,
    ],
    tables: [
      { title: 'Faults that fired', columns: ['port', 'kind', 'times'], rows: Object.entries(sorted(fired)).map(([name, times]) => [...name.split('|'), String(times)]) },
      { title: 'Schedules', columns: ['what fails', 'schedules', 'seeds', 'tests', 'passed', 'last run', 'test'], rows: Object.entries(suites).map(([file, what]) => suiteRow(file, what, all[file])) },
    ],
  };
}

function added(sum: Kept, { file, on, title, status, meta }: Ran): Kept {
  const before = sum[file] ?? { tests: 0, passed: 0, schedules: 0, seeds: [], fired: {} };
  const seed = /\(seed (\d+)\)/.exec(title)?.[1];
  return {
    ...sum,
    [file]: {
      on,
      tests: before.tests + 1,
      passed: before.passed + (status === 'passed' ? 1 : 0),
      schedules: before.schedules + (meta?.tried ?? 0),
      seeds: seed === undefined ? before.seeds : [...before.seeds, seed],
      fired: summed(before.fired, meta?.faults ?? {}),
    },
  };
}

const summed = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries([...new Set([...Object.keys(one), ...Object.keys(other)])].map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));

function suiteRow(file: string, what: string, of: Kept[string] | undefined): readonly string[] {
  if (of === undefined) return [what, '', '', '', '', 'not run yet', `\`${file}\``];
  return [what, of.schedules === 0 ? '' : String(of.schedules), of.seeds.join(', '), String(of.tests), String(of.passed), of.on, `\`${file}\``];
}
