import { chart } from '../../../src/collect/chart/section.ts';
import { manifests } from '../../../src/collect/manifests/section.ts';
import { terraform } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, verdictOf } from '../../../src/grade/findings.ts';
import { code } from '../../../src/grade/markdown.ts';
import { serviceHost } from '../../../src/grade/settings.ts';
import type { Controller, Sources } from '../../../src/manifests/controllers.ts';
import { type HostApp, hostApps, inPlace, servingRoutes } from '../host-routes.ts';
import { installed } from '../installed.ts';
import { securityOf } from '../secured.ts';
import { productServing, routeTitle } from '../serving.ts';
import { tlsFix } from '../tls-fixes.ts';

export default check({
  id: 'route-tls',
  title: 'The host is served over TLS',
  needs: { terraform, chart, manifests },
  after: ['route-declared'],
  weight: 2,
  level: 'mid',
  skills: ['kubernetes.tls'],
  why: 'Without TLS everybody on the way reads and changes what is sent. With a key that lies in the repository, everybody who ever cloned it does.',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
  discuss: {
    topic: 'system-and-network',
    passed: '{observed}. Who renews it, and how would you learn that renewing has failed before your visitors do?',
    failed: '{observed}. Where would you end TLS here: at the load balancer, at the controller or in the pod, and what does each cost?',
  },
  judge: (facts, settings) => verdictOf(`TLS for ${code(serviceHost(settings))}, with a key that is not in the repository`, hostApps(facts.manifests, settings).flatMap((each) => ofApp(each, facts, installed(facts)).map((finding) => inPlace(each, finding)))),
});

/** One route with TLS is enough, unless a key is committed. */
function ofApp(each: HostApp, { terraform }: Sources, controllers: readonly Controller[]): readonly Finding[] {
  const all = servingRoutes(each).map((routed) => {
    const situation = { app: each.app, routed, product: productServing(each.app, routed, controllers), controllers, terraform };
    return { situation, security: securityOf(situation) };
  });
  const committed = all.find(({ security }) => security.kind === 'plain' && security.trouble === 'committed');
  const secured = all.find(({ security }) => security.kind === 'secured');
  const waiting = all.find(({ security }) => security.kind === 'open');
  const [chosen] = [committed, secured, waiting, all[0]].filter((one) => one !== undefined);
  if (chosen === undefined) return [];
  const { situation, security } = chosen;
  if (security.kind === 'plain') return [tlsFix(situation, security)];
  return [security.kind === 'open' ? open(security.reason, security.at) : fine(`${code(routeTitle(situation.routed))} by ${security.by}`)];
}
