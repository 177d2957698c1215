import type { Chart, ChartDependency, ChartFacts } from '../collect/chart/section.ts';
import type { Controller } from './controllers.ts';
import { productOfChart } from './controllers-matching.ts';

/** Dependencies of the submission's charts. What a chart tells them stands in its values, which are not among the facts. */
export const bundled = ({ charts }: ChartFacts): readonly Controller[] => charts.flatMap((chart) => chart.dependencies.flatMap((each) => ofDependency(chart, each)));

function ofDependency({ path, type }: Chart, dependency: ChartDependency): readonly Controller[] {
  const { name, repository = '', version, locked } = dependency;
  const found = productOfChart(name, repository);
  if (found === undefined || type === 'library') return [];
  const at = { path: dependency.path, line: dependency.line };
  const said = locked ?? version;
  return [
    {
      product: found.product,
      by: `the dependency ${name} of ${path}`,
      at,
      exists: found.chart.serves === undefined ? 'yes' : 'maybe',
      version: { of: 'chart', said: said === undefined ? undefined : { known: said }, at, argument: 'version' },
      release: { chart: found.chart, name: undefined, namespace: undefined, values: { object: {} }, open: true },
      root: undefined,
      manifest: undefined,
    },
  ];
}
