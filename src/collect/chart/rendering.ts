import { readDocuments } from '../manifests/documents.ts';
import { apiVersions } from './api-versions.ts';
import type { ChartSource } from './charts.ts';
import type { Setting } from './declared.ts';
import { textAt } from './files.ts';
import { originLines } from './origin-lines.ts';
import { documentsIn, isTestHook, type OutputDocument } from './output.ts';
import { chartFile } from './positions.ts';
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

export const nobody = (): undefined => undefined;

/** `helm template`, its words read. */
export async function render(runs: Runs, chart: Staged, given: Given): Promise<Render> {
  const unread = chart.staging.unread[0];
  if (unread !== undefined) return { kind: 'unjudged', because: short(`docc does not read the archive ${unread.path}: ${unread.because}`) };
  const answer = await runs.template(requestOf(chart, given));
  if (answer.kind === 'done') return renderedBy(answer.stdout, runs, chart);
  if (answer.kind !== 'refused') return ended(answer, chart);
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
export function ended(answer: Exclude<Answer, { kind: 'done' | 'refused' }>, { staging }: Staged): Exclude<Render, { kind: 'rendered' }> {
  if (answer.kind === 'given-up') return { kind: 'unjudged', because: 'other charts took all the time that docc gives to Helm' };
  const problem: ChartProblem = {
    path: chartFile(staging.chart, 'Chart.yaml'),
    message: `helm ${answer.how} on this chart`,
    fix: 'Look in its templates for what grows with each step (`range`, `until`, `repeat`, templates that include themselves), and make it smaller.',
  };
  return { kind: 'broken', problems: [problem], said: answer.how };
}

function renderedBy(stdout: string, runs: Runs, chart: Staged): Render {
  const all = documentsIn(stdout);
  const kept = all.filter(({ text }) => !isTestHook(text));
  return { kind: 'rendered', documents: kept.map((document) => placed(document, runs, chart)), tests: all.length - kept.length };
}

function placed({ source, text }: OutputDocument, { files }: Runs, { staging }: Staged): RenderedDocument {
  const path = sourceOf(staging.chart, source);
  if (path === undefined || !files.has(path)) return { path: chartFile(staging.chart, 'Chart.yaml'), text, lines: text.split('\n').map(() => 0) };
  const template = path.endsWith('.tgz') ? '' : (textAt(files, path) ?? '');
  return { path, text, lines: originLines(text, template) };
}

type Run = { readonly runs: Runs; readonly chart: Staged; readonly given: Given };

/**
 * A template's output that is no YAML: Helm tells the line of the output, which nobody sees. It is rendered again for its text, and the line
 * that doesn't parse, or the nearest above it that is certain, looked up in the template.
 */
async function located(problem: ChartProblem, said: string, { runs, chart, given }: Run): Promise<ChartProblem> {
  if (problem.line !== undefined || !said.includes('YAML parse error on')) return problem;
  const answer = await runs.template({ ...requestOf(chart, given), evenInvalid: true });
  const stdout = answer.kind === 'refused' || answer.kind === 'done' ? answer.stdout : '';
  const line = documentsIn(stdout)
    .map((document) => placed(document, runs, chart))
    .filter(({ path }) => path === problem.path)
    .flatMap(({ text, lines }) => readDocuments(text).problems.map((each) => lines.slice(0, each.line).findLast((at) => at > 0) ?? 0))
    .find((at) => at > 0);
  return line === undefined ? problem : { ...problem, line };
}

