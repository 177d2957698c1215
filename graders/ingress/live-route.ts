import type { ClusterDeployFacts, DeployedObject } from '../../src/collect/cluster/deploy/section.ts';
import type { ClusterRouteFacts, Reached } from '../../src/collect/cluster/route/section.ts';
import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { code, list } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { annotationOf, type Manifest } from '../../src/manifests/objects.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { asText, valueIn } from '../../src/terraform/value.ts';
import { deployedAt, deployedTitle, type Live, liveOf, manifestOf, within } from '../secure-pod/live-app.ts';
import { placed, written } from '../secure-pod/snippets.ts';

/** The route that was asked, with what files say of it. */
export type LiveRoute = { readonly deployed: DeployedObject; readonly manifest: Manifest | undefined; readonly live: Live };

export function liveRouteOf({ route }: ClusterRouteFacts, { workload }: ClusterDeployFacts, facts: ManifestsFacts, settings: Settings): LiveRoute | undefined {
  return route && { deployed: route, manifest: manifestOf(facts, route), live: liveOf(facts, settings, workload) };
}

/** Where HTTP only leads to HTTPS, or is not listened to, what HTTPS answers is what counts. */
export const isServed = ({ byRoute, tls }: ClusterRouteFacts): boolean => byRoute.kind === 'echoed' || (tls.kind === 'presented' && tls.reached.kind === 'echoed');

export type RouteTrouble = { readonly observed: string; readonly at: Location; readonly fix: string };

/** Whether the app, its Service, or the way that the route leads is at fault: the Service is asked without the route for that. */
export function unserved({ host, byRoute, byService }: ClusterRouteFacts, route: LiveRoute): RouteTrouble {
  const title = deployedTitle(route.deployed);
  if (byService.kind !== 'echoed') return { observed: `${code(host)} is not served: its Service, asked without the route, ${said(byService)}`, ...ofService(route) };
  const observed = `${code(host)} by ${title} ${said(byRoute)}, while its Service answers`;
  if (byRoute.kind === 'wrong' && !byRoute.missing.includes('json')) return { observed, ...ofRewriting(route) };
  return { observed, ...(byRoute.kind === 'wrong' && byRoute.status !== undefined && byRoute.status >= 500 ? ofBackend(route) : ofPaths(route)) };
}

export function said(reached: Reached): string {
  switch (reached.kind) {
    case 'echoed':
      return 'answers what it is sent';
    case 'failed':
      return `does not answer (${reached.because})`;
    case 'wrong':
      if (!reached.missing.includes('json')) return `answers without the ${list(reached.missing)} that was sent`;
      return reached.status === undefined ? 'answers with something else than the server does' : `answers with status ${reached.status}`;
  }
}

const elsewhere = ({ deployed }: LiveRoute): Location => deployedAt(deployed);

function ofService(route: LiveRoute): Omit<RouteTrouble, 'observed'> {
  const { live } = route;
  const service = live.app?.services[0]?.service;
  if (service === undefined) return { at: elsewhere(route), fix: `Let the Service's \`targetPort\` be the port on which ${deployedTitle(live.workload)} listens.` };
  const at = service.ports[0]?.at ?? within(service.manifest, service.manifest.body, 'spec', 'ports');
  return { at, fix: `In the port at ${placed(at)} let \`targetPort\` be the port on which the server of ${deployedTitle(live.workload)} listens, on all addresses:${written(service.manifest, { targetPort: 8080 })}` };
}

/** https://kubernetes.io/docs/concepts/services-networking/ingress/#path-types */
function ofPaths(route: LiveRoute): Omit<RouteTrouble, 'observed'> {
  const { manifest } = route;
  if (manifest === undefined) return { at: elsewhere(route), fix: `Let ${deployedTitle(route.deployed)} lead every path of the host to the app: \`path: /\` with \`pathType: Prefix\`.` };
  const narrow = pathsIn(manifest).find(({ value, narrowBy }) => narrowBy !== undefined && value.line !== undefined);
  const at = narrow === undefined ? within(manifest, manifest.body, 'spec', 'rules', 0) : within(manifest, narrow.value, ...(narrow.narrowBy ?? []));
  const fields = manifest.object.kind === 'HTTPRoute' ? { matches: [{ path: { type: 'PathPrefix', value: '/' } }] } : { path: '/', pathType: 'Prefix' };
  return { at, fix: `In ${deployedTitle(route.deployed)} (${placed(at)}) lead every path of the host to the app; write, in place of what it says of that now:${written(manifest, fields)}` };
}

type Path = { readonly value: Value; readonly narrowBy: readonly string[] | undefined };

/** Each path of an Ingress or HTTPRoute, with the field by which it is less than every path. */
function pathsIn({ object, body }: Manifest): readonly Path[] {
  const rules = membersOf(valueIn(body, 'spec', 'rules'));
  if (object.kind === 'Ingress') return rules.flatMap((rule) => membersOf(valueIn(rule, 'http', 'paths'))).map((value) => ({ value, narrowBy: narrowed(value, 'pathType', 'path') }));
  const matches = rules.flatMap((rule) => membersOf(valueIn(rule, 'matches')));
  return matches.map((value) => ({ value, narrowBy: inPath(narrowed(valueIn(value, 'path'), 'type', 'value')) ?? otherMatch(value) }));
}

function narrowed(value: Value | undefined, type: string, path: string): readonly string[] | undefined {
  const [kind, text] = [asText(valueIn(value, type)), asText(valueIn(value, path))];
  if (kind.kind === 'known' && kind.is === 'Exact') return [type];
  return text.kind === 'known' && text.is !== '/' && text.is !== '' ? [path] : undefined;
}

const inPath = (narrow: readonly string[] | undefined): readonly string[] | undefined => narrow && ['path', ...narrow];

function otherMatch(value: Value): readonly string[] | undefined {
  const field = ['headers', 'queryParams', 'method'].find((each) => valueIn(value, each) !== undefined);
  return field === undefined ? undefined : [field];
}

/** Annotations and filters that change a request on its way. */
const rewriting = ['nginx.ingress.kubernetes.io/rewrite-target', 'traefik.ingress.kubernetes.io/router.middlewares', 'nginx.org/rewrites', 'haproxy.org/path-rewrite'];

function ofRewriting(route: LiveRoute): Omit<RouteTrouble, 'observed'> {
  const { manifest } = route;
  const annotation = manifest && rewriting.find((name) => annotationOf(manifest, name) !== undefined);
  const at = manifest === undefined ? elsewhere(route) : annotation === undefined ? within(manifest, manifest.body, 'spec', 'rules', 0, 'filters') : within(manifest, manifest.body, 'metadata', 'annotations', annotation);
  return { at, fix: `At ${placed(at)} take away what changes requests on their way${annotation === undefined ? ': a `filter` or middleware that rewrites' : ` (${code(annotation)})`}: the app is to get them as they were sent.` };
}

function ofBackend(route: LiveRoute): Omit<RouteTrouble, 'observed'> {
  const { manifest, live } = route;
  const routed = live.app?.routes.find((each) => each.route.manifest === manifest);
  const at = routed?.backend.at ?? elsewhere(route);
  return { at, fix: `At ${placed(at)} let the route lead to a port that the app's Service has and on which it answers: \`kubectl get endpointslices\` shows its pods, and \`port: { name: http }\` or the Service's own number is what to write.` };
}
