import { chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import type { Controller } from '../../../src/manifests/controllers.ts';
import { shownValue } from '../../../src/manifests/objects.ts';
import { classFix } from '../class-fixes.ts';
import { type HostApp, hostApps, inPlace, servingRoutes } from '../host-routes.ts';
import { installed } from '../installed.ts';
import { routeTitle, servingOf } from '../serving.ts';

export default check({
  id: 'route-class-provided',
  title: 'The route’s class is one that the submission installs',
  needs: { terraform, chart, manifests },
  after: ['ingress-controller-installed', 'route-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.routes'],
  why: 'A controller takes only the routes of its own class. A route of a class that nobody has is accepted by the cluster and read by no one: there is no error, and no traffic.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class',
  judge: (facts, settings) => {
    const controllers = installed(facts);
    return verdictOf('a class or Gateway that comes with an installed controller', hostApps(facts.manifests, settings).flatMap((each) => ofApp(each, controllers).map((finding) => inPlace(each, finding))));
  },
});

/** One route that is read is enough. */
function ofApp(each: HostApp, controllers: readonly Controller[]): readonly Finding[] {
  const all = servingRoutes(each).map((routed) => ({ routed, serving: servingOf(each.app, routed, controllers) }));
  const served = all.find(({ serving }) => serving.kind === 'served');
  if (served?.serving.kind === 'served') return [fine(`${code(routeTitle(served.routed))} is read by ${served.serving.product?.name ?? 'a controller'} (${code(served.serving.by)})`)];
  const waiting = all.find(({ serving }) => serving.kind === 'open');
  if (waiting?.serving.kind === 'open') return [open(`whether ${waiting.serving.asked === undefined ? 'a class' : `the class ${code(shownValue(waiting.serving.asked))}`} is there for ${code(routeTitle(waiting.routed))} depends on values that are not in the files`, waiting.serving.at)];
  return all.slice(0, 1).flatMap(({ routed, serving }) => (serving.kind === 'nobody' ? [classFix(each.app, routed, serving, controllers)] : []));
}
