import { posix } from 'node:path';
import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { own } from '../../src/evidence/own.ts';
import { once, onceFor } from '../../src/grade/once.ts';
import { besideTerraform } from '../../src/manifests/beside-terraform.ts';
import { groupOf, type Manifest, placeIn } from '../../src/manifests/objects.ts';
import { routes } from '../../src/manifests/routes.ts';
import { type Declared, declaredIn, placeOf } from '../../src/terraform/declared.ts';
import { chartValues } from '../../src/terraform/helm-release.ts';
import { matchesText, piecesOf, shownText } from '../../src/terraform/text.ts';
import { asEntries, asList, asTruth, valueIn, valueOf } from '../../src/terraform/value.ts';
import { type Author, blockAuthor, manifestAuthor, type Sources } from './external-dns.ts';
import { type DnsName, dnsName } from './host.ts';
import { annotationPrefixes, product, sourceOfKind } from './knowledge/external-dns.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { objectsIn } from '../../src/terraform/kubernetes-objects.ts';

/** A name that something in the cluster asks for: external-dns writes it where it watches that source. */
export type HostSource = Author & {
  /** `ingress`, `service`, `gateway-httproute`: as `--source` names it. */
  readonly source: string;
  readonly names: readonly DnsName[];
  /** What the name is to point at, where that is said instead of found. */
  readonly target: Value | undefined;
  readonly ttl: Value | undefined;
};

export const hostSources = ({ terraform, manifests }: Sources): readonly HostSource[] => gathered(terraform, manifests);

const gathered = onceFor((terraform: TerraformFacts, manifests: ManifestsFacts): readonly HostSource[] => [
  ...terraform.roots.flatMap(hostSourcesIn),
  ...terraform.roots.flatMap((root) => declaredIn(root, { type: 'helm_release' })).filter((release) => !isRendered(release, manifests)).flatMap(ofRelease),
  ...besideTerraform(manifests).flatMap((manifest) => ofManifest(manifest, manifests)),
]);

const hostSourcesIn = once((root: Root): readonly HostSource[] => [
  ...declaredIn(root, { type: ['kubernetes_ingress', 'kubernetes_ingress_v1'] }).map(ofIngress),
  ...declaredIn(root, { type: ['kubernetes_service', 'kubernetes_service_v1'] }).map((by) => annotated(blockAuthor(by, placeOf(by)), 'service', valueOf(by, 'metadata', 'annotations'))),
  ...objectsIn(root).flatMap(({ by, kind, body }) => ofObject((value) => blockAuthor(by, placeOf(by, value)), kind, body)),
]);

/** Of the submission's own charts there is what they render. */
function isRendered(release: Declared, { origins, objects }: ManifestsFacts): boolean {
  const chart = shownText(valueOf(release, 'chart'));
  if (!chart.includes('/') || chart.includes('://')) return false;
  return objects.some(({ origin: index }) => {
    const origin = origins[index];
    return origin?.kind === 'chart' && posix.basename(origin.path) === posix.basename(chart);
  });
}

/** The annotation with that ending, by whichever prefix. */
export const annotationOf = (annotations: Value | undefined, ending: string): Value | undefined =>
  annotationPrefixes.map((prefix) => valueIn(annotations, `${prefix}${ending}`)).find((value) => value !== undefined);

function annotated(author: Author, source: string, annotations: Value | undefined, others: readonly Value[] = []): HostSource {
  const names = [...listedNames(annotationOf(annotations, 'hostname')), ...others.map(dnsName)];
  return { ...author, source, names, target: annotationOf(annotations, 'target'), ttl: annotationOf(annotations, 'ttl') };
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
  return annotated(blockAuthor(by, placeOf(by, rules)), 'ingress', valueOf(by, 'metadata', 'annotations'), [...hosts, ...secured]);
}

/** By the groups of those kinds that others have too. */
const groups: Readonly<Record<string, string>> = { Service: '', Ingress: 'networking.k8s.io', VirtualService: 'networking.istio.io', IngressRoute: 'traefik.io' };

function ofManifest(manifest: Manifest, facts: ManifestsFacts): readonly HostSource[] {
  const { kind } = manifest.object;
  if (Object.hasOwn(groups, kind) && groups[kind] !== groupOf(manifest)) return [];
  const matched = kind === 'IngressRoute' ? routes(facts).filter((route) => route.manifest === manifest).flatMap(({ hosts }) => hosts) : [];
  return ofObject((value) => ({ ...manifestAuthor(manifest), at: placeIn(manifest, value) }), kind, manifest.body, matched);
}

type AuthorAt = (value: Value | undefined) => Author;

function ofObject(author: AuthorAt, kind: string, body: Value, hosts: readonly Value[] = []): readonly HostSource[] {
  const source = own(sourceOfKind, kind);
  if (source === undefined) return [];
  if (kind === 'DNSEndpoint') return membersOf(valueIn(body, 'spec', 'endpoints')).map((endpoint) => ofEndpoint(author(endpoint), endpoint));
  return [annotated(author(body), source, valueIn(body, 'metadata', 'annotations'), [...hosts, ...hostsOf(kind, valueIn(body, 'spec'))])];
}

function ofEndpoint(author: Author, endpoint: Value): HostSource {
  const name = valueIn(endpoint, 'dnsName');
  const [target, ttl] = [valueIn(endpoint, 'targets'), valueIn(endpoint, 'recordTTL')];
  return { ...author, source: 'crd', names: [dnsName(name)], target, ttl };
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
  return sourcesWithin(blockAuthor(by, placeOf(by, valueOf(by, 'values'))), chartValues(by), []);
}

function sourcesWithin(author: Author, value: Value, path: readonly string[]): readonly HostSource[] {
  const off = asTruth(valueIn(value, 'enabled'));
  if (off.kind === 'known' && !off.is) return [];
  const source = sourceByPath(path);
  if (annotationOf(value, 'hostname') !== undefined) return [annotated(author, source ?? 'service', value)];
  const isLeaf = 'known' in value && typeof value.known === 'string';
  if (isLeaf || 'unknown' in value) return source === undefined ? [] : [annotated(author, source, undefined, [value])];
  return childrenOf(value).flatMap(([name, child]) => sourcesWithin(author, child, name === undefined ? path : [...path, name]));
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
