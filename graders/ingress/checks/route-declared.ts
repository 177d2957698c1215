import { chart, type ChartFacts } from '../../../src/collect/chart/section.ts';
import { manifests, type ManifestsFacts } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, open, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { type Judgement, unresolved } from '../../../src/grade/judgement.ts';
import { serviceHost, type Settings } from '../../../src/grade/settings.ts';
import { imageName } from '../../../src/manifests/app.ts';
import { placeIn, titleOf } from '../../../src/manifests/objects.ts';
import { every } from '../../../src/manifests/selectors.ts';
import { unknownWorkloads } from '../../../src/manifests/workloads.ts';
import type { Finding } from '../../../src/grade/findings.ts';
import { refusedChart } from '../../secure-pod/charts.ts';
import { unlessUnseen, unread } from '../../secure-pod/unseen.ts';
import { type HostApp, hostApps, inPlace } from '../host-routes.ts';
import { appless, misrouted, portless } from '../route-fixes.ts';
import { routeTitle } from '../serving.ts';

export default check({
  id: 'route-declared',
  title: 'A route leads the host to the app’s Service',
  needs: { chart, manifests },
  after: [],
  weight: 2,
  level: 'junior',
  skills: ['kubernetes.routes'],
  why: 'The controller knows only what routes tell it. With another host, another Service or a port that the Service doesn’t have, everything is green in the cluster and visitors get a 404 or a 503.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/',
  discuss: {
    topic: 'system-and-network',
    passed: '{observed}. Why does a host in a route not make that name resolve, and what does?',
    failed: '{observed}. With curl alone, how would you tell a missing route from a Service without endpoints?',
  },
  judge: ({ chart, manifests }, settings) => {
    const all = hostApps(manifests, settings);
    if (all.length === 0) return withoutApp(manifests, chart, settings);
    return verdictOf(`an Ingress or HTTPRoute that leads ${code(serviceHost(settings))} to a port of the app’s Service`, all.map((each) => inPlace(each, ofApp(each, manifests))));
  },
});

function ofApp(each: HostApp, facts: ManifestsFacts): Finding {
  const { app, ways } = each;
  const [best] = ways;
  if (best === undefined) return unlessUnseen(app, misrouted(each, facts));
  const { routed, leading } = best;
  const title = `${code(routeTitle(routed))} leads ${code(app.host)} to ${code(titleOf(leading.service.manifest))}`;
  const answer = every([best.leads, best.hasPort]);
  if (answer === 'yes') return fine(`${title} of ${code(app.title)}`);
  return answer === 'maybe' ? open(`whether ${title} depends on values that are not in the files`, routed.backend.at) : portless(each, best);
}

function withoutApp(facts: ManifestsFacts, chart: ChartFacts, settings: Settings): Judgement {
  const refused = refusedChart(chart);
  if (refused !== undefined) return refused;
  const [hidden] = facts.unrendered;
  if (hidden !== undefined) return unresolved(`what ${code(hidden.path)} deploys can’t be told: ${hidden.because}`, { path: hidden.path });
  const [stranger] = unknownWorkloads(facts, imageName(settings));
  if (stranger !== undefined) return unresolved(unread(stranger), placeIn(stranger));
  return verdictOf(`an Ingress or HTTPRoute that leads ${code(serviceHost(settings))} to a port of the app’s Service`, [appless(facts, settings)]);
}
