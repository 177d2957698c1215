import { describe, expect, it } from 'vitest';
import { chartFiles, documentsOf, factsOf, type Files, hasHelm, releasesOf, renderingOf } from './chart.fixture.ts';
import type { Release } from './section.ts';

const chart = chartFiles('chart/docc');

/** The data of the chart's ConfigMap, release by release. */
async function told(files: Files): Promise<readonly Readonly<Record<string, string>>[]> {
  const rendering = await renderingOf(files);
  return documentsOf(rendering).map(({ text }) => Object.fromEntries([...text.matchAll(/^ {2}(\w+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value])));
}

const brief = ({ name, namespace, createsNamespace, by, outcome }: Release) => ({ name, namespace, createsNamespace, by: by.kind, outcome: outcome.kind === 'rendered' ? outcome.unknowns : outcome });

describe.skipIf(!hasHelm)('who releases a chart (needs Helm)', () => {
  it('is nobody: then it is rendered with its defaults under its own name', async () => {
    expect(await releasesOf(chart)).toEqual([
      { chart: 'chart/docc', name: 'docc-sample', createsNamespace: false, by: { kind: 'found' }, valueFiles: [], outcome: { kind: 'rendered', objects: 1, tests: 0, unknowns: 'none' } },
    ]);
  });

  it('is Terraform, with values, settings and marks for what it does not tell', async () => {
    const files = {
      ...chart,
      'infra/main.tf': `variable "tag" {}
resource "helm_release" "docc" {
  name             = "docc"
  namespace        = "apps"
  create_namespace = true
  chart            = "\${path.module}/../chart/docc"
  values           = [yamlencode({ host = "a.example", image = { tag = "v\${var.tag}" } })]
  set {
    name  = "list"
    value = "{x,2}"
  }
}
`,
    };
    const rendering = await renderingOf(files);
    expect(factsOf(rendering).releases).toMatchObject([
      { name: 'docc', namespace: 'apps', createsNamespace: true, by: { kind: 'terraform', root: 'infra', address: 'helm_release.docc', at: { path: 'infra/main.tf', line: 2 } }, outcome: { unknowns: 'marked' } },
    ]);
    expect(rendering.unknowns).toEqual([{ of: ['var.tag'], at: { path: 'infra/main.tf', line: 7 } }]);
    expect(await told(files)).toEqual([{ name: 'docc', namespace: 'apps', host: 'a.example', tag: 'vdocc-unknown-0x', list: '["x",2]', enabled: 'false' }]);
  });

  it.each([
    ['another chart', 'chart = "traefik"\n  repository = "https://traefik.github.io/charts"'],
    ['a release that is switched off', 'count = 0\n  chart = "../chart/docc"'],
  ])('is not Terraform where it releases %s', async (_, said) => {
    const [release] = await releasesOf({ ...chart, 'infra/main.tf': `resource "helm_release" "x" {\n  name = "x"\n  ${said}\n}\n` });
    expect(release?.by).toEqual({ kind: 'found' });
  });

  it('is an Argo CD application, with all its ways to give values', async () => {
    const files = {
      ...chart,
      'chart/docc/values-prod.yaml': 'host: file.example\nlist: [file]\nimage: {tag: file}\n',
      'env/prod.yaml': 'enabled: true\n',
      'argo/app.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: docc}
spec:
  destination: {namespace: docc}
  sources:
    - repoURL: https://git.example/docc
      path: chart/docc
      helm:
        valueFiles: [values-prod.yaml, $here/env/prod.yaml]
        values: "host: text.example"
        valuesObject: {list: [object]}
        parameters: [{name: image.tag, value: "1.2.0", forceString: true}]
    - {repoURL: https://git.example/docc, ref: here}
  syncPolicy: {syncOptions: [CreateNamespace=true]}
`,
    };
    const [release] = await releasesOf(files);
    expect(release).toMatchObject({ name: 'docc', namespace: 'docc', createsNamespace: true, by: { kind: 'argo', name: 'docc', at: { path: 'argo/app.yaml', line: 1 } } });
    expect(release?.valueFiles).toEqual(['chart/docc/values-prod.yaml', 'env/prod.yaml']);
    expect(await told(files)).toEqual([{ name: 'docc', namespace: 'docc', host: 'text.example', tag: '1.2.0', list: '["object"]', enabled: 'true' }]);
  });

  it('is an Argo CD application set, by a list or by folders', async () => {
    const set = (generators: string, name: string, path: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all}\nspec:\n  generators: ${generators}\n  template:\n    metadata: {name: '${name}'}\n    spec:\n      destination: {namespace: '${name}'}\n      source: {path: '${path}', helm: {valuesObject: {host: '${name}.example'}}}\n`;
    const byList = set('[{list: {elements: [{env: staging}, {env: prod}]}}]', 'docc-{{env}}', 'chart/docc');
    expect((await told({ ...chart, 'set.yaml': byList })).map(({ namespace, host }) => [namespace, host])).toEqual([
      ['docc-staging', 'docc-staging.example'],
      ['docc-prod', 'docc-prod.example'],
    ]);
    const byFolders = set('[{git: {directories: [{path: chart/*}]}}]', '{{.path.basename}}', '{{.path.path}}');
    expect((await told({ ...chart, 'set.yaml': byFolders })).map(({ namespace }) => namespace)).toEqual(['docc']);
    const byClusters = set('[{clusters: {}}]', '{{name}}-docc', 'chart/docc');
    expect((await releasesOf({ ...chart, 'set.yaml': byClusters })).map(brief)).toMatchObject([{ name: 'docc-unknown-0x-docc', outcome: 'marked' }]);
  });

  it('is a Flux HelmRelease, with what is filled in after building', async () => {
    const files = {
      ...chart,
      'flux/release.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: docc, namespace: flux-system}
spec:
  targetNamespace: docc
  install: {createNamespace: true}
  chart: {spec: {chart: ./chart/docc, sourceRef: {kind: GitRepository, name: repo}}}
  values: {host: "\${host}", image: {tag: "\${tag:=7}"}}
`,
      'flux/apps.yaml': 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: ./flux, postBuild: {substitute: {host: flux.example}}}\n',
    };
    expect((await releasesOf(files)).map(brief)).toEqual([{ name: 'docc-docc', namespace: 'docc', createsNamespace: true, by: 'flux', outcome: 'none' }]);
    expect(await told(files)).toMatchObject([{ host: 'flux.example', tag: '7' }]);
    const suspended = { ...files, 'flux/release.yaml': files['flux/release.yaml'].replace('spec:\n', 'spec:\n  suspend: true\n') };
    expect((await releasesOf(suspended)).map(brief)).toMatchObject([{ outcome: { kind: 'skipped', because: 'it is suspended' } }]);
  });

  it('is an application in Terraform', async () => {
    const manifest = 'manifest = { apiVersion = "argoproj.io/v1alpha1", kind = "Application", metadata = { name = "docc" }, spec = { source = { path = "chart/docc" }, destination = { namespace = "docc" } } }';
    const [release] = await releasesOf({ ...chart, 'main.tf': `resource "kubernetes_manifest" "docc" {\n  ${manifest}\n}\n` });
    expect(release).toMatchObject({ name: 'docc', namespace: 'docc', by: { kind: 'argo', at: { path: 'main.tf', line: 1 } } });
  });

  it('is an application that another chart renders, but none that that one renders', async () => {
    const application = (name: string, path: string): string => `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: ${name}}\nspec: {source: {path: ${path}}, destination: {namespace: ${name}}}\n`;
    const files = {
      ...chart,
      ...chartFiles('apps', { 'Chart.yaml': 'apiVersion: v2\nname: apps\nversion: 0.1.0\n', 'templates/configmap.yaml': `# all of them\n${application('docc', 'chart/docc')}` }),
    };
    expect((await releasesOf(files)).map(({ chart: of, by }) => [of, by])).toEqual([
      ['apps', { kind: 'found' }],
      ['chart/docc', { kind: 'argo', name: 'docc', at: { path: 'apps/templates/configmap.yaml', line: 2 } }],
    ]);
  });

  it.each<readonly [string, Files, object]>([
    [
      'a workflow',
      { '.github/workflows/deploy.yml': 'on: push\nenv: {NS: docc}\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          helm upgrade --install docc ./chart/docc \\\n            -n "$NS" --create-namespace --set image.tag=${{ github.sha }} -f env/prod.yaml\n' },
      { namespace: 'docc', createsNamespace: true, outcome: 'marked' },
    ],
    [
      'a Makefile',
      { Makefile: 'RELEASE ?= docc\nCHART := chart/docc\n\ndeploy:\n\t@helm upgrade --install $(RELEASE) $(CHART) --namespace=apps --set-string image.tag=$(TAG)\n' },
      { namespace: 'apps', outcome: 'marked' },
    ],
    ['a justfile', { justfile: 'ns := "docc"\n\ndeploy:\n    helm install docc chart/docc -n {{ns}}\n' }, { namespace: 'docc', outcome: 'none' }],
    ['a Taskfile', { 'Taskfile.yml': "version: '3'\nvars: {NS: docc}\ntasks:\n  deploy:\n    dir: chart\n    cmds:\n      - helm upgrade -i docc ./docc -n {{.NS}}\n" }, { namespace: 'docc', outcome: 'none' }],
    ['a script', { 'scripts/deploy.sh': '#!/bin/sh\nNS=${1:-docc}\ncd "$(dirname "$0")/.."\nhelm template docc chart/docc -n docc | kubectl apply -f -\n' }, { namespace: 'docc', outcome: 'none' }],
    ['helmfile', { 'helmfile.yaml': 'releases:\n  - name: docc\n    namespace: docc\n    chart: ./chart/docc\n    values: [{host: hf.example}, env/prod.yaml]\n    set: [{name: image.tag, value: "{{ requiredEnv `TAG` }}"}]\n' }, { namespace: 'docc', createsNamespace: true, outcome: 'marked' }],
    ['Skaffold', { 'skaffold.yaml': 'apiVersion: skaffold/v4beta11\nkind: Config\ndeploy: {helm: {releases: [{name: docc, chartPath: chart/docc, namespace: docc, valuesFiles: [env/prod.yaml]}]}}\n' }, { namespace: 'docc', outcome: 'none' }],
  ])('is %s', async (_, files, expected) => {
    const releases = await releasesOf({ ...chart, 'env/prod.yaml': 'enabled: true\n', ...files });
    expect(releases.map(brief)).toMatchObject([{ name: 'docc', by: 'command', ...expected }]);
  });

  it('is no trial in a cluster of its own, where something lasting releases it', async () => {
    const trial = 'on: push\njobs:\n  test:\n    steps:\n      - run: kind create cluster\n      - run: helm install trial chart/docc\n';
    expect((await releasesOf({ ...chart, '.github/workflows/test.yml': trial })).map(({ name }) => name)).toEqual(['trial']);
    const both = { ...chart, '.github/workflows/test.yml': trial, Makefile: 'deploy:\n\thelm upgrade -i docc chart/docc\n' };
    expect((await releasesOf(both)).map(({ name }) => name)).toEqual(['docc']);
  });

  it.each([
    ['said', 'echo "helm install docc chart/docc"'],
    ['a dry run', 'helm install docc chart/docc --dry-run'],
    ['of another chart', 'helm upgrade --install traefik traefik/traefik'],
    ['a rendering for nobody', 'helm template docc chart/docc > out.yaml'],
  ])('is no command that is only %s', async (_, command) => {
    expect((await releasesOf({ ...chart, 'deploy.sh': `${command}\n` })).map(({ by }) => by.kind)).toEqual(['found']);
  });

  it('counts once where two say the same', async () => {
    const command = 'helm upgrade -i docc chart/docc -n docc\n';
    expect(await releasesOf({ ...chart, 'a.sh': command, 'b.sh': command })).toHaveLength(1);
    expect(await releasesOf({ ...chart, 'a.sh': command, 'b.sh': command.replace('-n docc', '-n other') })).toHaveLength(2);
  });
});

describe.skipIf(!hasHelm)('values that no file tells (need Helm)', () => {
  const tfvars = (values: string): Files => ({ 'main.tf': `variable "x" {}\nvariable "y" {}\nresource "helm_release" "docc" {\n  name = "docc"\n  chart = "./chart/docc"\n  values = [yamlencode(${values})]\n}\n` });
  const outcomes = async (files: Files) => (await releasesOf(files)).map(({ outcome }) => outcome);
  const schema = (properties: object): Files => ({ 'chart/docc/values.schema.json': JSON.stringify({ type: 'object', properties }) });

  it('stand as marks where the schema minds nothing but them', async () => {
    const files = { ...chart, ...tfvars('{ host = var.x }'), ...schema({ host: { type: 'string', maxLength: 3 }, list: { type: 'array' } }) };
    expect(await outcomes({ ...files, 'chart/docc/values.yaml': 'host: a\nimage: {tag: "0"}\nlist: [a]\nenabled: false\n' })).toMatchObject([{ kind: 'rendered', unknowns: 'marked' }]);
    expect(await told(files)).toMatchObject([{ host: 'docc-unknown-0x' }]);
  });

  it('hide no mistake of what is known', async () => {
    const files = { ...chart, ...tfvars('{ host = var.x, list = 7 }'), ...schema({ host: { type: 'integer' }, list: { type: 'array' } }) };
    expect(await outcomes(files)).toMatchObject([{ kind: 'broken', problems: expect.arrayContaining([expect.objectContaining({ path: 'main.tf', line: 3, message: 'list: got number, want array' })]) }]);
  });

  it('give way to the defaults where a template refuses their marks', async () => {
    const ranged = { ...chart, 'chart/docc/templates/more.yaml': 'apiVersion: v1\nkind: A\nitems:\n{{- range .Values.list }}\n  - {{ . }}\n{{- end }}\n' };
    expect(await outcomes({ ...ranged, ...tfvars('{ list = var.x, host = var.y }') })).toMatchObject([{ kind: 'rendered', objects: 2, unknowns: 'defaults' }]);
    expect((await told({ ...ranged, ...tfvars('{ list = var.x, host = var.y }') }))[0]).toMatchObject({ host: 'docc-unknown-0x', list: '["a"]' });
  });

  it('are no switch: the default stands', async () => {
    expect(await told({ ...chart, ...tfvars('{ enabled = var.x }') })).toMatchObject([{ enabled: 'false' }]);
    expect(await outcomes({ ...chart, ...tfvars('{ enabled = var.x }') })).toMatchObject([{ unknowns: 'defaults' }]);
  });

  it('leave a release aside that needs them, and break one that would break with any', async () => {
    const needs = { ...chart, 'chart/docc/values.yaml': 'image: {tag: "0"}\n', 'chart/docc/templates/configmap.yaml': 'apiVersion: v1\nkind: A\nhost: {{ required "give a host" .Values.host }}\n' };
    const secret = { 'main.tf': 'variable "x" {}\nresource "helm_release" "docc" {\n  name = "docc"\n  chart = "./chart/docc"\n  values = [var.x]\n}\n' };
    expect(await outcomes({ ...needs, ...secret })).toMatchObject([{ kind: 'skipped', because: expect.stringContaining('give a host') }]);
    const broken = { ...chart, 'chart/docc/templates/configmap.yaml': 'kind: {{ if }}\n' };
    expect(await outcomes({ ...broken, ...tfvars('{ host = var.x }') })).toMatchObject([{ kind: 'broken', problems: [{ path: 'chart/docc/templates/configmap.yaml', line: 1 }] }]);
  });

  it('may be a whole file that is not here', async () => {
    expect(await outcomes({ ...chart, 'a.sh': 'helm upgrade -i docc chart/docc -f prod.yaml\n' })).toEqual([{ kind: 'skipped', because: 'its values file prod.yaml is not in the submission' }]);
    expect(await outcomes({ ...chart, 'a.sh': 'helm upgrade -i docc chart/docc -f "$SECRETS"\n' })).toMatchObject([{ kind: 'rendered', unknowns: 'defaults' }]);
  });

  it('are told with their place where they are no map', async () => {
    const files = { ...chart, 'a.sh': 'helm upgrade -i docc chart/docc -f prod.yaml\n', 'prod.yaml': '# of production\njust words\n' };
    expect(await outcomes(files)).toMatchObject([{ kind: 'broken', problems: [{ path: 'prod.yaml', line: 2, message: 'it is a string, no map of names and values' }] }]);
  });

  it('are never what a candidate writes as a mark', async () => {
    const files = chartFiles('.', { 'values.yaml': 'host: docc-unknown-0x\nimage: {tag: "0"}\nlist: []\nenabled: false\n' });
    expect(await told(files)).toMatchObject([{ host: 'docc-unknown_0x' }]);
  });
});
