import { ownReleaseName } from './charts.ts';
import { lintProblems, short } from './problems.ts';
import { becauseMissing } from './missing.ts';
import { probeSchema } from './probe.ts';
import { ended, type Given, nobody, render, requestOf, type Staged, subjectOf } from './rendering.ts';
import type { Runs } from './runs.ts';
import type { Chart, ChartDependency, ChartProblem } from './section.ts';

type Verdict = Chart['lint'];

/** `helm lint` and `helm template` with the chart's own values, and whether its schema refuses wrong ones. */
export async function examine(runs: Runs, chart: Staged): Promise<Chart> {
  const { path, name, version, appVersion, type, dependencies } = chart.source;
  const [rendered, linted, schema] = await Promise.all([rendersByItself(runs, chart), lints(runs, chart), probeSchema(runs, chart)]);
  return {
    path,
    name,
    ...(version !== undefined && { version }),
    ...(appVersion !== undefined && { appVersion }),
    type,
    dependencies: [...dependencies],
    lint: withLines(linted, rendered),
    render: withElsewhere(rendered, dependencies),
    schema,
  };
}

/** A folder of somebody's own machine: nobody else can install the chart, whatever is rendered without it. */
function withElsewhere(rendered: Verdict, dependencies: readonly ChartDependency[]): Verdict {
  const elsewhere = dependencies.filter(({ kind, repository }) => kind === 'remote' && repository?.startsWith('file://') === true);
  const problems = elsewhere.map(({ name, repository = '', path, line }) => ({
    path,
    line,
    message: short(`the dependency ${name} is to come from ${repository}, where the submission has no chart`),
    fix: `Put the chart ${short(name)} into the repository and name its folder there, or a registry that others reach.`,
  }));
  return problems.length === 0 || rendered.kind === 'broken' ? rendered : { kind: 'broken', problems };
}

const byItself = ({ source }: Staged): Given => ({ name: ownReleaseName(source), valueFiles: [], values: [], settings: [], schema: true, giverOf: nobody });

async function rendersByItself(runs: Runs, chart: Staged): Promise<Verdict> {
  if (chart.source.type === 'library') return { kind: 'library' };
  const answer = await render(runs, chart, byItself(chart));
  if (answer.kind === 'rendered') return { kind: 'ok', objects: answer.documents.length };
  return answer.kind === 'broken' ? { kind: 'broken', problems: [...answer.problems] } : answer;
}

async function lints(runs: Runs, chart: Staged): Promise<Verdict> {
  const unread = chart.staging.unread[0];
  if (unread !== undefined) return { kind: 'unjudged', because: short(`docc does not read the archive ${unread.path}: ${unread.because}`) };
  const answer = await runs.lint(requestOf(chart, byItself(chart)));
  if (answer.kind === 'done') return { kind: 'ok', objects: 0 };
  if (answer.kind !== 'refused') {
    const { kind, ...why } = ended(answer, runs, chart);
    return kind === 'broken' && 'problems' in why ? { kind, problems: [...why.problems] } : { kind: 'unjudged', because: 'because' in why ? why.because : '' };
  }
  const because = becauseMissing(answer.stdout, chart, runs.files);
  if (because !== undefined) return { kind: 'unjudged', because };
  return { kind: 'broken', problems: [...lintProblems(answer.stdout, answer.stderr, subjectOf(runs, chart, nobody))] };
}

/** Both say the same of a template whose output is no YAML; where it is mended was looked for once. */
function withLines(linted: Verdict, rendered: Verdict): Verdict {
  if (linted.kind !== 'broken' || rendered.kind !== 'broken') return linted;
  const lineOf = ({ path, line, fix }: ChartProblem): number | undefined => line ?? rendered.problems.find((other) => other.path === path && other.fix === fix)?.line;
  return {
    kind: 'broken',
    problems: linted.problems.map((problem) => {
      const line = lineOf(problem);
      return { ...problem, ...(line !== undefined && { line }) };
    }),
  };
}
