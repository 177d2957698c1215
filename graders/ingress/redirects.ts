import type { Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { code } from '../../src/grade/markdown.ts';
import { kong, traefik } from '../../src/manifests/controllers-known.ts';
import { isAttached, istioGatewaysOf, type Listener, listenersOf, parentsOf } from '../../src/manifests/gateways.ts';
import { annotationOf, isOf, type Manifest, placeIn, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { isForHost } from '../../src/manifests/routes.ts';
import { type Answer, sameText, some } from '../../src/manifests/selectors.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { asText, asTruth, leavesOf, valueIn } from '../../src/terraform/value.ts';
import { isAlb, listening, redirectOf } from './alb.ts';
import { redirectRules } from './knowledge/redirects.ts';
import { securityOf, type Situation } from './secured.ts';

/** What becomes of HTTP. `way`: who would have to be told otherwise. */
export type Plainness =
  | { readonly kind: 'redirected'; readonly by: string }
  | { readonly kind: 'open'; readonly reason: string; readonly at: Location | undefined }
  | { readonly kind: 'served'; readonly observed: string; readonly at: Location; readonly in: Manifest; readonly way: Way };

export type Way = { readonly kind: 'annotation'; readonly name: string; readonly value: string } | { readonly kind: 'traefik' } | { readonly kind: 'gateway'; readonly listener: Listener } | { readonly kind: 'istio' } | { readonly kind: 'field' };

export function plainnessOf(situation: Situation): Plainness {
  const { manifest } = situation.routed.route;
  if (isOf(manifest, 'HTTPRoute', 'gateway.networking.k8s.io')) return ofHttpRoute(situation);
  if (isOf(manifest, 'VirtualService', 'networking.istio.io')) return ofVirtualService(situation);
  if (isOf(manifest, 'HTTPProxy', 'projectcontour.io')) return ofHttpProxy(manifest);
  if (situation.product === traefik) return ofTraefik(situation);
  if (!isOf(manifest, 'Ingress', 'networking.k8s.io')) return ofField(manifest);
  if (isAlb(situation.product)) return ofAlb(situation);
  if (situation.product === kong) return ofKong(manifest);
  return byRule(situation);
}

const served = (manifest: Manifest, value: Value | undefined, way: Way, observed: string): Plainness => ({ kind: 'served', observed, at: placeIn(manifest, value), in: manifest, way });

/** A controller's annotation, else what it does untold. */
function byRule(situation: Situation): Plainness {
  const { product, routed: { route: { manifest } } } = situation;
  const rule = redirectRules.find((each) => each.product === product);
  if (rule === undefined) return { kind: 'open', reason: `what ${product?.name ?? 'its controller'} does with HTTP for ${code(titleOf(manifest))} can’t be told from the files`, at: placeIn(manifest) };
  for (const { name, on, off } of rule.annotations) {
    const value = annotationOf(manifest, name);
    const text = asText(value);
    if (text.kind === 'unknown') return { kind: 'open', reason: `the value of ${code(name)} is not in the files`, at: placeIn(manifest, value) };
    if (text.kind === 'known' && on.includes(text.is)) return { kind: 'redirected', by: code(`${name}: ${text.is}`) };
    if (text.kind === 'known' && off.includes(text.is)) return served(manifest, value, { kind: 'annotation', name, value: on[0] ?? 'true' }, `${code(titleOf(manifest))} says ${code(`${name}: ${text.is}`)}`);
  }
  const [first] = rule.annotations;
  const security = securityOf(situation);
  if (rule.otherwise === 'redirects' && security.kind === 'secured') return { kind: 'redirected', by: `${rule.product.name}, as it does for what has TLS` };
  if (rule.otherwise === 'redirects' && security.kind === 'open') return { kind: 'open', reason: security.reason, at: security.at };
  const name = first?.name ?? '';
  return served(manifest, undefined, { kind: 'annotation', name, value: first?.on[0] ?? 'true' }, `${code(titleOf(manifest))} is served over HTTP as well: ${rule.product.name} redirects only where ${rule.otherwise === 'serves' ? 'it is told to' : 'there is TLS'}`);
}

/** https://developer.konghq.com/kubernetes-ingress-controller/guides/security/ */
function ofKong(manifest: Manifest): Plainness {
  const value = annotationOf(manifest, 'konghq.com/protocols');
  const text = asText(value);
  if (text.kind === 'known' && text.is.split(',').every((each) => each.trim() === 'https')) return { kind: 'redirected', by: code(`konghq.com/protocols: ${text.is}`) };
  if (text.kind === 'unknown') return { kind: 'open', reason: 'the protocols of Kong’s route are not in the files', at: placeIn(manifest, value) };
  return served(manifest, value, { kind: 'annotation', name: 'konghq.com/protocols', value: 'https' }, `${code(titleOf(manifest))} is served over HTTP as well: nothing tells Kong otherwise`);
}

function ofAlb({ app, routed }: Situation): Plainness {
  const { manifest } = routed.route;
  const redirect = redirectOf(app, routed);
  if (redirect !== undefined) return { kind: 'redirected', by: 'the redirect of the load balancer' };
  const ports = listening(app, routed);
  if ('unknown' in ports) return { kind: 'open', reason: `the ports of ${code(titleOf(manifest))} are not in the files`, at: placeIn(manifest, ports.unknown) };
  if (!ports.http) return { kind: 'redirected', by: 'the load balancer, which doesn’t listen to HTTP' };
  return served(manifest, undefined, { kind: 'annotation', name: 'alb.ingress.kubernetes.io/ssl-redirect', value: '443' }, `the load balancer of ${code(titleOf(manifest))} serves HTTP`);
}

/** For an entry point in the controller's values, for a route by a middleware, or by leaving the entry point for HTTP out. */
function ofTraefik(situation: Situation): Plainness {
  const { app, routed: { route: { manifest } }, controllers } = situation;
  const own = controllers.filter(({ product }) => product === traefik);
  const told = own.find(({ release, manifest: run }) => (release !== undefined && redirectsEntryPoint(release.values)) || (run !== undefined && leavesOf(run.body).some(({ value }) => isRedirection(shownValue(value)))));
  if (told !== undefined) return { kind: 'redirected', by: `the entry point of ${code(told.by)}` };
  const middleware = middlewaresOf(app.around, manifest);
  if (middleware !== undefined) return { kind: 'redirected', by: code(titleOf(middleware)) };
  if (onlySecure(manifest)) return { kind: 'redirected', by: `${code(titleOf(manifest))}, which is not served over HTTP` };
  const unread = own.find(({ release }) => release?.open === true);
  if (unread !== undefined) return { kind: 'open', reason: `whether ${code(unread.by)} redirects HTTP depends on values that are not in the files`, at: unread.at };
  const [controller] = own;
  const observed = `HTTP is served as well: nothing tells Traefik to redirect it`;
  return { kind: 'served', observed, at: controller?.at ?? placeIn(manifest), in: manifest, way: { kind: 'traefik' } };
}

/** To the entry point of HTTP itself it is a loop, which no visitor comes out of. */
const isRedirection = (text: string): boolean => /^--entry-?points\.\w{1,100}\.http\.redirections\.entrypoint\.to=(?!web$|:80$)./i.test(text);

/** `ports.web.http.redirections.entryPoint.to`, `ports.web.redirections…`, `ports.web.redirectTo`, an argument, or a port that isn't exposed. */
function redirectsEntryPoint(values: Value): boolean {
  const web = valueIn(values, 'ports', 'web');
  const to = valueIn(web, 'http', 'redirections', 'entryPoint', 'to') ?? valueIn(web, 'redirections', 'entryPoint', 'to') ?? valueIn(web, 'redirectTo', 'port') ?? valueIn(web, 'redirectTo');
  const exposed = asTruth(valueIn(web, 'expose', 'default') ?? valueIn(web, 'expose'));
  const byArgument = ['additionalArguments', 'globalArguments'].some((name) => membersOf(valueIn(values, name)).some((each) => isRedirection(shownValue(each))));
  const scheme = shownValue(valueIn(web, 'http', 'redirections', 'entryPoint', 'scheme') ?? valueIn(web, 'redirections', 'entryPoint', 'scheme'));
  const isToHttps = to !== undefined && !['', 'web', ':80'].includes(shownValue(to)) && scheme !== 'http';
  return isToHttps || (exposed.kind === 'known' && !exposed.is) || byArgument;
}

/** `namespace-name@kubernetescrd` of an Ingress, names of an IngressRoute. */
function middlewaresOf(around: readonly Manifest[], manifest: Manifest): Manifest | undefined {
  const annotation = asText(annotationOf(manifest, 'traefik.ingress.kubernetes.io/router.middlewares'));
  const named = annotation.kind === 'known' ? annotation.is.split(',').map((each) => each.trim().replace(/@kubernetescrd$/, '')) : [];
  const own = membersOf(valueIn(manifest.body, 'spec', 'routes')).flatMap((route) => membersOf(valueIn(route, 'middlewares'))).map((each) => shownValue(valueIn(each, 'name')));
  return around.find((each) => {
    const name = shownValue(each.name);
    const namespace = asText(each.namespace);
    const isNamed = named.some((one) => (namespace.kind === 'known' ? one === `${namespace.is}-${name}` : one.endsWith(`-${name}`))) || own.includes(name);
    return isNamed && each.object.kind === 'Middleware' && shownValue(valueIn(each.body, 'spec', 'redirectScheme', 'scheme')) === 'https';
  });
}

function onlySecure(manifest: Manifest): boolean {
  const annotation = asText(annotationOf(manifest, 'traefik.ingress.kubernetes.io/router.entrypoints'));
  const own = membersOf(valueIn(manifest.body, 'spec', 'entryPoints')).map(shownValue);
  const names = annotation.kind === 'known' ? annotation.is.split(',').map((each) => each.trim()) : own;
  return names.length > 0 && names.every((each) => each === 'websecure');
}

/** https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/ */
function ofHttpRoute(situation: Situation): Plainness {
  const { app, routed: { route } } = situation;
  const parents = parentsOf(route, app.around);
  const gateways = [...new Set(parents.flatMap((each) => each.gateways))];
  if (gateways.length === 0) return { kind: 'open', reason: `the Gateway of ${code(titleOf(route.manifest))} is not in the files`, at: placeIn(route.manifest) };
  const http = gateways.flatMap(listenersOf).filter(({ protocol }) => protocol === 'HTTP');
  const serving = http.find((listener) => parents.some((parent) => parent.gateways.includes(listener.gateway) && isAttached(listener, parent, app.host) !== 'no'));
  if (serving !== undefined) return served(route.manifest, valueIn(route.manifest.body, 'spec', 'parentRefs'), { kind: 'gateway', listener: serving }, `${code(titleOf(route.manifest))} is attached to the listener ${code(shownValue(serving.name))} of ${code(titleOf(serving.gateway))}, which is HTTP`);
  const [first] = http;
  if (first === undefined) return { kind: 'redirected', by: `${code(titleOf(gateways[0] ?? route.manifest))}, which doesn’t listen to HTTP` };
  const redirect = redirecting(situation, http);
  return { kind: 'redirected', by: redirect === undefined ? `${code(titleOf(first.gateway))}, where no route serves HTTP` : code(titleOf(redirect)) };
}

function redirecting({ app }: Situation, listeners: readonly Listener[]): Manifest | undefined {
  return app.around.find((manifest) => {
    if (!isOf(manifest, 'HTTPRoute', 'gateway.networking.k8s.io')) return false;
    const hosts = membersOf(valueIn(manifest.body, 'spec', 'hostnames'));
    const route = { manifest, hosts, backends: [] };
    const isThere = parentsOf(route, app.around).some((parent) => listeners.some((listener) => parent.gateways.includes(listener.gateway) && isAttached(listener, parent, app.host) !== 'no'));
    return isThere && isForHost(route, app.host) !== 'no' && redirects(manifest) !== 'no';
  });
}

const redirects = (manifest: Manifest): Answer =>
  some(membersOf(valueIn(manifest.body, 'spec', 'rules')).flatMap((rule) => membersOf(valueIn(rule, 'filters'))).map((filter) => sameText(valueIn(filter, 'requestRedirect', 'scheme'), { known: 'https' })));

/** https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings */
function ofVirtualService({ app, routed: { route } }: Situation): Plainness {
  const gateways = istioGatewaysOf(route, app.around);
  const [gateway] = gateways;
  if (gateway === undefined) return { kind: 'open', reason: `the Gateway of ${code(titleOf(route.manifest))} is not in the files`, at: placeIn(route.manifest) };
  const http = membersOf(valueIn(gateway.body, 'spec', 'servers')).filter((server) => ['HTTP', 'HTTP2'].includes(shownValue(valueIn(server, 'port', 'protocol'))));
  const open = http.find((server) => shownValue(valueIn(server, 'tls', 'httpsRedirect')) !== 'true');
  return open === undefined ? { kind: 'redirected', by: code(titleOf(gateway)) } : served(gateway, open, { kind: 'istio' }, `${code(titleOf(gateway))} serves HTTP`);
}

/** Contour redirects what has TLS, unless it is told not to. https://projectcontour.io/docs/main/config/tls-termination/ */
function ofHttpProxy(manifest: Manifest): Plainness {
  const permitted = membersOf(valueIn(manifest.body, 'spec', 'routes')).some((route) => shownValue(valueIn(route, 'permitInsecure')) === 'true');
  if (!permitted && valueIn(manifest.body, 'spec', 'virtualhost', 'tls') !== undefined) return { kind: 'redirected', by: 'Contour, as it does for what has TLS' };
  return served(manifest, undefined, { kind: 'field' }, `${code(titleOf(manifest))} is served over HTTP as well`);
}

/** https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/#virtualservertlsredirect */
function ofField(manifest: Manifest): Plainness {
  const enabled = asTruth(valueIn(manifest.body, 'spec', 'tls', 'redirect', 'enable'));
  if (enabled.kind === 'known' && enabled.is) return { kind: 'redirected', by: code(titleOf(manifest)) };
  return { kind: 'open', reason: `what becomes of HTTP for ${code(titleOf(manifest))} can’t be told from the files`, at: placeIn(manifest) };
}
