import { chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import type { Controller, Sources } from '../../../src/manifests/controllers.ts';
import { type HostApp, hostApps, inPlace, servingRoutes } from '../host-routes.ts';
import { installed } from '../installed.ts';
import { redirectFix } from '../redirect-fixes.ts';
import { plainnessOf } from '../redirects.ts';
import { productServing, routeTitle } from '../serving.ts';

export default check({
  id: 'route-redirects-http',
  title: 'HTTP redirects to HTTPS or isn’t served',
  needs: { terraform, chart, manifests },
  after: ['ingress-controller-installed', 'route-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.tls'],
  why: 'Who types the name alone comes over HTTP first. If that is answered, passwords and sessions go over the wire as they are, and nothing looks wrong.',
  docs: 'https://developer.mozilla.org/en-US/docs/Web/Security/Practical_implementation_guides/TLS#http_redirection',
  judge: (facts, settings) => verdictOf('HTTP that redirects to HTTPS, or that nothing serves', hostApps(facts.manifests, settings).flatMap((each) => ofApp(each, facts, installed(facts)).map((finding) => inPlace(each, finding)))),
});

/** Every route that serves the app has to. */
function ofApp(each: HostApp, { terraform }: Sources, controllers: readonly Controller[]): readonly Finding[] {
  return servingRoutes(each).map((routed) => {
    const situation = { app: each.app, routed, product: productServing(each.app, routed, controllers), controllers, terraform };
    const plainness = plainnessOf(situation);
    if (plainness.kind === 'served') return redirectFix(situation, plainness);
    return plainness.kind === 'open' ? open(plainness.reason, plainness.at) : fine(`${code(routeTitle(routed))} by ${plainness.by}`);
  });
}
