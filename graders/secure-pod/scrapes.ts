import type { Value } from '../../src/collect/terraform/section.ts';
import { own } from '../../src/evidence/own.ts';
import type { App } from '../../src/manifests/app.ts';
import { code } from '../../src/grade/markdown.ts';
import { groupOf, labelsOf, type Manifest, shareNamespace, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { type Answer, every, sameText, selects, some } from '../../src/manifests/selectors.ts';
import { portsOf, type Service } from '../../src/manifests/services.ts';
import { asEntries, asList, asText, asTruth, valueIn } from '../../src/terraform/value.ts';
import { listeningOn, reachOf } from './listening.ts';

/** Something that leads a scraper to the app's pods. */
export type Scrape = {
  readonly by: string;
  readonly manifest: Manifest;
  readonly reaches: Answer;
  /** What it says wrongly, or what decides. */
  readonly value: Value | undefined;
  readonly fault: Fault;
};

/** `scheme`: it asks over HTTPS, which the server doesn't speak. */
export type Fault = 'path' | 'port' | 'scheme' | 'selector';

/** Those for other apps left out. */
export const scrapesOf = (app: App): readonly Scrape[] => [...ofAnnotations(app), ...app.around.flatMap((manifest) => ofMonitor(app, manifest))];

/**
 * The annotations that the charts of Prometheus, its agents and its heirs look for, on the pods or on a Service.
 * https://github.com/prometheus-community/helm-charts/tree/main/charts/prometheus#scraping-pod-metrics-via-annotations
 */
function ofAnnotations(app: App): readonly Scrape[] {
  const { manifest, podAnnotations } = app.workload;
  const holders = [
    { by: `the annotations of its pods`, manifest, annotations: podAnnotations },
    ...app.services.map(({ service }) => ({ by: `the annotations of ${code(titleOf(service.manifest))}`, manifest: service.manifest, annotations: valueIn(service.manifest.body, 'metadata', 'annotations') })),
  ];
  return holders.flatMap(({ annotations, ...holder }) => [...ofPrometheus(app, holder, annotations), ...ofDatadog(holder, annotations)]);
}

type Holder = Pick<Scrape, 'by' | 'manifest'>;

function ofPrometheus(app: App, holder: Holder, annotations: Value | undefined): readonly Scrape[] {
  const scrape = valueIn(annotations, 'prometheus.io/scrape');
  const truth = asTruth(scrape);
  if (truth.kind === 'absent') return [];
  if (truth.kind !== 'known') return [{ ...holder, value: scrape, reaches: 'maybe', fault: 'port' }];
  if (!truth.is) return [];
  const [path, port] = [asText(valueIn(annotations, 'prometheus.io/path')), asText(valueIn(annotations, 'prometheus.io/port'))];
  const listening = listeningOn(app);
  const isPath = path.kind === 'known' ? path.is === '/metrics' : true;
  const ports = [...(listening.kind === 'unknown' ? [] : [listening.port]), ...app.servers.flatMap(portsOf).map((each) => each.port), ...servicePorts(app)].map(String);
  const isPort = port.kind === 'known' ? ports.includes(port.is) || listening.kind === 'unknown' : true;
  const isPlain = shownValue(valueIn(annotations, 'prometheus.io/scheme')) !== 'https';
  const fault = !isPath ? 'path' : isPort && !isPlain ? 'scheme' : 'port';
  return [{ ...holder, value: valueIn(annotations, `prometheus.io/${fault}`), reaches: isPath && isPort && isPlain ? 'yes' : 'no', fault }];
}

/** A Service's annotation may name the Service's own port. */
const servicePorts = (app: App): readonly string[] => app.services.flatMap(({ service }) => service.ports.map(({ port }) => shownValue(port)));

/** https://docs.datadoghq.com/containers/kubernetes/prometheus/ */
function ofDatadog(holder: Holder, annotations: Value | undefined): readonly Scrape[] {
  const entries = asEntries(annotations);
  const named = entries.kind === 'known' ? entries.is.find(([name, value]) => name.startsWith('ad.datadoghq.com/') && shownValue(value).includes('openmetrics')) : undefined;
  return named === undefined ? [] : [{ ...holder, value: named[1], reaches: 'yes', fault: 'port' }];
}

type Monitor = { readonly of: 'services' | 'pods'; readonly endpoints: string };

/** https://prometheus-operator.dev/docs/api-reference/api/, https://docs.victoriametrics.com/operator/resources/, https://cloud.google.com/stackdriver/docs/managed-prometheus */
const monitors: Readonly<Record<string, Monitor>> = {
  'monitoring.coreos.com ServiceMonitor': { of: 'services', endpoints: 'endpoints' },
  'monitoring.coreos.com PodMonitor': { of: 'pods', endpoints: 'podMetricsEndpoints' },
  'operator.victoriametrics.com VMServiceScrape': { of: 'services', endpoints: 'endpoints' },
  'operator.victoriametrics.com VMPodScrape': { of: 'pods', endpoints: 'podMetricsEndpoints' },
  'monitoring.googleapis.com PodMonitoring': { of: 'pods', endpoints: 'endpoints' },
  'azmonitoring.coreos.com ServiceMonitor': { of: 'services', endpoints: 'endpoints' },
  'azmonitoring.coreos.com PodMonitor': { of: 'pods', endpoints: 'podMetricsEndpoints' },
};

function ofMonitor(app: App, manifest: Manifest): readonly Scrape[] {
  const key = `${groupOf(manifest)} ${manifest.object.kind}`;
  const monitor = own(monitors, key);
  if (monitor === undefined) return [];
  const spec = valueIn(manifest.body, 'spec');
  const common = { by: code(titleOf(manifest)), manifest };
  const there = namespaceAnswer(app, manifest, spec);
  if (there === 'no') return [];
  const selector = valueIn(spec, 'selector');
  const chosen = monitor.of === 'pods' ? selects(selector, app.workload.podLabels) : some(app.services.map(({ service }) => selects(selector, labelsOf(service.manifest))));
  if (chosen === 'no') return [{ ...common, value: selector, reaches: 'no', fault: 'selector' }];
  const endpoints = asList(valueIn(spec, monitor.endpoints));
  if (endpoints.kind === 'unknown') return [{ ...common, value: endpoints.value, reaches: 'maybe', fault: 'port' }];
  return (endpoints.kind === 'known' ? endpoints.is : []).map((endpoint): Scrape => {
    const [path, port] = [pathAnswer(endpoint), portAnswer(app, monitor, endpoint)];
    const isPlain = shownValue(valueIn(endpoint, 'scheme')).toLowerCase() !== 'https';
    const fault = path === 'no' ? 'path' : port !== 'no' && !isPlain ? 'scheme' : 'port';
    return { ...common, value: valueIn(endpoint, fault) ?? endpoint, reaches: every([there, chosen, path, port, isPlain ? 'yes' : 'no']), fault };
  });
}

/** Its own, those that it names, or any. */
function namespaceAnswer(app: App, manifest: Manifest, spec: Value | undefined): Answer {
  const any = asTruth(valueIn(spec, 'namespaceSelector', 'any'));
  if (any.kind === 'known' && any.is) return 'yes';
  const names = asList(valueIn(spec, 'namespaceSelector', 'matchNames'));
  if (names.kind === 'unknown' || any.kind === 'unknown') return 'maybe';
  if (names.kind !== 'known') return shareNamespace(manifest, app.workload.manifest);
  const own = app.workload.manifest.namespace;
  return own === undefined ? 'maybe' : some(names.is.map((each) => sameText(each, own)));
}

function pathAnswer(endpoint: Value): Answer {
  const path = valueIn(endpoint, 'path');
  return path === undefined ? 'yes' : sameText(path, { known: '/metrics' });
}

/** By name of the Service's or the pod's port, or by number of the pod's; none is any. */
function portAnswer(app: App, { of }: Monitor, endpoint: Value): Answer {
  const [port, target] = [valueIn(endpoint, 'port'), valueIn(endpoint, 'targetPort') ?? valueIn(endpoint, 'portNumber')];
  if (of === 'services' && port !== undefined) return some(app.services.map(({ service }) => servicePort(app, service, port)));
  const wanted = port ?? target;
  if (wanted === undefined) return 'yes';
  const listening = listeningOn(app);
  const known: readonly Value[] = [...app.servers.flatMap(portsOf).flatMap((each) => [{ known: each.port }, ...(each.name === undefined ? [] : [each.name])]), ...(listening.kind === 'unknown' ? [] : [{ known: listening.port }])];
  return some(known.map((each) => sameText(each, wanted)));
}

/** A port of that name that reaches the server. */
const servicePort = (app: App, { ports }: Service, named: Value): Answer =>
  some(ports.map((port) => every([sameText(port.name, named), reachOf(app, port).kind === 'misses' ? 'no' : 'yes'])));
