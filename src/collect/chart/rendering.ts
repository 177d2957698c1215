import { readDocuments } from '../manifests/documents.ts';
import { apiVersions } from './api-versions.ts';
import type { ChartSource } from './charts.ts';
import type { Setting } from './declared.ts';
import { type Files, inFolder, isIn, textAt } from './files.ts';
import { originLines } from './origin-lines.ts';
import { documentsIn, isTestHook, type OutputDocument } from './output.ts';
import { chartFile, type Position } from './positions.ts';
import { short, type Subject, templateProblems } from './problems.ts';
import { becauseMissing } from './missing.ts';
import type { RenderedDocument } from './rendered.ts';
import type { Answer, Runs } from './runs.ts';
import type { ChartProblem } from './section.ts';
import { sourceOf, type Staging } from './stage.ts';

/** A chart, and all that its runs have in common. */
export type Staged = { readonly source: ChartSource; readonly staging: Staging };

/** What Helm is given beside the chart itself. */
export type Given = {
  readonly name: string;
  readonly namespace?: string;
  readonly valueFiles: readonly string[];
  /** JSON documents. */
  readonly values: readonly string[];
  readonly settings: readonly Setting[];
  readonly schema: boolean;
  readonly giverOf: Subject['giverOf'];
};

export type Render =
  | { readonly kind: 'rendered'; readonly documents: readonly RenderedDocument[]; readonly tests: number }
  | { readonly kind: 'broken'; readonly problems: readonly [ChartProblem, ...ChartProblem[]]; readonly said: string }
  | { readonly kind: 'unjudged'; readonly because: string };

/** Of one release: what is asked of each document is asked of these. */
const mostDocuments = 1_000;

/** Characters of documents and templates of one release that are compared. */
const mostCompared = 32 * 1024 * 1024;

export const nobody = (): undefined => undefined;

/** `helm template`, its words read. */
export async function render(runs: Runs, chart: Staged, given: Given): Promise<Render> {
  const unread = chart.staging.unread[0];
  if (unread !== undefined) return { kind: 'unjudged', because: short(`docc does not read the archive ${unread.path}: ${unread.because}`) };
  const answer = await runs.template(requestOf(chart, given));
  if (answer.kind === 'done') return renderedBy(answer.stdout, runs, chart);
  if (answer.kind !== 'refused') return ended(answer, runs, chart);
  const because = becauseMissing(answer.stderr, chart, runs.files);
  if (because !== undefined) return { kind: 'unjudged', because };
  const [problem, ...others] = templateProblems(answer.stderr, subjectOf(runs, chart, given.giverOf));
  return { kind: 'broken', problems: [await located(problem, answer.stderr, { runs, chart, given }), ...others], said: answer.stderr };
}

export const subjectOf = ({ files }: Runs, { staging }: Staged, giverOf: Subject['giverOf']): Subject => ({ files, chart: staging.chart, giverOf });

export const requestOf = ({ source, staging }: Staged, { name, namespace, valueFiles, values, settings, schema }: Given) => ({
  chart: source.path,
  name,
  namespace,
  valueFiles,
  values,
  sets: settings.map(({ flag, text }) => `${flag}=${text}`),
  schema: schema && staging.schema,
  apiVersions,
});

/** What became of a run that a limit ended. */
export function ended(answer: Exclude<Answer, { kind: 'done' | 'refused' }>, { files }: Runs, { source, staging }: Staged): Exclude<Render, { kind: 'rendered' }> {
  if (answer.kind === 'given-up') return { kind: 'unjudged', because: 'other charts took all the time that docc gives to Helm' };
  const problem: ChartProblem = {
    ...(growthIn(files, source.path) ?? { path: chartFile(staging.chart, 'Chart.yaml') }),
    message: `helm ${answer.how} on this chart`,
    fix: 'Look in its templates for what grows with each step (`range`, `until`, `repeat`, templates that include themselves), and make it smaller.',
  };
  return { kind: 'broken', problems: [problem], said: answer.how };
}

const grows = /\b(?:until|untilStep|seq|repeat)\s[^{}]{0,40}?\d{4}/;

/** Helm ended without a word: the first template of the chart that repeats something a thousand times or more. */
function growthIn(files: Files, chart: string): Position | undefined {
  const templates = [...files.keys()].filter((path) => isIn(inFolder(chart, 'templates'), path)).toSorted();
  for (const path of templates) {
    const line = (textAt(files, path) ?? '').split('\n').findIndex((each) => grows.test(each)) + 1;
    if (line > 0) return { path, line };
  }
  return undefined;
}

function renderedBy(stdout: string, runs: Runs, chart: Staged): Render {
  const all = documentsIn(stdout);
  const kept = all.filter(({ text }, index) => index >= mostDocuments || !isTestHook(text));
  return { kind: 'rendered', documents: placedAll(kept, runs, chart), tests: all.length - kept.length };
}

/** Each with its file, and its lines there as long as there is not too much to compare. */
function placedAll(documents: readonly OutputDocument[], { files }: Runs, { staging }: Staged): readonly RenderedDocument[] {
  const templates = new Map<string, string>();
  let room = mostCompared;
  return documents.map(({ source, text }) => {
    const named = sourceOf(staging.chart, source);
    const path = named !== undefined && files.has(named) ? named : chartFile(staging.chart, 'Chart.yaml');
    const template = templates.get(path) ?? (path !== named || path.endsWith('.tgz') ? '' : (textAt(files, path) ?? ''));
    templates.set(path, template);
    room -= template.length + text.length;
    return { path, text, lines: room > 0 && template !== '' ? originLines(text, template) : text.split('\n').map(() => 0) };
  });
}

/** Characters of a document in which a line is sought. */
const longestSought = 256 * 1024;

type Run = { readonly runs: Runs; readonly chart: Staged; readonly given: Given };

/**
 * A template's output that is no YAML: Helm tells the line of the output, which nobody sees. It is rendered again for its text, and the line
 * that doesn't parse, or the nearest above it that is certain, looked up in the template.
 */
async function located(problem: ChartProblem, said: string, { runs, chart, given }: Run): Promise<ChartProblem> {
  if (problem.line !== undefined || !said.includes('YAML parse error on')) return problem;
  const answer = await runs.template({ ...requestOf(chart, given), evenInvalid: true });
  const stdout = answer.kind === 'refused' || answer.kind === 'done' ? answer.stdout : '';
  const sought = documentsIn(stdout).filter(({ source, text }) => sourceOf(chart.staging.chart, source) === problem.path && text.length <= longestSought);
  const line = placedAll(sought.slice(0, 20), runs, chart)
    .flatMap(({ text, lines }) => readDocuments(text).problems.map((each) => lines.slice(0, each.line).findLast((at) => at > 0) ?? 0))
    .find((at) => at > 0);
  return line === undefined ? problem : { ...problem, line };
}

