import type { Root, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { once } from '../../src/grade/once.ts';
import { type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { chartValues } from '../../src/terraform/helm-release.ts';
import { matchesText, piecesOf } from '../../src/terraform/text.ts';
import { asEntries, asList, asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { type DnsName, dnsName } from './host.ts';
import { annotationPrefixes, product, sourceOfKind } from './knowledge/external-dns.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { type KubernetesObject, objectsIn } from '../../src/terraform/kubernetes-objects.ts';

/** A name that something in the cluster asks for: external-dns writes it where it watches that source. */
export type HostSource = {
  readonly by: Declared;
  readonly at: Location;
  /** `ingress`, `service`, `gateway-httproute`: as `--source` names it. */
  readonly source: string;
  readonly names: readonly DnsName[];
  /** What the name is to point at, where that is said instead of found. */
  readonly target: Value | undefined;
  readonly ttl: Value | undefined;
};

/** The names that Terraform itself asks for; rendered charts and plain YAML aren't read here. */
export const hostSourcesIn = once((root: Root): readonly HostSource[] => [
  ...declaredIn(root, { type: ['kubernetes_ingress', 'kubernetes_ingress_v1'] }).map(ofIngress),
  ...declaredIn(root, { type: ['kubernetes_service', 'kubernetes_service_v1'] }).map((by) => annotated(by, placeOf(by), 'service', valueOf(by, 'metadata', 'annotations'))),
  ...objectsIn(root).flatMap(ofObject),
  ...declaredIn(root, { type: 'helm_release' }).flatMap(ofRelease),
]);

/** The annotation with that ending, by whichever prefix. */
export const annotationOf = (annotations: Value | undefined, ending: string): Value | undefined =>
  annotationPrefixes.map((prefix) => valueIn(annotations, `${prefix}${ending}`)).find((value) => value !== undefined);

function annotated(by: Declared, at: Location, source: string, annotations: Value | undefined, others: readonly Value[] = []): HostSource {
  const names = [...listedNames(annotationOf(annotations, 'hostname')), ...others.map(dnsName)];
  return { by, at, source, names, target: annotationOf(annotations, 'target'), ttl: annotationOf(annotations, 'ttl') };
}

const listedNames = (value: Value | undefined): readonly DnsName[] => {
  if (value === undefined) return [];
  const pieces = piecesOf(value);
  return pieces === undefined ? [dnsName(value)] : dnsName(value).split(',').map((name) => name.trim().replace(/\.$/, ''));
};

function ofIngress(by: Declared): HostSource {
  const rules = valueOf(by, 'spec', 'rule');
  const hosts = membersOf(rules).flatMap((rule) => valueIn(rule, 'host') ?? []);
  const secured = membersOf(valueOf(by, 'spec', 'tls')).flatMap((tls) => membersOf(valueIn(tls, 'hosts')));
  return annotated(by, placeOf(by, rules), 'ingress', valueOf(by, 'metadata', 'annotations'), [...hosts, ...secured]);
}

function ofObject({ by, kind, body }: KubernetesObject): readonly HostSource[] {
  const source = sourceOfKind[kind];
  if (source === undefined) return [];
  if (kind === 'DNSEndpoint') return membersOf(valueIn(body, 'spec', 'endpoints')).map((endpoint) => ofEndpoint(by, endpoint));
  return [annotated(by, placeOf(by, body), source, valueIn(body, 'metadata', 'annotations'), hostsOf(kind, valueIn(body, 'spec')))];
}

function ofEndpoint(by: Declared, endpoint: Value): HostSource {
  const name = valueIn(endpoint, 'dnsName');
  const [target, ttl] = [valueIn(endpoint, 'targets'), valueIn(endpoint, 'recordTTL')];
  return { by, at: placeOf(by, endpoint), source: 'crd', names: [dnsName(name)], target, ttl };
}

function hostsOf(kind: string, spec: Value | undefined): readonly Value[] {
  if (kind === 'HTTPProxy') return [valueIn(spec, 'virtualhost', 'fqdn')].flatMap((host) => host ?? []);
  if (kind === 'VirtualService') return membersOf(valueIn(spec, 'hosts'));
  if (kind !== 'Ingress') return membersOf(valueIn(spec, 'hostnames'));
  const rules = membersOf(valueIn(spec, 'rules')).flatMap((rule) => valueIn(rule, 'host') ?? []);
  return [...rules, ...membersOf(valueIn(spec, 'tls')).flatMap((tls) => membersOf(valueIn(tls, 'hosts')))];
}

/** What charts are told of hosts: an annotation, or a host under something that is called an ingress or a route. */
function ofRelease(by: Declared): readonly HostSource[] {
  if (matchesText(valueOf(by, 'chart'), `*${product}*`) === 'yes') return [];
  return sourcesWithin(by, placeOf(by, valueOf(by, 'values')), chartValues(by), []);
}

function sourcesWithin(by: Declared, at: Location, value: Value, path: readonly string[]): readonly HostSource[] {
  const off = asTruth(valueIn(value, 'enabled'));
  if (off.kind === 'known' && !off.is) return [];
  const source = sourceByPath(path);
  if (annotationOf(value, 'hostname') !== undefined) return [annotated(by, at, source ?? 'service', value)];
  const isLeaf = 'known' in value && typeof value.known === 'string';
  if (isLeaf || 'unknown' in value) return source === undefined ? [] : [annotated(by, at, source, undefined, [value])];
  return childrenOf(value).flatMap(([name, child]) => sourcesWithin(by, at, child, name === undefined ? path : [...path, name]));
}

function childrenOf(value: Value): readonly (readonly [string | undefined, Value])[] {
  const list = 'list' in value || ('known' in value && Array.isArray(value.known)) ? asList(value) : undefined;
  if (list?.kind === 'known') return list.is.map((child) => [undefined, child]);
  const entries = asEntries(value);
  return entries.kind === 'known' ? entries.is : [];
}

function sourceByPath(path: readonly string[]): string | undefined {
  const words = path.join('.');
  if (/ingress(?!class|Class)/i.test(words)) return 'ingress';
  return /http_?route/i.test(words) ? 'gateway-httproute' : undefined;
}
