import { chart, type ChartFacts } from '../../../src/collect/chart/section.ts';
import { manifests, type ManifestsFacts } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Finding, open, verdictOf } from '../../../src/grade/findings.ts';
import { fail, type Judgement, unresolved } from '../../../src/grade/judgement.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import type { Settings } from '../../../src/grade/settings.ts';
import { type App, apps, imageName } from '../../../src/manifests/app.ts';
import { placeIn, shownValue, titleOf } from '../../../src/manifests/objects.ts';
import { containersOf } from '../../../src/manifests/pods.ts';
import { unknownWorkloads, workloads } from '../../../src/manifests/workloads.ts';
import { valueIn } from '../../../src/terraform/value.ts';
import { refusedChart } from '../charts.ts';
import { shownUnknown } from '../containers.ts';
import { ofServices } from '../reached.ts';
import { starterFix, starterReproduction } from '../starter.ts';
import { unread } from '../unseen.ts';

export default check({
  id: 'workload-declared',
  title: 'A workload runs the image behind a Service',
  needs: { manifests, chart },
  after: [],
  weight: 2,
  level: 'junior',
  skills: ['kubernetes.workloads'],
  why: 'A pod is gone with its node, and its address with it. A workload makes the next one, and a Service finds it: with a selector or a port that doesn’t match, requests end nowhere and nothing says so.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/',
  discuss: {
    topic: 'orchestration',
    passed: 'This is how your server runs: {observed}. What happens, step by step, from `kubectl apply` to the first request that a pod answers?',
    failed: '{observed}. How would you find that out in a cluster, with nothing but kubectl?',
  },
  judge: ({ manifests, chart }, settings) => {
    const found = apps(manifests, settings);
    if (found.length === 0) return missing(manifests, chart, settings);
    return verdictOf('a workload that runs the image, behind a Service whose selector and port match', found.map((app) => ofApp(app, settings)));
  },
});

function ofApp(app: App, settings: Settings): Finding {
  if (app.runsImage === 'yes') return ofServices(app);
  const images = containersOf(app.workload).containers.map(({ value }) => shownUnknown(valueIn(value, 'image')));
  return open(`whether ${code(app.title)} runs ${imageName(settings)} can’t be told: its image is ${list([...new Set(images)])}`, app.servers[0]?.at);
}

/** What could not be rendered may hold it. */
function missing(facts: ManifestsFacts, chart: ChartFacts, settings: Settings): Judgement {
  const refused = refusedChart(chart);
  if (refused !== undefined) return refused;
  const [hidden] = facts.unrendered;
  if (hidden !== undefined) return unresolved(`what ${code(hidden.path)} deploys can’t be told: ${hidden.because}`, { path: hidden.path });
  const [stranger] = unknownWorkloads(facts, imageName(settings));
  if (stranger !== undefined) return unresolved(unread(stranger), placeIn(stranger));
  const remote = chart.charts.flatMap(({ dependencies }) => dependencies).find(({ kind }) => kind === 'remote');
  if (remote !== undefined) return unresolved(`the chart ${code(remote.name)} may run it: its templates are not here`, { path: remote.path, line: remote.line });
  return nothing(facts, settings);
}

function nothing(facts: ManifestsFacts, settings: Settings): Judgement {
  const others = workloads(facts).flatMap(({ manifest, ...workload }) => {
    const images = containersOf({ manifest, ...workload }).containers.map(({ value }) => shownValue(valueIn(value, 'image')));
    return `${code(titleOf(manifest))} runs ${list(images.map(code)) || 'nothing'}`;
  });
  return fail({
    expected: 'a workload that runs the image, behind a Service whose selector and port match',
    observed: `no workload runs ${code(imageName(settings))}${others.length === 0 ? '' : `: ${list(others.slice(0, 5))}`}`,
    fix: starterFix(facts, settings),
    reproduce: starterReproduction(facts, settings),
  });
}
