import { entriesAt, jsonOf, placedAt } from '../manifests/placed.ts';
import type { Json } from '../terraform/section.ts';
import { defaultsOf, readObject } from './charts.ts';
import { inFolder, textAt } from './files.ts';
import { cause, isSchemaRefusal, schemaComplaints, short } from './problems.ts';
import { nobody, requestOf, type Staged } from './rendering.ts';
import type { Runs } from './runs.ts';
import type { Chart } from './section.ts';

/** Values of the chart that are given wrongly, at most. */
const mostProbes = 8;

type Probe = { readonly name: string; readonly wrong: Json };

/** Gives Helm values of the wrong type, and sees whether values.schema.json takes them. */
export async function probeSchema(runs: Runs, chart: Staged): Promise<Chart['schema']> {
  const path = inFolder(chart.source.path, 'values.schema.json');
  const text = textAt(runs.files, path);
  if (text === undefined) return { kind: 'absent' };
  const wrong = unreadable(text);
  if (wrong !== undefined) return { kind: 'broken', path, message: wrong };
  const probes = probesOf(runs, chart, path);
  const said = await answerTo(runs, chart, probes);
  if (said.kind === 'unjudged') return { kind: 'unjudged', path, because: said.because };
  if (said.kind === 'taken') return { kind: 'takes', path, values: probes.map(shown) };
  const { refused } = said;
  if (refused.includes('metaschema') || refused.includes('is not valid against')) return { kind: 'broken', path, message: short(cause(refused.slice(refused.indexOf('\n') + 1))) };
  const complained = new Set(schemaComplaints(refused).flatMap(({ steps }) => steps[0] ?? []));
  const [named] = probes.filter(({ name }) => complained.has(name));
  return named === undefined ? await oneByOne(runs, chart, probes, path) : { kind: 'refuses', path, by: shown(named) };
}

type Asked = { readonly runs: Runs; readonly chart: Staged; readonly probes: readonly Probe[]; readonly path: string };

/** Its own defaults are of the wrong type, or what it asks for beside them has nothing to do with types. */
function refusedAsItIs(refused: string, { runs, chart, probes, path }: Asked): Chart['schema'] {
  const complained = new Set(schemaComplaints(refused).flatMap(({ steps }) => steps[0] ?? []));
  const wrong = defaultsOf(runs.files, chart.source).find(([name]) => complained.has(name));
  if (wrong === undefined) return { kind: 'takes', path, values: probes.map(shown) };
  return { kind: 'refuses', path, by: shown({ name: wrong[0], wrong: jsonOf(wrong[1]) }) };
}

/** Where Helm refuses them together and says no more, each by itself: what is refused then, the defaults being right, is that. */
async function oneByOne(runs: Runs, chart: Staged, probes: readonly Probe[], path: string): Promise<Chart['schema']> {
  const own = await answerTo(runs, chart, []);
  if (own.kind === 'refused') return refusedAsItIs(own.refused, { runs, chart, probes, path });
  for (const probe of probes) if ((await answerTo(runs, chart, [probe])).kind === 'refused') return { kind: 'refuses', path, by: shown(probe) };
  return { kind: 'takes', path, values: probes.map(shown) };
}

type Said = { readonly kind: 'taken' } | { readonly kind: 'refused'; readonly refused: string } | { readonly kind: 'unjudged'; readonly because: string };

async function answerTo(runs: Runs, chart: Staged, probes: readonly Probe[]): Promise<Said> {
  if (chart.staging.unread.length > 0) return { kind: 'unjudged', because: 'docc does not read an archive that lies in its charts/' };
  const values = [JSON.stringify(Object.fromEntries(probes.map(({ name, wrong }) => [name, wrong])))];
  const answer = await runs.template({ ...requestOf(chart, { name: 'docc', valueFiles: [], values, settings: [], schema: true, giverOf: nobody }), schema: true });
  if (answer.kind === 'done') return { kind: 'taken' };
  if (answer.kind !== 'refused') return { kind: 'unjudged', because: 'Helm came to no end on this chart' };
  if (isSchemaRefusal(answer.stderr)) return { kind: 'refused', refused: answer.stderr };
  // The schema comes before the templates, and after the chart as a whole.
  const unloaded = /cannot load|validation: |kubeVersion|checking for chart dependencies/.test(answer.stderr);
  return unloaded ? { kind: 'unjudged', because: 'the chart breaks before its schema is asked' } : { kind: 'taken' };
}

/** Of the chart's defaults, or where it has none of what its schema names. */
function probesOf({ files }: Runs, { source }: Staged, path: string): readonly Probe[] {
  const defaults = defaultsOf(files, source).map(([name, value]): Probe => ({ name, wrong: wrongFor(jsonOf(value)) }));
  const schema = readObject(files, path);
  const named = schema.kind === 'object' ? entriesAt(schema.object, 'properties').map(([name, value]): Probe => ({ name, wrong: isText(placedAt(value, 'type')) ? 12_345 : 'docc' })) : [];
  const all = defaults.length > 0 ? defaults : named;
  return all.length > 0 ? all.slice(0, mostProbes) : [{ name: 'docc', wrong: 12_345 }];
}

const isText = (type: ReturnType<typeof placedAt>): boolean => type !== undefined && 'is' in type && type.is === 'string';

/** Of another type than any that a value of this one could be meant to have. */
const wrongFor = (value: Json): Json => (typeof value === 'string' || value === null ? 12_345 : 'docc');

const shown = ({ name, wrong }: Probe): string => `${name.slice(0, 100).toWellFormed()}: ${JSON.stringify(wrong).slice(0, 100).toWellFormed()}`;

function unreadable(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return short(`it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
