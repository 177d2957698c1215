import { clusterMetrics, type TargetSeen } from '../../../src/collect/cluster/metrics/section.ts';
import { code } from '../../../src/grade/markdown.ts';
import { remark, type Told } from '../../../src/grade/remark.ts';
import { deployedTitle } from '../live-app.ts';

/** What a scraper gets by what the submission declares for it. */
export default remark({
  about: 'metrics-scraped',
  needs: { seen: clusterMetrics },
  tell: ({ seen: { workload, scraper, targets } }): Told | undefined => {
    const [first] = targets;
    if (first === undefined) return undefined;
    const app = deployedTitle(workload);
    const from = `a pod of ${code(scraper.namespace)}${Object.entries(scraper.labels).map(([name, value]) => ` with ${code(`${name}: ${value}`)}`).join(' and')}`;
    const wrong = targets.find(({ answered }) => answered !== 'metrics');
    if (wrong !== undefined) return missed(app, from, wrong);
    return { kind: 'strength', text: `Asked from ${from}, as ${ways[first.how]} of ${deployedTitle(first.by)} says, every pod of ${app} answers with metrics that Prometheus takes` };
  },
});

const ways: Readonly<Record<TargetSeen['how'], string>> = { 'pod-annotations': 'an annotation of the pods', 'service-annotations': 'an annotation', monitor: 'the selector', 'named-port': 'the port named `metrics`' };

function missed(app: string, from: string, { by, how, port, path, answered }: TargetSeen): Told {
  const came = answered === 'silent' ? 'nothing answers' : 'what answers is no text that Prometheus takes';
  return {
    kind: 'risk',
    text: `Asked from ${from} at ${code(`:${port}${path}`)} of the pods of ${app}, as ${ways[how]} of ${deployedTitle(by)} says, ${came}`,
    ask: { topic: 'monitoring-and-tracing', question: `${deployedTitle(by)} declares metrics of ${app}, and ${came} at ${code(`:${port}${path}`)}. When would you have noticed, and how do you alert on metrics that are not there?` },
  };
}
