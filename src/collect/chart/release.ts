import { own } from '../../evidence/own.ts';
import { stepsOf } from '../../terraform/helm-release.ts';
import { jsonOf } from '../manifests/placed.ts';
import type { Json } from '../terraform/section.ts';
import { defaultsOf } from './charts.ts';
import { type Declared, hasMarks, isList, isMap, isMarked, marksIn, withoutMarkedTruths, withoutMarkedValues } from './declared.ts';
import type { Position } from './positions.ts';
import { cause, givenIn, isSchemaRefusal, schemaComplaints, short } from './problems.ts';
import type { RenderedDocument } from './rendered.ts';
import { type Given, render, type Render, type Staged } from './rendering.ts';
import type { Runs } from './runs.ts';
import type { Release } from './section.ts';

export type Outcome = { readonly outcome: Release['outcome']; readonly documents: readonly RenderedDocument[] };

/** Bytes of what stands on the command line: Linux takes 128 KiB for one argument. */
const mostAsked = 100_000;
const mostAttempts = 5;

/** Renders a release with the values that it is declared with; without those that no file tells where Helm refuses their marks. */
export async function renderRelease(runs: Runs, chart: Staged, declared: Declared): Promise<Outcome> {
  const { skipped, settings, valueFiles, name, namespace = '' } = declared;
  if (skipped !== undefined) return skip(skipped);
  const asked = [name, namespace, ...valueFiles, ...settings.map(({ text }) => text)];
  if (asked.reduce((sum, text) => sum + Buffer.byteLength(text), 0) > mostAsked) return skip('it is given more settings than docc hands to Helm');
  const first = withoutTruths(declared, chart, runs);
  let attempt: Attempt = { declared: first, schema: true };
  let answer = await render(runs, chart, givenBy(attempt, runs));
  const refusal = answer.kind === 'broken' ? answer.said : '';
  for (let attempts = 1; answer.kind === 'broken' && attempts < mostAttempts; attempts += 1) {
    const next = nextAttempt(attempt, answer.said);
    if (next === undefined) break;
    attempt = next;
    answer = await render(runs, chart, givenBy(attempt, runs));
  }
  return outcomeOf(answer, { declared, attempt, refusal });
}

const skip = (because: string): Outcome => ({ outcome: { kind: 'skipped', because: short(because) }, documents: [] });

type Attempt = { readonly declared: Declared; readonly schema: boolean };

/** First the marks that Helm complains of by name, or the schema where it is against nothing else; then all of them. */
function nextAttempt({ declared, schema }: Attempt, said: string): Attempt | undefined {
  if (!hasMarks(declared)) return undefined;
  if (isSchemaRefusal(said)) {
    const complaints = schemaComplaints(said);
    if (schema && complaints.length > 0 && complaints.every(({ steps }) => isMarkedAt(declared, steps))) return { declared, schema: false };
    // What is known breaks the schema: that is the candidate's, whatever the rest is.
    return complaints.some(({ steps }) => !isMarkedAt(declared, steps)) ? undefined : { declared: withoutMarkedValues(declared), schema: true };
  }
  const named = marksIn(said);
  return { declared: withoutMarkedValues(declared, named.size > 0 ? named : undefined), schema };
}

function isMarkedAt({ values, settings }: Declared, steps: readonly string[]): boolean {
  const marked = values.some((each) => {
    const at = memberAt(each, steps);
    return at !== undefined && isMarked(JSON.stringify(at));
  });
  return marked || settings.some(({ text }) => isMarked(text) && begins(keyOf(text), steps));
}

/** Of `image.tag=1.2.0` the names that lead there. */
const keyOf = (text: string): readonly string[] => stepsOf(text.slice(0, text.indexOf('='))).map(String);

const begins = (one: readonly string[], other: readonly string[]): boolean => one.slice(0, other.length).every((step, index) => step === other[index]);

function memberAt(json: Json, steps: readonly string[]): Json | undefined {
  let at: Json | undefined = json;
  for (const step of steps) {
    if (at === undefined) return undefined;
    at = isList(at) ? at[Number(step)] : isMap(at) ? own(at, step) : undefined;
  }
  return at;
}

function withoutTruths(declared: Declared, { source }: Staged, { files }: Runs): Declared {
  if (!hasMarks(declared)) return declared;
  const defaults: Json = Object.fromEntries(defaultsOf(files, source).map(([name, value]) => [name, jsonOf(value)]));
  const settings = declared.settings.filter(({ text }) => !isMarked(text) || typeof memberAt(defaults, keyOf(text)) !== 'boolean');
  return { ...declared, values: declared.values.flatMap((each) => withoutMarkedTruths(each, defaults) ?? []), settings };
}

function givenBy({ declared, schema }: Attempt, { files }: Runs): Given {
  const { name, namespace, valueFiles, values, settings } = declared;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    valueFiles,
    values: values.map((each) => JSON.stringify(each)),
    settings,
    schema,
    giverOf: (steps): Position | undefined => giverOf(declared, steps) ?? valueFiles.flatMap((path) => givenIn(files, path, steps) ?? []).at(-1),
  };
}

function giverOf({ by, values, settings }: Declared, steps: readonly string[]): Position | undefined {
  if (by.kind === 'found' || steps.length === 0) return undefined;
  const inSettings = settings.some(({ text }) => begins(keyOf(text), steps));
  if (!inSettings && !values.some((each) => memberAt(each, steps) !== undefined)) return undefined;
  return { path: by.at.path, ...(by.at.line !== undefined && { line: by.at.line }) };
}

type Tried = { readonly declared: Declared; readonly attempt: Attempt; readonly refusal: string };

function outcomeOf(answer: Render, { declared, attempt, refusal }: Tried): Outcome {
  if (answer.kind === 'unjudged') return skip(answer.because);
  const left = JSON.stringify([attempt.declared.values, attempt.declared.settings]) !== JSON.stringify([declared.values, declared.settings]);
  if (answer.kind === 'rendered') {
    const unknowns = left || declared.open ? 'defaults' : hasMarks(declared) ? 'marked' : 'none';
    return { outcome: { kind: 'rendered', objects: answer.documents.length, tests: answer.tests, unknowns }, documents: answer.documents };
  }
  // Where it breaks in the same way with and without the marks, they are not why.
  const doubtful = declared.open || (left && cause(refusal) !== cause(answer.said));
  if (doubtful && !isSyntax(answer.said)) return skip(`without the values that files don't tell Helm refuses it: ${cause(answer.problems[0].message)}`);
  return { outcome: { kind: 'broken', problems: [...answer.problems] }, documents: [] };
}

/** No value could mend it. */
const isSyntax = (said: string): boolean => /parse error at|function "[^"]{0,80}" not defined|no template "|cannot load/.test(said);
