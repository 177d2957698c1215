import { z } from 'zod';
import { type Listed, listed } from '../test/red-team/listed.ts';
import { keepIn, keptIn, type Ran, ranIn } from './vitest-results.ts';

/** The last result of one test: `tried` is how many forgeries or mixes it went through. */
const kept = z.record(z.string(), z.strictObject({ file: z.string(), title: z.string(), passed: z.boolean(), on: z.string(), tried: z.number().optional() }));
type Kept = z.infer<typeof kept>;

const suites: Readonly<Record<string, string>> = {
  'test/red-team/forgery.test.ts': 'sections and bundles are forged in every field: another type, a member more, another run’s value, doubled keys, `__proto__`, NaN',
  'test/red-team/signatures.test.ts': 'reports, statements and envelopes are forged in every field, signed anew and by others',
  'test/red-team/combinations.test.ts': 'attacks mixed by seed earn nothing and are each named; honest work mixed by seed keeps its points',
  'test/red-team/combinations.long.ts': 'the same, two hundred times each',
  'test/red-team/ways-out.test.ts': 'a submission that names every way out: nobody is called, nothing is run, and no secret of the machine is told',
};

/** Takes up what test runs came to, and tells it case by case. */
export async function redTeam(store: string, results: readonly string[]) {
  const [before, ran] = await Promise.all([keptIn(store, kept), ranIn(results)]);
  const all: Kept = { ...before, ...Object.fromEntries(ran.map(taken)) };
  await keepIn(store, all);
  const cases = listed.map((each) => rowOf(each, all));
  return {
    order: 2,
    title: 'Red team',
    about: [
      'Whoever is graded may try everything. Each attack is tried on the reference submission, and beside it its twin: the same done honestly, which must keep every point.',
      '*refused*: an error names it, with its place and its fix. *denied*: a sandbox withholds it. *neutralised*: it changes nothing. *capped*: it meets a limit, which is named. *uncredited*: it earns nothing.',
      summaryOf(all),
    ],
    tables: [
      { title: 'The corpus', columns: ['id', 'what is tried', 'must be', 'tier', 'result', 'twin', 'result', 'test'], rows: cases },
      { title: 'Suites', columns: ['what is tried', 'tests', 'passed', 'tried in all', 'last run', 'test'], rows: Object.entries(suites).map(([file, asks]) => suiteRow(file, asks, all)) },
    ],
  };
}

const taken = ({ file, on, title, fullName, status, meta }: Ran): readonly [string, Kept[string]] => [
  `${file} ${fullName}`,
  { file, title, passed: status === 'passed', on, ...(meta?.tried !== undefined && { tried: meta.tried }) },
];

const resultOf = (file: string, title: string, all: Kept): string => {
  const found = Object.values(all).find((each) => each.file === file && each.title === title);
  return found === undefined ? 'not run yet' : `${found.passed ? 'held' : '**broken**'} (${found.on})`;
};

const rowOf = ({ id, tried, must, tier, file, twin }: Listed, all: Kept): readonly string[] => [id, tried, must, tier, resultOf(file, `${id}: ${tried} is ${must}`, all), twin, resultOf(file, `${id} twin: ${twin}`, all), `\`${file}\``];

function suiteRow(file: string, asks: string, all: Kept): readonly string[] {
  const own = Object.values(all).filter((each) => each.file === file);
  const tried = own.reduce((sum, each) => sum + (each.tried ?? 0), 0);
  return [asks, String(own.length), String(own.filter(({ passed }) => passed).length), String(tried), own.map(({ on }) => on).toSorted().at(-1) ?? 'not run yet', `\`${file}\``];
}

function summaryOf(all: Kept): string {
  const state = ({ id, tried, must, file }: Listed): string => resultOf(file, `${id}: ${tried} is ${must}`, all).split(' (')[0] ?? '';
  const count = (which: string): number => listed.filter((each) => state(each) === which).length;
  return `${new Set(listed.map(({ id }) => id)).size} ids, ${listed.length} attacks: ${count('held')} held, ${count('**broken**')} broken, ${count('not run yet')} not run yet.`;
}
