import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { once } from '../grade/once.ts';
import { matchesText } from '../terraform/text.ts';
import { asList, asNumber, asText, valueIn } from '../terraform/value.ts';
import { isOf, type Manifest, placeIn, standing } from './objects.ts';
import { type Answer, sameText, some } from './selectors.ts';

/** What leads requests for a host to Services. */
export type Route = {
  readonly manifest: Manifest;
  /** As written, wildcards too. None: every host. */
  readonly hosts: readonly Value[];
  readonly backends: readonly Backend[];
};

export type Backend = {
  readonly service: Value;
  /** Absent: the route's own. */
  readonly namespace: Value | undefined;
  readonly port: Value | undefined;
  readonly at: Location;
};

export const routes = once((facts: ManifestsFacts): readonly Route[] => standing(facts).flatMap(routesIn));

function routesIn(manifest: Manifest): readonly Route[] {
  if (isOf(manifest, 'Ingress', 'networking.k8s.io')) return ofIngress(manifest);
  if (isOf(manifest, 'HTTPRoute', 'gateway.networking.k8s.io')) return ofHttpRoute(manifest);
  if (isOf(manifest, 'IngressRoute', 'traefik.io')) return ofIngressRoute(manifest);
  if (isOf(manifest, 'HTTPProxy', 'projectcontour.io')) return ofHttpProxy(manifest);
  if (isOf(manifest, 'VirtualServer', 'k8s.nginx.org')) return ofVirtualServer(manifest);
  return isOf(manifest, 'VirtualService', 'networking.istio.io') ? ofVirtualService(manifest) : [];
}

/** A wildcard stands for one label; what names no host answers for every one. */
export function isForHost({ hosts }: Pick<Route, 'hosts'>, host: string): Answer {
  const wildcard = `*${host.slice(host.indexOf('.'))}`;
  if (hosts.length === 0) return 'yes';
  return some(hosts.flatMap((each) => [matchesText(each, host), sameText(each, { known: wildcard })]));
}

/** One for each rule: a rule has one host. https://kubernetes.io/docs/reference/kubernetes-api/service-resources/ingress-v1/ */
function ofIngress(manifest: Manifest): readonly Route[] {
  const fallback = backendOf(manifest, valueIn(manifest.body, 'spec', 'defaultBackend', 'service'));
  const rules = membersOf(valueIn(manifest.body, 'spec', 'rules')).map((rule): Route => {
    const host = valueIn(rule, 'host');
    const paths = membersOf(valueIn(rule, 'http', 'paths'));
    return { manifest, hosts: host === undefined ? [] : [host], backends: paths.flatMap((path) => backendOf(manifest, valueIn(path, 'backend', 'service'))) };
  });
  return fallback.length === 0 ? rules : [...rules, { manifest, hosts: [], backends: fallback }];
}

function backendOf(manifest: Manifest, service: Value | undefined): readonly Backend[] {
  const name = valueIn(service, 'name');
  if (service === undefined || name === undefined) return [];
  return [{ service: name, namespace: undefined, port: valueIn(service, 'port', 'number') ?? valueIn(service, 'port', 'name'), at: placeIn(manifest, name) }];
}

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproute */
function ofHttpRoute(manifest: Manifest): readonly Route[] {
  const refs = membersOf(valueIn(manifest.body, 'spec', 'rules')).flatMap((rule) => membersOf(valueIn(rule, 'backendRefs')));
  return [{ manifest, hosts: membersOf(valueIn(manifest.body, 'spec', 'hostnames')), backends: refs.flatMap((ref) => ofRef(manifest, ref)) }];
}

/** A Service, where it doesn't name another kind and gets requests at all. */
function ofRef(manifest: Manifest, ref: Value): readonly Backend[] {
  const [kind, name] = [asText(valueIn(ref, 'kind')), valueIn(ref, 'name')];
  const weight = asNumber(valueIn(ref, 'weight'));
  if (name === undefined || (kind.kind === 'known' && kind.is !== 'Service') || (weight.kind === 'known' && weight.is === 0)) return [];
  return [{ service: name, namespace: valueIn(ref, 'namespace'), port: valueIn(ref, 'port'), at: placeIn(manifest, name) }];
}

/** https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/ */
function ofIngressRoute(manifest: Manifest): readonly Route[] {
  return membersOf(valueIn(manifest.body, 'spec', 'routes')).map((route) => ({
    manifest,
    hosts: hostsIn(valueIn(route, 'match')),
    backends: membersOf(valueIn(route, 'services')).flatMap((service) => ofRef(manifest, service)),
  }));
}

const quoted = /Host\(([^()]{1,1000})\)/g;

/** The names in ``Host(`a`) || Host(`b`)``. A rule that is not wholly known is unknown, and so is its host. */
function hostsIn(match: Value | undefined): readonly Value[] {
  if (match === undefined) return [];
  const text = asText(match);
  if (text.kind !== 'known') return [match];
  return [...text.is.matchAll(quoted)].flatMap(([, names = '']) => names.split(',').map((name) => ({ ...match, known: name.trim().replaceAll(/[`'"]/g, '') })));
}

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
function ofVirtualService(manifest: Manifest): readonly Route[] {
  const ways = membersOf(valueIn(manifest.body, 'spec', 'http')).flatMap((way) => membersOf(valueIn(way, 'route')));
  const backends = ways.flatMap((way) => ofDestination(manifest, valueIn(way, 'destination')));
  return [{ manifest, hosts: membersOf(valueIn(manifest.body, 'spec', 'hosts')), backends }];
}

/** Its host is `service` or `service.namespace.svc.cluster.local`. */
function ofDestination(manifest: Manifest, destination: Value | undefined): readonly Backend[] {
  const host = valueIn(destination, 'host');
  if (host === undefined) return [];
  const text = asText(host);
  const [name, namespace] = text.kind === 'known' ? text.is.split('.') : [];
  const named = name === undefined ? host : { ...host, known: name };
  return [{ service: named, namespace: namespace === undefined ? undefined : { known: namespace }, port: valueIn(destination, 'port', 'number'), at: placeIn(manifest, host) }];
}

/** https://projectcontour.io/docs/main/config/api/ */
function ofHttpProxy(manifest: Manifest): readonly Route[] {
  const host = valueIn(manifest.body, 'spec', 'virtualhost', 'fqdn');
  const services = membersOf(valueIn(manifest.body, 'spec', 'routes')).flatMap((route) => membersOf(valueIn(route, 'services')));
  return host === undefined ? [] : [{ manifest, hosts: [host], backends: services.flatMap((service) => ofRef(manifest, service)) }];
}

/** https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/ */
function ofVirtualServer(manifest: Manifest): readonly Route[] {
  const host = valueIn(manifest.body, 'spec', 'host');
  const backends = membersOf(valueIn(manifest.body, 'spec', 'upstreams')).flatMap((upstream): readonly Backend[] => {
    const service = valueIn(upstream, 'service');
    return service === undefined ? [] : [{ service, namespace: undefined, port: valueIn(upstream, 'port'), at: placeIn(manifest, service) }];
  });
  return host === undefined ? [] : [{ manifest, hosts: [host], backends }];
}

function membersOf(value: Value | undefined): readonly Value[] {
  const all = asList(value);
  return all.kind === 'known' ? all.is : [];
}
