import { manifests } from '../../../src/collect/manifests/section.ts';
import type { Json, Value } from '../../../src/collect/terraform/section.ts';
import { check } from '../../../src/grade/check.ts';
import { fine, type Finding, open, trouble, verdictOf } from '../../../src/grade/findings.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { type App, apps } from '../../../src/manifests/app.ts';
import { labelsOf, type Manifest, placeIn, titleOf } from '../../../src/manifests/objects.ts';
import { asEntries, valueIn } from '../../../src/terraform/value.ts';
import { shownUnknown } from '../containers.ts';
import { counted } from '../printed.ts';
import { put } from '../put.ts';

export default check({
  id: 'labels-recommended',
  title: 'Objects carry the recommended labels',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'junior',
  skills: ['kubernetes.objects'],
  why: 'Dashboards, policies and whoever is called at night ask for `app.kubernetes.io/name`. An object with labels of somebody’s own is found by somebody alone.',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/',
  judge: ({ manifests }, settings) => verdictOf(`\`${prefix}name\` and one more of the recommended labels on the workload, its pods and its Service`, apps(manifests, settings).flatMap(ofApp)),
});

const prefix = 'app.kubernetes.io/';
const others = ['instance', 'version', 'component', 'part-of', 'managed-by'];

type Labelled = { readonly manifest: Manifest; readonly what: string; readonly labels: Value | undefined; readonly holder: readonly string[] };

function ofApp(app: App): readonly Finding[] {
  const { manifest, podLabels } = app.workload;
  const isPod = manifest.object.kind === 'Pod';
  const all: readonly Labelled[] = [
    { manifest, what: code(app.title), labels: labelsOf(manifest), holder: [] },
    ...(isPod ? [] : [{ manifest, what: `the pods of ${code(app.title)}`, labels: podLabels, holder: ['spec', 'template'] }]),
    ...app.services.map(({ service }) => ({ manifest: service.manifest, what: code(titleOf(service.manifest)), labels: labelsOf(service.manifest), holder: [] })),
  ];
  const found = all.map((each) => ofLabelled(app, each));
  return found.every(({ kind }) => kind === 'fine') ? [fine(`${code(app.title)}, its pods and its Service`)] : found;
}

function ofLabelled(app: App, { manifest, what, labels, holder }: Labelled): Finding {
  const entries = asEntries(labels);
  const at = placeIn(manifest, labels);
  if (entries.kind === 'unknown') return open(`the labels of ${what} are ${shownUnknown(entries.value)}`, at);
  const names = new Set(entries.kind === 'known' ? entries.is.map(([name]) => name) : []);
  const lacking = [...(names.has(`${prefix}name`) ? [] : [`${prefix}name`]), ...(others.some((name) => names.has(prefix + name)) ? [] : [`${prefix}part-of`])];
  if (lacking.length === 0) return fine(what);
  const values = Object.fromEntries(lacking.map((name) => [name, name.endsWith('/name') ? 'docc-sample' : 'docc']));
  return trouble({
    observed: `${what} ${what.startsWith('the pods') ? 'have' : 'has'} no label ${list(lacking.map(code))}`,
    at,
    fix: put(manifest, { title: what, value: valueIn(manifest.body, ...holder) }, within(['metadata', 'labels'], values)),
    reproduce: lacking.map((name) => counted(app, manifest, `${name.replaceAll('.', '[.]')}"?[[:space:]]*[:=]`, expected(app, manifest, name))).join(' && '),
  });
}

const within = (path: readonly string[], values: { readonly [name: string]: string }): { readonly [name: string]: Json } =>
  path.reduceRight<{ readonly [name: string]: Json }>((fields, name) => ({ [name]: fields }), values);

/** As many as it has now, in labels and selectors, and one. */
function expected(app: App, manifest: Manifest, name: string): number {
  const places = [labelsOf(manifest), ...(manifest === app.workload.manifest ? [app.workload.podLabels, valueIn(manifest.body, 'spec', 'selector', 'matchLabels')] : [valueIn(manifest.body, 'spec', 'selector')])];
  return places.filter((labels) => valueIn(labels, name) !== undefined).length + 1;
}
