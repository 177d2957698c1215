import type { Json } from '../../src/collect/terraform/section.ts';
import { type Finding, open, trouble } from '../../src/grade/findings.ts';
import { code, list } from '../../src/grade/markdown.ts';
import type { App } from '../../src/manifests/app.ts';
import { labelsOf, placeIn, shownValue } from '../../src/manifests/objects.ts';
import { listeningOn } from './listening.ts';
import { counted, ends, free, literally } from './printed.ts';
import type { Fault, Scrape } from './scrapes.ts';
import { annotating, put } from './put.ts';
import { placed, written } from './snippets.ts';
import { asEntries, leavesOf } from '../../src/terraform/value.ts';

const annotations = (app: App): { readonly [name: string]: string } => {
  const listening = listeningOn(app);
  return { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(listening.kind === 'unknown' ? 8080 : listening.port), 'prometheus.io/path': '/metrics' };
};

export function unscraped(app: App): Finding {
  const { manifest, podLabels } = app.workload;
  const at = placeIn(manifest, podLabels);
  return trouble({
    observed: `nothing leads a scraper to ${code(app.title)}`,
    at,
    fix: annotatingPods(app),
    reproduce: counted(app, manifest, 'prometheus[.]io/scrape"?[[:space:]]*[:=][[:space:]]*"?true'),
  });
}

const says: Readonly<Record<Fault, (what: string) => string>> = {
  path: (what) => `the path ${what}, and the metrics are at \`/metrics\``,
  port: (what) => `the port ${what}, at which the server does not listen`,
  scheme: (what) => `the scheme ${what}, which the server doesn’t speak`,
  selector: (what) => `a selector for something else than the app, ${what}`,
};

/** What is there, and leads elsewhere. */
export function misled(app: App, scrape: Scrape): Finding {
  const { by, manifest, value, fault } = scrape;
  const at = placeIn(manifest, value);
  const wrong = leavesOf(value).map(({ value: leaf }) => shownValue(leaf));
  const name = fault === 'selector' ? '(^|[^A-Za-z0-9-])' : `${fault}"?[[:space:]]*[:=][[:space:]]*["']?`;
  return trouble({
    observed: `${by}: ${says[fault](list(wrong.map(code)))}`,
    at,
    fix: isMonitor(scrape) ? `At ${placed(at)} write, in place of what it says of that now:${written(manifest, right(app, scrape))}` : manifest === app.workload.manifest ? annotatingPods(app) : annotating(manifest, annotations(app)),
    reproduce: free(app, manifest, `${name}(${wrong.map(literally).join('|')})${ends}`),
  });
}

const annotatingPods = (app: App): string => {
  const { manifest, pod } = app.workload;
  return put(manifest, { title: `the pods of ${code(app.title)}`, value: pod }, { metadata: { annotations: annotations(app) } });
};

const isMonitor = ({ manifest: { object: { kind } } }: Scrape): boolean => /(?:Monitor|Scrape)$/.test(kind) || kind === 'PodMonitoring';

function right(app: App, { manifest, fault }: Scrape): { readonly [name: string]: Json } {
  if (fault === 'path') return { path: '/metrics' };
  if (fault === 'scheme') return { scheme: 'http' };
  const [leading] = app.services;
  if (fault === 'port') return { port: shownValue(leading?.service.ports[0]?.name) || 'http' };
  const labels = asEntries(manifest.object.kind.startsWith('Pod') || manifest.object.kind.startsWith('VMPod') ? app.workload.podLabels : leading && labelsOf(leading.service.manifest));
  const entries = labels.kind === 'known' ? labels.is.filter(([label]) => label === 'app.kubernetes.io/name' || label === 'app' || label === 'app.kubernetes.io/instance') : [];
  return { selector: { matchLabels: Object.fromEntries(entries.map(([label, each]) => [label, shownValue(each)])) } };
}

export const untold = (app: App, { by, manifest, value }: Scrape): Finding => open(`whether ${by} leads a scraper to ${code(app.title)} depends on values that are not in the files`, placeIn(manifest, value));
