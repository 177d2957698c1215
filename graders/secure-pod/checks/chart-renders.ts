import { chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { verdictOf } from '../../../src/grade/findings.ts';
import { appCharts, refusedReleases, renderingOf } from '../charts.ts';
import { validityOf, validObjects } from '../validity.ts';

export default check({
  id: 'chart-renders',
  title: 'The chart lints and renders',
  needs: { chart, manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'junior',
  skills: ['helm.charts'],
  why: 'A chart that renders only with the right hidden values works on one laptop. Whoever takes it next, a colleague or a pipeline, begins with its own.',
  docs: 'https://helm.sh/docs/chart_template_guide/debugging/',
  judge: ({ chart, manifests }, settings) => {
    const charts = appCharts(chart, manifests, settings);
    const refused = refusedReleases(chart);
    if (charts.length === 0 && refused.length === 0) return verdictOf(validObjects(manifests), validityOf(manifests, settings));
    return verdictOf('`helm lint` and `helm template` succeed with the chart’s own values', [...charts.flatMap(renderingOf), ...refused]);
  },
});
