import type { TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { code } from '../../src/grade/markdown.ts';
import type { App, Routed } from '../../src/manifests/app.ts';
import type { Controller } from '../../src/manifests/controllers.ts';
import { type Product, traefik } from '../../src/manifests/controllers-known.ts';
import { holdsHost, isAttached, istioGatewaysOf, type Listener, listenersOf, type Parent, parentsOf } from '../../src/manifests/gateways.ts';
import { annotationOf, groupOf, isOf, type Manifest, placeIn, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { isSaid, issuedBy, issuerLacking, type TlsSecret, tlsSecretOf } from '../../src/manifests/tls.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { asList, asText, asTruth, leavesOf, valueIn } from '../../src/terraform/value.ts';
import { isAlb, listening, namedCertificate } from './alb.ts';
import { acmCertificates } from './certificates.ts';

/** Whether a route's host is served over TLS, and with what. */
export type Security =
  | { readonly kind: 'secured'; readonly by: string }
  | { readonly kind: 'open'; readonly reason: string; readonly at: Location | undefined }
  | { readonly kind: 'plain'; readonly trouble: Trouble; readonly observed: string; readonly at: Location; readonly in: Manifest };

/** `none`: nothing says TLS; `secretless`: no certificate is named; `committed`: its key is in the repository; `names`: the certificate is another host's. */
export type Trouble = 'none' | 'secretless' | 'committed' | 'names' | 'alb' | 'listener';

export type Situation = { readonly app: App; readonly routed: Routed; readonly product: Product | undefined; readonly controllers: readonly Controller[]; readonly terraform: TerraformFacts };

export function securityOf(situation: Situation): Security {
  const { routed: { route: { manifest } } } = situation;
  const own = ofRoute(situation);
  if (own.kind !== 'plain' || own.trouble === 'committed') return own;
  const before = byBalancer(situation) ?? byEntryPoint(situation);
  if (before !== undefined) return before;
  return own.in === manifest || own.trouble !== 'none' ? own : { ...own, in: manifest };
}

function ofRoute(situation: Situation): Security {
  const { manifest } = situation.routed.route;
  if (isOf(manifest, 'HTTPRoute', 'gateway.networking.k8s.io')) return ofHttpRoute(situation);
  if (isOf(manifest, 'VirtualService', 'networking.istio.io')) return ofVirtualService(situation);
  if (!isOf(manifest, 'Ingress', 'networking.k8s.io')) return ofOwnKind(situation);
  return isAlb(situation.product) ? ofAlb(situation) : ofIngress(situation);
}

/** https://kubernetes.io/docs/concepts/services-networking/ingress/#tls */
function ofIngress(situation: Situation): Security {
  const { app: { host }, routed: { route: { manifest } } } = situation;
  const written = valueIn(manifest.body, 'spec', 'tls');
  const all = membersOf(written);
  const covering = all.find((each) => coversHost(each, host));
  if (covering === undefined) return plainIngress(manifest, written, host);
  if ('unknown' in covering) return { kind: 'open', reason: `whether ${code(titleOf(manifest))} names a certificate depends on values that are not in the files`, at: placeIn(manifest, covering) };
  const name = valueIn(covering, 'secretName');
  const issued = issuedBy(manifest);
  if (name === undefined) return plain(manifest, covering, 'secretless', `${code(titleOf(manifest))} asks for TLS and names no Secret with a certificate`);
  if (issued !== undefined && isHostless(covering)) return plain(manifest, covering, 'none', `the \`tls\` of ${code(titleOf(manifest))} names no host, and without one cert-manager makes no certificate`);
  return issued === undefined ? bySecret(situation, name, placeIn(manifest, name)) : byIssuer(situation, manifest, name, issued);
}

const isHostless = (entry: Value): boolean => membersOf(valueIn(entry, 'hosts')).length === 0 && asList(valueIn(entry, 'hosts')).kind !== 'unknown';

/** Who made the Secret otherwise has one already. */
function byIssuer({ app }: Situation, manifest: Manifest, name: Value, issued: string): Security {
  const lacking = issuerLacking(manifest, app.around);
  if (lacking === undefined) return { kind: 'secured', by: `the Secret ${code(shownValue(name))}, which cert-manager fills (${code(issued)})` };
  return { kind: 'open', reason: `whether cert-manager fills the Secret ${code(shownValue(name))} can’t be told: ${code(lacking)} is not in the files`, at: placeIn(manifest, annotationOf(manifest, issued)) };
}

function coversHost(entry: Value, host: string): boolean {
  if ('unknown' in entry) return true;
  const hosts = membersOf(valueIn(entry, 'hosts'));
  return hosts.length === 0 || hosts.some((each) => holdsHost(each, host) !== 'no');
}

function plainIngress(manifest: Manifest, written: Value | undefined, host: string): Security {
  const hosts = membersOf(written).flatMap((each) => membersOf(valueIn(each, 'hosts'))).map((each) => code(shownValue(each)));
  return plain(manifest, written, 'none', hosts.length === 0 ? `${code(titleOf(manifest))} has no \`tls\`` : `the \`tls\` of ${code(titleOf(manifest))} is for ${hosts.join(', ')}, not for ${code(host)}`);
}

const plain = (manifest: Manifest, value: Value | undefined, trouble: Trouble, observed: string): Security => ({ kind: 'plain', trouble, observed, at: placeIn(manifest, value), in: manifest });

function bySecret({ app }: Situation, name: Value, at: Location): Security {
  const { host } = app;
  const secret: TlsSecret = tlsSecretOf(name, app.around, host);
  const shown = code(shownValue(name));
  if (secret.kind === 'elsewhere') return { kind: 'secured', by: `the Secret ${shown}, which is not in the repository` };
  if (secret.kind === 'committed') return { kind: 'plain', trouble: 'committed', observed: `the private key of ${code(titleOf(secret.manifest))} is in the repository`, at: secret.at, in: secret.manifest };
  if (secret.kind === 'rendered') return { kind: 'open', reason: `whether the key of ${code(titleOf(secret.manifest))} is made by its template or lies in values can’t be told`, at: placeIn(secret.manifest) };
  if (secret.forHost === 'no') return { kind: 'plain', trouble: 'names', observed: `${code(secret.by)} is not for ${code(host)}`, at: secret.at, in: app.around.find((each) => titleOf(each) === secret.by) ?? app.workload.manifest };
  return secret.forHost === 'maybe' ? { kind: 'open', reason: `the names of ${code(secret.by)} are not in the files`, at } : { kind: 'secured', by: `the Secret ${shown} of ${code(secret.by)}` };
}

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/cert_discovery/ */
function ofAlb({ app, routed, terraform }: Situation): Security {
  const { manifest } = routed.route;
  const ports = listening(app, routed);
  const named = namedCertificate(app, routed);
  if ('unknown' in ports) return { kind: 'open', reason: `the ports of ${code(titleOf(manifest))} are not in the files`, at: placeIn(manifest, ports.unknown) };
  if (!ports.https) return plain(manifest, undefined, 'alb', `the load balancer of ${code(titleOf(manifest))} listens to HTTP alone`);
  if (named !== undefined) return { kind: 'secured', by: `the certificate that ${code(titleOf(manifest))} names` };
  return discovered(terraform, app.host, placeIn(manifest));
}

/** Found by host among the account's certificates. */
function discovered(terraform: TerraformFacts, host: string, at: Location): Security {
  const certificate = acmCertificates(terraform, host).find(({ forHost }) => forHost !== 'no');
  if (certificate?.forHost === 'yes') return { kind: 'secured', by: `${code(certificate.by)}, which is found by the host` };
  return { kind: 'open', reason: `whether ACM holds a certificate for ${code(host)} can’t be told: ${certificate === undefined ? 'none is declared here' : `the name of ${code(certificate.by)} has no value here`}`, at };
}

function ofHttpRoute(situation: Situation): Security {
  const { app, routed: { route } } = situation;
  const parents = parentsOf(route, app.around);
  const attached = parents.flatMap((parent) => parent.gateways.flatMap(listenersOf).filter((listener) => isAttached(listener, parent, app.host) !== 'no'));
  const secure = attached.find(({ protocol }) => protocol === 'HTTPS' || protocol === 'TLS');
  if (secure !== undefined) return ofListener(situation, secure);
  const [gateway] = parents.flatMap(({ gateways }) => gateways);
  if (gateway !== undefined) return plain(gateway, valueIn(gateway.body, 'spec', 'listeners'), 'listener', `${code(titleOf(gateway))} has no HTTPS listener to which ${code(titleOf(route.manifest))} is attached`);
  return { kind: 'open', reason: `the Gateway of ${code(titleOf(route.manifest))} is not in the files`, at: parents.map(({ at }: Parent) => at)[0] ?? placeIn(route.manifest) };
}

function ofListener(situation: Situation, listener: Listener): Security {
  const { gateway, tls, at } = listener;
  const [ref] = membersOf(valueIn(tls, 'certificateRefs'));
  const name = valueIn(ref, 'name');
  if (name !== undefined) {
    const issued = issuedBy(gateway);
    return issued === undefined ? bySecret(situation, name, at) : byIssuer(situation, gateway, name, issued);
  }
  if (isAlb(situation.product)) return ofLoadBalancer(situation, listener);
  const mode = asText(valueIn(tls, 'mode'));
  if (mode.kind === 'known' && mode.is === 'Passthrough') return { kind: 'open', reason: `the listener of ${code(titleOf(gateway))} passes TLS through`, at };
  return { kind: 'plain', trouble: 'secretless', observed: `the HTTPS listener of ${code(titleOf(gateway))} names no certificate`, at, in: gateway };
}

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/gateway/loadbalancerconfig/ */
function ofLoadBalancer({ app, terraform }: Situation, { gateway }: Listener): Security {
  const configured = app.around.find((each) => each.object.kind === 'LoadBalancerConfiguration' && groupOf(each) === 'gateway.k8s.aws' && membersOf(valueIn(each.body, 'spec', 'listenerConfigurations')).some((one) => isSaid(valueIn(one, 'defaultCertificate'))));
  return configured === undefined ? discovered(terraform, app.host, placeIn(gateway)) : { kind: 'secured', by: `the certificate of ${code(titleOf(configured))}` };
}

/** https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings */
function ofVirtualService(situation: Situation): Security {
  const { app, routed: { route } } = situation;
  const [gateway, ...others] = istioGatewaysOf(route, app.around);
  if (gateway === undefined) return { kind: 'open', reason: `the Gateway of ${code(titleOf(route.manifest))} is not in the files`, at: placeIn(route.manifest) };
  const servers = [gateway, ...others].flatMap((each) => membersOf(valueIn(each.body, 'spec', 'servers')));
  const names = servers.filter((server) => membersOf(valueIn(server, 'hosts')).some((each) => holdsHost(each, app.host) !== 'no' || shownValue(each) === '*')).flatMap((server) => valueIn(server, 'tls', 'credentialName') ?? []);
  const [name] = names;
  return name === undefined ? plain(gateway, valueIn(gateway.body, 'spec', 'servers'), 'listener', `${code(titleOf(gateway))} has no server with a certificate for the host`) : bySecret(situation, name, placeIn(gateway, name));
}

/** IngressRoute, HTTPProxy and VirtualServer say it in fields of their own. */
function ofOwnKind(situation: Situation): Security {
  const { manifest } = situation.routed.route;
  const tls = valueIn(manifest.body, 'spec', 'tls') ?? valueIn(manifest.body, 'spec', 'virtualhost', 'tls');
  const name = valueIn(tls, 'secretName') ?? valueIn(tls, 'secret');
  const resolver = valueIn(tls, 'certResolver');
  if (resolver !== undefined) return { kind: 'secured', by: `certificates that Traefik gets by ${code(shownValue(resolver))}` };
  if (name !== undefined) return bySecret(situation, name, placeIn(manifest, name));
  return plain(manifest, tls, tls === undefined ? 'none' : 'secretless', tls === undefined ? `${code(titleOf(manifest))} has no \`tls\`` : `${code(titleOf(manifest))} asks for TLS and names no Secret with a certificate`);
}

const balancerCertificate = 'service.beta.kubernetes.io/aws-load-balancer-ssl-cert';

/** The load balancer before the controller ends TLS itself: its Service says so. */
function byBalancer({ app, controllers }: Situation): Security | undefined {
  const release = controllers.find(({ release: its }) => its !== undefined && leavesOf(its.values).some(({ path, value }) => path.includes(balancerCertificate) && isSaid(value)));
  if (release !== undefined) return { kind: 'secured', by: `the certificate of the load balancer before ${code(release.by)}` };
  const holder = app.around.find((each) => ['Service', 'EnvoyProxy', 'Gateway'].includes(each.object.kind) && leavesOf(each.body).some(({ path, value }) => path.includes(balancerCertificate) && isSaid(value)));
  return holder && { kind: 'secured', by: `the certificate of the load balancer of ${code(titleOf(holder))}` };
}

/** Traefik gets certificates itself, for a route or for a whole entry point. https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/overview/ */
function byEntryPoint({ product, routed, controllers }: Situation): Security | undefined {
  if (product !== traefik) return undefined;
  const { manifest } = routed.route;
  const own = annotationOf(manifest, 'traefik.ingress.kubernetes.io/router.tls.certresolver');
  if (isSaid(own)) return { kind: 'secured', by: `certificates that Traefik gets by ${code(shownValue(own))}` };
  const values = controllers.filter((each) => each.product === traefik).flatMap(({ release }) => (release === undefined ? [] : [release]));
  const set = values.some((each) => leavesOf(each.values).some(({ path, value }) => (String(path.at(-1)).toLowerCase() === 'certresolver' && isSaid(value)) || /^--entry-?points\.\w+\.http\.tls\.certresolver=/i.test(shownValue(value))));
  if (set) return { kind: 'secured', by: 'certificates that Traefik gets for its entry point' };
  const stored = values.some(({ values: given }) => valueIn(given, 'tlsStore', 'default', 'defaultCertificate') !== undefined);
  const asked = asTruth(annotationOf(manifest, 'traefik.ingress.kubernetes.io/router.tls'));
  if (stored && (asked.kind === 'known' || valueIn(manifest.body, 'spec', 'tls') !== undefined)) return { kind: 'secured', by: 'the default certificate of Traefik’s store' };
  const unread = controllers.find((each) => each.product === traefik && each.release?.open === true);
  return unread && { kind: 'open', reason: `whether ${code(unread.by)} ends TLS depends on values that are not in the files`, at: unread.at };
}
