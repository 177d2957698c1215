import { observed } from '../../evidence/observation.ts';
import { kustomizePort } from '../../tools/kustomize.ts';
import type { ChartRendering, RenderedDocument } from '../chart/rendered.ts';
import type { ChartFacts, Release } from '../chart/section.ts';
import { factsOf as terraformFactsOf, submissionOf } from '../terraform/terraform.fixture.ts';
import { collectManifests } from './collect.ts';
import { type ManifestObject, manifests, type ManifestsFacts } from './section.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export const kustomize = kustomizePort(process.env, new AbortController().signal);

export const noCharts: ChartRendering = { observation: observed({ charts: [], releases: [], problems: [] }), rendered: [], unknowns: [], folders: [] };

/** One release of `chart`, as if Helm had rendered these documents, each with the lines of its template as they are. */
export function rendering(documents: readonly (Pick<RenderedDocument, 'path' | 'text'> & Partial<RenderedDocument>)[], given: Partial<Release> = {}): ChartRendering {
  const release: Release = {
    chart: 'chart',
    name: 'docc',
    createsNamespace: false,
    by: { kind: 'found' },
    valueFiles: [],
    outcome: { kind: 'rendered', objects: documents.length, tests: 0, unknowns: 'none' },
    ...given,
  };
  const facts: ChartFacts = { charts: [], releases: [release], problems: [] };
  const all = documents.map((each) => ({ lines: each.text.split('\n').map((_, index) => index + 1), ...each }));
  return { observation: observed(facts), rendered: [{ release: 0, documents: all }], unknowns: [], folders: ['chart'] };
}

type Given = { readonly charts?: ChartRendering; readonly kubernetes?: string; readonly kustomize?: typeof kustomize };

/** What the collector records of these files, through the section's own schema. */
export async function factsOf(files: Files, { charts = noCharts, kubernetes = '1.34', kustomize: port = kustomize }: Given = {}): Promise<ManifestsFacts> {
  const hasCode = Object.keys(files).some((path) => path.endsWith('.tf'));
  const terraform = hasCode ? await terraformFactsOf(files) : undefined;
  const observation = await collectManifests({ submission: submissionOf(files), charts, terraform, kubernetes }, { kustomize: port });
  if (observation.status !== 'observed') throw new Error(JSON.stringify(observation));
  return manifests.schema.parse(observation.facts);
}

export function objectIn({ objects }: ManifestsFacts, kind: string): ManifestObject {
  const object = objects.find((each) => each.kind === kind);
  if (object === undefined) throw new Error(`no ${kind} among ${objects.map((each) => each.kind).join(', ')}`);
  return object;
}

/** What is wrong with the one object of this text. */
export async function errorsOf(text: string): Promise<readonly string[]> {
  const { objects, problems } = await factsOf({ 'app.yaml': text });
  const [object] = objects;
  if (object === undefined || objects.length > 1 || problems.length > 0) throw new Error(JSON.stringify({ objects, problems }));
  const { validity } = object;
  if (validity.kind === 'invalid') return validity.errors.map(({ pointer, message }) => `${pointer}: ${message}`);
  return validity.kind === 'valid' ? [] : [validity.kind];
}

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: docc
spec:
  selector:
    matchLabels:
      app: docc
  template:
    metadata:
      labels:
        app: docc
    spec:
      containers:
        - name: server
          image: domain/docc-sample:1.2.0
          ports:
            - name: http
              containerPort: 8080
`;
