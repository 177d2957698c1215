import type { Chart, ChartFacts, ChartProblem, Release } from '../../src/collect/chart/section.ts';
import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../src/grade/findings.ts';
import type { Judgement } from '../../src/grade/judgement.ts';
import { code } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import { apps } from '../../src/manifests/app.ts';

/** The charts that the app comes from. None: the submission deploys it another way. */
export function appCharts({ charts }: ChartFacts, facts: ManifestsFacts, settings: Settings): readonly Chart[] {
  const paths = new Set(apps(facts, settings).flatMap(({ workload: { manifest: { origin } } }) => (origin.kind === 'chart' ? [origin.path] : [])));
  return charts.filter(({ path }) => paths.has(path));
}

/** `helm lint` and `helm template`, both with the chart's own values. */
export function renderingOf({ path, lint, render }: Chart): readonly Finding[] {
  const outcomes = [
    { outcome: render, says: 'does not render with its own values', reproduce: `helm template docc-sample ${shellPath(path)}` },
    { outcome: lint, says: 'does not lint', reproduce: `helm lint ${shellPath(path)}` },
  ];
  const [broken] = outcomes.flatMap(({ outcome, ...rest }) => (outcome.kind === 'broken' ? [{ ...rest, problems: outcome.problems }] : []));
  if (broken !== undefined) return broken.problems.map((problem) => ofProblem(path, broken.says, broken.reproduce, problem));
  const unjudged = outcomes.find(({ outcome }) => outcome.kind === 'unjudged')?.outcome;
  return [unjudged?.kind === 'unjudged' ? open(`whether ${code(path)} renders can’t be told: ${unjudged.because}`, { path }) : fine(`${code(path)} lints and renders`)];
}

/** What somebody releases and Helm refuses, and Chart.yaml files that make no chart. */
export function refusedReleases({ releases, problems }: ChartFacts): readonly Finding[] {
  const unread = problems.map(ofChartFile);
  return [...unread, ...releases.flatMap(ofRelease)];
}

function ofRelease(release: Release): readonly Finding[] {
  const { chart, by, outcome } = release;
  if (outcome.kind !== 'broken' || by.kind === 'found') return [];
  const says = `does not render as ${code(placeOf(by.at))} releases it`;
  return outcome.problems.slice(0, 1).map((problem) => ofProblem(chart, says, renderingCommand(release), problem));
}

/** With the values files that the release takes; what it sets besides is where it is released. */
const renderingCommand = ({ chart, name, valueFiles }: Release): string => `helm template ${shellWord(name)} ${shellPath(chart)}${valueFiles.map((file) => ` -f ${shellPath(file)}`).join('')}`;

/** A chart that Helm refuses is deployed by nobody: what nothing else deploys is missing for that. */
export function refusedChart({ releases, problems }: ChartFacts): Judgement | undefined {
  for (const release of releases) {
    const { chart, outcome } = release;
    if (outcome.kind === 'broken') return verdictOf('a chart that Helm renders', outcome.problems.slice(0, 1).map((problem) => unrenderable(chart, renderingCommand(release), problem)));
  }
  return problems.length === 0 ? undefined : verdictOf('a chart that Helm can read', problems.map(ofChartFile));
}

function unrenderable(chart: string, reproduce: string, { path, line, message, fix }: ChartProblem): Finding {
  return trouble({ observed: `Helm can’t render ${code(chart)}: ${message}`, at: { path, ...(line !== undefined && { line }) }, fix: `${fix} See it by ${code(reproduce)}.`, reproduce: withinLimits(reproduce, message) });
}

/** Of what grows without end: without a limit the command fails late, or never. */
function withinLimits(command: string, message: string): string {
  if (!/^helm (?:took|had) more than /.test(message)) return command;
  return `text=$(ulimit -v 2097152; timeout 20 ${command}) && test "\${#text}" -lt 33554432`;
}

function ofChartFile({ path, line, message, fix }: ChartProblem): Finding {
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '.';
  return trouble({ observed: `${code(path)} makes no chart: ${message}`, at: { path, ...(line !== undefined && { line }) }, fix, reproduce: `helm lint ${shellPath(folder)}` });
}

const placeOf = ({ path, line }: Location): string => (line === undefined ? path : `${path}:${line}`);

function ofProblem(chart: string, says: string, reproduce: string, { path, line, message, fix }: ChartProblem): Finding {
  const values = code(`${chart === '.' ? '' : `${chart}/`}values.yaml`);
  const [, missing] = lacking.map((pattern) => pattern.exec(message)).find((match) => match !== null) ?? [];
  const exact = missing === undefined ? '' : ` Write \`${missing}: <value>\` into ${values}.`;
  return trouble({ observed: `${code(chart)} ${says}: ${message}`, at: { path, ...(line !== undefined && { line }) }, fix: `${fix}${exact} See it by ${code(reproduce)}.`, reproduce: withinLimits(reproduce, message) });
}

/** As Helm 4 and 3 name a value that the chart's schema requires. */
const lacking = [/missing property '([A-Za-z][\w-]{0,60})'/, /\(root\): ([A-Za-z][\w-]{0,60}) is required/];
