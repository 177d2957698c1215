import type { Json } from '../../terraform/section.ts';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { at, isMembers, listAt, type Members, membersAt, textAt } from '../deploy/json.ts';
import { templateOf } from '../deploy/kinds.ts';
import type { TargetSeen } from './section.ts';

export type Target = Pick<TargetSeen, 'how' | 'port'> & { readonly path: `/${string}`; readonly object: KubernetesObject };

/** What was applied, and which of it runs the app. */
export type Applied = { readonly objects: readonly KubernetesObject[]; readonly app: KubernetesObject; readonly port: number };

/** Where a scraper that reads what was applied would ask the app's pods; each place once. A port named `metrics` counts where nothing else does. */
export function targetsOf(applied: Applied): readonly Target[] {
  const declared = [...byPodAnnotations(applied), ...byServiceAnnotations(applied), ...byMonitors(applied)];
  const all = declared.length > 0 ? declared : byNamedPort(applied);
  return [...new Map(all.map((each) => [`${each.how} ${each.object.metadata.name} ${each.port} ${each.path}`, each])).values()].slice(0, 20);
}

const usualPath = '/metrics';

/** Nothing but a path: what stands before the first slash would be another host. */
const isPath = (text: string): text is `/${string}` => text.startsWith('/');

const bodyOf = (object: KubernetesObject): Members => object as unknown as Members; // JSON of the submission's own

const templateIn = ({ app }: Applied): Members | undefined => membersAt(bodyOf(app), ...(templateOf(app.kind) ?? []));

/** https://github.com/prometheus-community/helm-charts/tree/main/charts/prometheus#scraping-pod-metrics-via-annotations */
function annotated(annotations: Members | undefined, port: number): Pick<Target, 'port' | 'path'> | undefined {
  if (annotations === undefined || textAt(annotations, 'prometheus.io/scrape') !== 'true') return undefined;
  const asked = Number(textAt(annotations, 'prometheus.io/port') ?? port);
  const path = textAt(annotations, 'prometheus.io/path') ?? usualPath;
  return isPort(asked) && isPath(path) ? { port: asked, path } : undefined;
}

const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

function byPodAnnotations(applied: Applied): readonly Target[] {
  const found = annotated(membersAt(templateIn(applied), 'metadata', 'annotations'), applied.port);
  return found === undefined ? [] : [{ ...found, how: 'pod-annotations', object: applied.app }];
}

const servicesOf = (applied: Applied): readonly KubernetesObject[] => applied.objects.filter(({ kind, apiVersion }) => kind === 'Service' && apiVersion === 'v1').filter((service) => selects(membersAt(bodyOf(service), 'spec', 'selector'), podLabels(applied)));

/** Of a Service, whose scrapers ask the pods behind it by the port that the annotation names, or by those that the Service leads to. */
function byServiceAnnotations(applied: Applied): readonly Target[] {
  return servicesOf(applied).flatMap((object) => {
    const found = annotated(membersAt(bodyOf(object), 'metadata', 'annotations'), applied.port);
    if (found === undefined) return [];
    const led = listAt(bodyOf(object), 'spec', 'ports').find((port) => at(port, 'port') === found.port);
    const port = led === undefined ? undefined : portNumber(applied, led);
    return [{ ...found, port: port ?? found.port, how: 'service-annotations', object } as const];
  });
}

const podLabels = (applied: Applied): Members => membersAt(templateIn(applied), 'metadata', 'labels') ?? {};

/** Only equality: what a monitor of a challenge's app is written with. An empty selector of a monitor takes all; a Service's none. */
function selects(selector: Members | undefined, labels: Members): boolean {
  return selector !== undefined && Object.entries(selector).length > 0 && Object.entries(selector).every(([name, value]) => labels[name] === value);
}

function byMonitors(applied: Applied): readonly Target[] {
  return applied.objects.filter(({ apiVersion }) => apiVersion.startsWith('monitoring.coreos.com/')).flatMap((object) => {
    const wanted = membersAt(bodyOf(object), 'spec', 'selector', 'matchLabels') ?? {};
    const takes = (labels: Members): boolean => Object.keys(wanted).length === 0 || selects(wanted, labels);
    if (object.kind === 'PodMonitor') return takes(podLabels(applied)) ? endpointsOf(object, 'podMetricsEndpoints', (endpoint) => namedOrNumber(applied, at(endpoint, 'port') ?? at(endpoint, 'portNumber'))) : [];
    return servicesOf(applied).filter((service) => takes(membersAt(bodyOf(service), 'metadata', 'labels') ?? {})).flatMap((service) => endpointsOf(object, 'endpoints', (endpoint) => ofService(applied, service, endpoint)));
  });
}

function endpointsOf(object: KubernetesObject, list: string, portOf: (endpoint: Json) => number | undefined): readonly Target[] {
  return listAt(bodyOf(object), 'spec', list).flatMap((endpoint) => {
    const port = portOf(endpoint);
    const path = textAt(endpoint, 'path') ?? usualPath;
    return port === undefined || !isPath(path) ? [] : [{ object, how: 'monitor', port, path } as const];
  });
}

function ofService(applied: Applied, service: KubernetesObject, endpoint: Json): number | undefined {
  const name = textAt(endpoint, 'port');
  if (name === undefined) return namedOrNumber(applied, at(endpoint, 'targetPort'));
  const port = listAt(bodyOf(service), 'spec', 'ports').find((each) => textAt(each, 'name') === name);
  return port === undefined ? undefined : portNumber(applied, port);
}

/** Of the pod, to which a Service's port leads. */
const portNumber = (applied: Applied, port: Json): number | undefined => namedOrNumber(applied, at(port, 'targetPort') ?? at(port, 'port'));

function namedOrNumber(applied: Applied, port: Json | undefined): number | undefined {
  if (typeof port === 'number') return isPort(port) ? port : undefined;
  const found = portsIn(applied).find((each) => textAt(each, 'name') === port);
  const number = at(found, 'containerPort');
  return typeof number === 'number' ? number : undefined;
}

const portsIn = (applied: Applied): readonly Members[] => listAt(templateIn(applied), 'spec', 'containers').flatMap((container) => listAt(container, 'ports')).filter((each) => isMembers(each));

function byNamedPort(applied: Applied): readonly Target[] {
  const port = namedOrNumber(applied, 'metrics');
  return port === undefined ? [] : [{ object: applied.app, how: 'named-port', port, path: usualPath }];
}
