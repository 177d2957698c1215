import type { Chart, ChartFacts, ChartProblem } from '../../src/collect/chart/section.ts';
import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import { fine, type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { shellPath } from '../../src/grade/shell-word.ts';
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

function ofProblem(chart: string, says: string, reproduce: string, { path, line, message, fix }: ChartProblem): Finding {
  const values = code(`${chart === '.' ? '' : `${chart}/`}values.yaml`);
  const [, missing] = lacking.map((pattern) => pattern.exec(message)).find((match) => match !== null) ?? [];
  const exact = missing === undefined ? '' : ` Write \`${missing}: <value>\` into ${values}.`;
  return trouble({ observed: `${code(chart)} ${says}: ${message}`, at: { path, ...(line !== undefined && { line }) }, fix: `${fix}${exact} See it by ${code(reproduce)}.`, reproduce });
}

/** As Helm 4 and 3 name a value that the chart's schema requires. */
const lacking = [/missing property '([A-Za-z][\w-]{0,60})'/, /\(root\): ([A-Za-z][\w-]{0,60}) is required/];
