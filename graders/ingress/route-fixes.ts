import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import { type Finding, trouble } from '../../src/grade/findings.ts';
import { code, list } from '../../src/grade/markdown.ts';
import { serviceHost, type Settings } from '../../src/grade/settings.ts';
import { imageName } from '../../src/manifests/app.ts';
import { isOf, type Manifest, placeIn, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { isForHost, type Route, routes } from '../../src/manifests/routes.ts';
import { sameText } from '../../src/manifests/selectors.ts';
import type { ServicePort } from '../../src/manifests/services.ts';
import { counted, ends, field, free, literally, oneMore } from '../secure-pod/printed.ts';
import { addedObject, placed, written } from '../secure-pod/snippets.ts';
import type { HostApp, Way } from './host-routes.ts';
import { routesAround } from './host-routes.ts';
import { starterFix } from '../secure-pod/starter.ts';

/** Kinds whose objects lead a host somewhere. */
const routeKinds = 'Ingress|HTTPRoute|IngressRoute|HTTPProxy|VirtualServer|VirtualService';
const anyRoute = `^[^#]*kind"?[[:space:]]*[:=][[:space:]]*"?(${routeKinds})"?[[:space:]]*$|"kubernetes_ingress(_v1)?"`;

/** The route and the Service are right, and the port isn't one of its. */
export function portless({ app }: HostApp, { routed: { route, backend }, leading: { service } }: Way): Finding {
  const { manifest } = route;
  const [port] = service.ports;
  const asked = shownValue(backend.port);
  const has = service.ports.map((each) => code(shownValue(each.name) === '' ? shownValue(each.port) : `${shownValue(each.port)} (${shownValue(each.name)})`));
  const isIngress = isOf(manifest, 'Ingress', 'networking.k8s.io');
  return trouble({
    observed: `${code(titleOf(manifest))} leads to port ${code(asked || '(none)')} of ${code(titleOf(service.manifest))}, which has ${list(has) || 'none'}`,
    at: backend.at,
    fix: `In the backend at ${placed(backend.at)} write, in place of the port that it names now:${written(manifest, isIngress ? { port: portFields(port) } : { port: Number(shownValue(port?.port) || 80) })}`,
    reproduce: asked === '' ? counted(app, manifest, field('port', '')) : free(app, manifest, `(number|name|port)"?[[:space:]]*[:=][[:space:]]*"?${literally(asked)}${ends}`),
  });
}

const portFields = (port: ServicePort | undefined): { readonly name: string } | { readonly number: number } =>
  port?.name === undefined ? { number: Number(shownValue(port?.port) || 80) } : { name: shownValue(port.name) };

/** No route for the host leads to the app: to another Service, for another host, or there is none. */
export function misrouted(each: HostApp, facts: ManifestsFacts): Finding {
  const around = routesAround(each, facts);
  const astray = around.find((route) => isForHost(route, each.app.host) !== 'no' && route.backends.length > 0);
  if (astray !== undefined) return elsewhere(each, astray);
  const other = around.find((route) => route.backends.some(({ service }) => each.app.services.some((leading) => sameText(leading.service.manifest.name, service) !== 'no')));
  return other === undefined ? routeless(each) : otherHost(each, other);
}

function elsewhere({ app }: HostApp, route: Route): Finding {
  const { manifest } = route;
  const [backend] = route.backends;
  const [service] = app.services;
  const name = service === undefined ? 'docc-sample' : shownValue(service.service.manifest.name);
  const at = backend?.at ?? placeIn(manifest);
  return trouble({
    observed: `${code(titleOf(manifest))} leads ${code(app.host)} to ${list([...new Set(route.backends.map((each) => code(`Service ${shownValue(each.service)}`)))])}, behind which ${code(app.title)} is not`,
    at,
    fix: `In the backend at ${placed(at)} write the Service of ${code(app.title)} (a route and its Service are of one namespace):${written(manifest, { name })}`,
    reproduce: counted(app, manifest, `name"?[[:space:]]*[:=][[:space:]]*"?${literally(name)}${ends}`, 2),
  });
}

function otherHost({ app }: HostApp, { manifest, hosts }: Route): Finding {
  const { host } = app;
  const at = placeIn(manifest, hosts[0]);
  const isHttpRoute = isOf(manifest, 'HTTPRoute', 'gateway.networking.k8s.io');
  return trouble({
    observed: `${code(titleOf(manifest))} is for ${list(hosts.map((each) => code(shownValue(each))))}, not for ${code(host)}`,
    at,
    fix: `At ${placed(at)}, or in the values that it takes the host from, write, in place of the host there:${written(manifest, isHttpRoute ? { hostnames: [host] } : { host })}`,
    reproduce: counted(app, manifest, literally(host)),
  });
}

function routeless({ app }: HostApp): Finding {
  const { host, workload: { manifest } } = app;
  const service = app.services[0]?.service;
  const backend = { service: { name: service === undefined ? 'docc-sample' : shownValue(service.manifest.name), port: portFields(service?.ports[0]) } };
  const ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'docc-sample' },
    spec: { ingressClassName: 'traefik', rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  };
  return trouble({
    observed: `no route leads ${code(host)} to ${code(app.title)}`,
    at: placeIn(manifest),
    fix: `Add beside ${code(app.title)} (${placed(placeIn(manifest))}), with the class of your controller:${addedObject(manifest, ingress)}`,
    reproduce: oneMore(anyRoute, app.around.filter((each) => routeKinds.split('|').includes(each.object.kind)).length),
  });
}

/** Nothing runs the image, so nothing leads to it. */
export function appless(facts: ManifestsFacts, settings: Settings): Finding {
  const host = serviceHost(settings);
  const route = routes(facts).find((each) => isForHost(each, host) !== 'no' && each.backends.length > 0);
  const at: Manifest | undefined = route?.manifest;
  return trouble({
    observed: at === undefined ? `no route leads ${code(host)} anywhere, and nothing runs ${code(imageName(settings))}` : `${code(titleOf(at))} leads ${code(host)} to a Service behind which nothing runs ${code(imageName(settings))}`,
    at: at && placeIn(at, route?.backends[0]?.service),
    fix: `${starterFix(facts, settings)}\nand lead the host to it by an Ingress with \`host: ${host}\` whose backend is \`service: { name: docc-sample, port: { name: http } }\`.`,
    reproduce: `{ ${oneMore(anyRoute, 0)}; } && grep -rnE --include='*.y*ml' --include='*.tf' 'image"?[[:space:]]*[:=].*${imageName(settings).replaceAll('.', '[.]')}' .`,
  });
}
