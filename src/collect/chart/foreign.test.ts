import { describe, expect, it } from 'vitest';
import { chartFiles, factsOf, type Files, hasHelm, releasesOf, renderingOf } from './chart.fixture.ts';

const foreignOf = async (files: Files) => factsOf(await renderingOf(files)).foreign;

describe('a chart from elsewhere', () => {
  it('is released by commands', async () => {
    const script = 'helm upgrade --install traefik traefik/traefik --version 41.3.0 -n traefik --create-namespace -f deploy/traefik.yaml --set deployment.replicas=2\n';
    expect(await foreignOf({ 'up.sh': script, 'deploy/traefik.yaml': 'ports: {}\n' })).toEqual([
      {
        chart: 'traefik/traefik',
        version: '41.3.0',
        name: 'traefik',
        namespace: 'traefik',
        createsNamespace: true,
        command: expect.stringContaining('helm upgrade --install traefik traefik/traefik'),
        at: { path: 'up.sh', line: 1 },
        values: ['ports: {}\n'],
        settings: [{ name: 'deployment.replicas', value: '2' }],
        open: false,
      },
    ]);
  });

  it('is open where a values file is not in the submission', async () => {
    expect(await foreignOf({ 'up.sh': 'helm install edge oci://registry.example/traefik -f "$SECRETS/values.yaml"\n' })).toMatchObject([{ chart: 'oci://registry.example/traefik', open: true, values: [] }]);
  });

  it('is released by helmfile', async () => {
    const helmfile = 'repositories: [{name: edge, url: "https://charts.example"}]\nreleases:\n  - name: traefik\n    chart: edge/traefik\n    version: 41.3.0\n    namespace: traefik\n    values: [{ports: {web: {}}}]\n  - {name: off, chart: edge/off, installed: false}\n';
    expect(await foreignOf({ 'helmfile.yaml': helmfile })).toMatchObject([
      { chart: 'edge/traefik', repository: 'https://charts.example', version: '41.3.0', at: { path: 'helmfile.yaml', line: 3 }, versionAt: { path: 'helmfile.yaml', line: 5 }, values: ['{"ports":{"web":{}}}'], createsNamespace: true, open: false },
    ]);
  });

  it.each(['helm template traefik traefik/traefik', 'helm install --dry-run traefik traefik/traefik', 'helm upgrade --install docc ./chart/docc', 'echo helm install traefik traefik/traefik'])('is not released by %s', async (command) => {
    expect(await foreignOf({ 'up.sh': `${command}\n` })).toBeUndefined();
  });
});

describe.skipIf(!hasHelm)('a chart of the submission (needs Helm)', () => {
  const chart = chartFiles('chart/docc');

  it.each([
    ['app.tf', 'resource "helm_release" "docc" {\n  name = "docc"\n  chart = "./chart/docc"\n  postrender = { binary_path = "./patch.sh" }\n}\n'],
    ['app.tf', 'resource "helm_release" "docc" {\n  name = "docc"\n  chart = "./chart/docc"\n  postrender {\n    binary_path = "./patch.sh"\n  }\n}\n'],
    ['up.sh', 'helm upgrade --install docc chart/docc --post-renderer ./patch.sh\n'],
    ['helmfile.yaml', 'releases: [{name: docc, chart: ./chart/docc, strategicMergePatches: [{kind: ConfigMap}]}]\n'],
    ['flux.yaml', 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: docc, namespace: docc}\nspec:\n  chart: {spec: {chart: ./chart/docc, sourceRef: {kind: GitRepository, name: repo}}}\n  postRenderers: [{kustomize: {patches: []}}]\n'],
  ])('whose output is changed by who releases it (%s) is not judged by it: %s', async (path, text) => {
    expect(await releasesOf({ ...chart, [path]: text })).toMatchObject([{ outcome: { kind: 'skipped' } }]);
  });

  it('is released by a kustomization', async () => {
    const kustomization = 'kind: Kustomization\nnamespace: docc\nhelmGlobals: {chartHome: ../chart}\nhelmCharts:\n  - {name: docc, releaseName: app, valuesInline: {host: own.example}}\n';
    expect(await releasesOf({ ...chart, 'deploy/kustomization.yaml': kustomization })).toMatchObject([
      { chart: 'chart/docc', name: 'app', namespace: 'docc', by: { kind: 'command', command: 'kustomize build --enable-helm', at: { path: 'deploy/kustomization.yaml', line: 5 } }, outcome: { kind: 'rendered' } },
    ]);
  });
});
