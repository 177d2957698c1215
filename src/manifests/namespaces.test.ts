import { describe, expect, it } from 'vitest';
import { chart, type ChartFacts } from '../collect/chart/section.ts';
import { terraform } from '../collect/terraform/section.ts';
import { workflow } from '../collect/workflow/section.ts';
import type { Settings } from '../grade/settings.ts';
import { apps } from './app.ts';
import { factsOf } from './manifests.fixture.ts';
import { namespaceCode, type NamespaceFacts } from './namespaces.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const pod = (namespace: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: docc, namespace: ${namespace} }\nspec: { containers: [{ name: server, image: docc-sample }] }\n`;
const noTerraform = terraform.schema.parse({ roots: [], unused: [], files: [], problems: [], problemsBeyond: 0 });
const noCharts = chart.schema.parse({ charts: [], releases: [], problems: [] });

const scripted = (run: string) =>
  workflow.schema.parse({
    actions: [],
    files: [{ path: '.github/workflows/a.yml', on: [], permissions: { kind: 'unset' }, env: {}, problems: [], jobs: [{ id: 'a', line: 2, needs: [], permissions: { kind: 'unset' }, with: {}, env: {}, outputs: {}, steps: [{ line: 5, run, runLine: 6, with: {}, env: {} }] }] }],
  });

function codeOf(files: Readonly<Record<string, string>>, other: Partial<NamespaceFacts> = {}, namespace = 'docc') {
  const manifests = factsOf({ 'pod.yaml': pod(namespace), ...files });
  const [app] = apps(manifests, settings);
  if (app === undefined) throw new Error('no app');
  const facts = { manifests, chart: noCharts, terraform: noTerraform, workflow: scripted('true'), ...other };
  return namespaceCode(facts, app).map(({ by, of, makes, labels }) => ({ by, of, makes, labels: labels !== undefined }));
}

const argo = (namespace: string, options: string): string => `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: docc, namespace: argocd }\nspec:\n  destination: { namespace: ${namespace} }\n  syncPolicy: { syncOptions: [${options}], managedNamespaceMetadata: { labels: { a: b } } }\n`;

describe('what makes the app’s namespace', () => {
  it.each([
    ['a Namespace', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: docc, labels: { a: b } }\n', [{ by: 'Namespace docc', of: 'yes', makes: 'yes', labels: true }]],
    ['not a Namespace of another name', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: other }\n', []],
    ['perhaps one whose name files don’t tell', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: <var.name> }\n', [{ by: 'Namespace var.name', of: 'maybe', makes: 'yes', labels: false }]],
    ['Argo, told to, with labels', argo('docc', 'CreateNamespace=true'), [{ by: 'Application docc', of: 'yes', makes: 'yes', labels: true }]],
    ['not Argo, when not told to', argo('docc', 'Prune=true'), [{ by: 'Application docc', of: 'yes', makes: 'no', labels: false }]],
    ['Flux', 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: docc, namespace: flux-system }\nspec: { targetNamespace: docc, install: { createNamespace: true } }\n', [{ by: 'HelmRelease docc', of: 'yes', makes: 'yes', labels: false }]],
  ])('is %s', (_, text, expected) => expect(codeOf({ 'it.yaml': text })).toEqual(expected));

  it('is a namespace made of the same unknown', () => {
    expect(codeOf({ 'it.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: <var.name> }\n' }, {}, '<var.name>')).toMatchObject([{ of: 'yes' }]);
  });

  it('is a release that makes it, by whoever releases', () => {
    const release: ChartFacts['releases'][number] = { chart: 'chart', name: 'docc', namespace: 'docc', createsNamespace: true, by: { kind: 'command', command: 'helm upgrade', at: { path: 'Makefile', line: 3 } }, valueFiles: [], outcome: { kind: 'rendered', objects: 1, tests: 0, unknowns: 'none' } };
    expect(codeOf({}, { chart: { ...noCharts, releases: [release] } })).toEqual([{ by: 'helm upgrade', of: 'yes', makes: 'yes', labels: false }]);
    expect(codeOf({}, { chart: { ...noCharts, releases: [{ ...release, by: { kind: 'found' } }] } })).toEqual([]);
  });

  it.each([
    ['kubectl create namespace docc', [{ by: 'kubectl create namespace', of: 'yes', makes: 'yes', labels: false }]],
    ['set -e\nkubectl create ns docc --dry-run=client -o yaml | kubectl apply -f -', [{ by: 'kubectl create namespace', of: 'yes', makes: 'yes', labels: false }]],
    ['kubectl label --overwrite \\\n  ns docc pod-security.kubernetes.io/enforce=restricted', [{ by: 'kubectl label namespace', of: 'yes', makes: 'no', labels: true }]],
    ['kubectl create namespace "$NAMESPACE"', [{ by: 'kubectl create namespace', of: 'maybe', makes: 'yes', labels: false }]],
    ['kubectl create deployment docc', []],
    ['echo kubectl create namespace docc', []],
  ])('is a workflow that runs %j', (run, expected) => expect(codeOf({}, { workflow: scripted(run) })).toEqual(expected));
});
