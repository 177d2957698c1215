import { describe, expect, it } from 'vitest';
import { asText, valueIn } from '../../terraform/value.ts';
import { bodyOf } from '../../manifests/body.ts';
import { canonical } from '../../evidence/canonical.ts';
import { limits } from '../../evidence/limits.ts';
import { deployment, factsOf, objectIn, rendering } from './manifests.fixture.ts';

const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: docc}\nspec: {ports: [{port: 80}]}\n';
const pathsOf = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => (await factsOf(files)).objects.map(({ kind, path, line }) => `${kind} ${path}:${line}`);

describe('plain files', () => {
  it('are those with Kubernetes objects', async () => {
    expect(
      await pathsOf({
        'k8s/app.yaml': `# the app\n---\n${deployment}---\n${service}`,
        'k8s/app.json': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }),
        'compose.yaml': 'services: {app: {image: a}}\n',
        'values.yaml': 'image: {tag: 1.2.0}\n',
        'kind.yaml': 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n',
        'kubeconfig.yaml': 'apiVersion: v1\nkind: Config\nclusters: []\n',
        '.github/workflows/a.yml': service,
        'chart/templates/a.yaml': service,
        'notes.md': service,
      }).then((paths) => paths.filter((path) => !path.includes('chart/'))),
    ).toEqual(['ConfigMap k8s/app.json:1', 'Deployment k8s/app.yaml:3', 'Service k8s/app.yaml:23']);
  });

  it('have the line of each member, for those who read bodies', async () => {
    const facts = await factsOf({ 'app.yaml': deployment.replace(':1.2.0', ':${TAG}') });
    const body = bodyOf(facts, objectIn(facts, 'Deployment'));
    expect(valueIn(body, 'spec', 'template', 'spec', 'containers', 0, 'ports', 0, 'containerPort')).toMatchObject({ known: 8080, path: 'app.yaml', line: 19 });
    const image = valueIn(body, 'spec', 'template', 'spec', 'containers', 0, 'image');
    expect(asText(image).kind).toBe('unknown');
    expect(image).toMatchObject({ line: 16, shape: { parts: [{ known: 'domain/docc-sample:' }, { unknown: true, refs: [{ to: '${TAG}' }] }] } });
  });

  it('take lists apart', async () => {
    expect(await pathsOf({ 'a.yaml': `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: {generateName: a-}\n    spec: {ports: [{port: 80}]}\n  - apiVersion: v1\n    kind: Namespace\n    metadata: {name: b}\n` })).toEqual(['Service a.yaml:4', 'Namespace a.yaml:8']);
  });

  it('that are broken are told of, and the others are read', async () => {
    const { objects, problems } = await factsOf({
      'bad.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n\tname: a\n',
      'no-object.yaml': `${service}---\n- a\n---\nkind: Service\n`,
      'other.yaml': 'a:\n\tb\n',
      'twice.yaml': 'apiVersion: v1\nkind: Namespace\nkind: Service\nmetadata: {name: a}\n',
      'good.yaml': service,
    });
    expect(problems.map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([
      'bad.yaml:4 it can\'t be read as YAML: Tabs are not allowed as indentation',
      'no-object.yaml:6 a document is a list, not an object',
      'no-object.yaml:8 an object without apiVersion (it has kind)',
      'no-object.yaml:1 Service docc is already in good.yaml:1: one overwrites the other',
      'twice.yaml:3 kind is given twice in one place',
    ].toSorted());
    expect(objects).toHaveLength(3);
  });

  it('of several environments may name the same', async () => {
    expect((await factsOf({ 'staging/a.yaml': service, 'production/a.yaml': service })).problems).toEqual([]);
  });

  it('that are templates are not taken for what they make', async () => {
    const { objects, unrendered } = await factsOf({ 'a.yaml': `{{ if .x }}\n${service}{{ end }}\n`, 'b.yaml': service.replace('name: docc', 'name: {{ name }}') });
    expect(unrendered).toEqual([{ path: 'a.yaml', because: 'is a template that nothing in the submission renders' }]);
    expect(objects.map(({ name }) => name)).toEqual(['docc-unknown-0x']);
  });

  it('may hold templates of others', async () => {
    const rule = 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec: {groups: [{name: a, rules: [{alert: A, expr: up, annotations: {summary: "{{ if $value }}x{{ end }}"}}]}]}\n';
    const { objects, unknowns } = await factsOf({ 'a.yaml': `${rule}---\n${service.replace('name: docc', 'name: "a-{{ name }}"')}` });
    expect(objects.map(({ kind, name, validity }) => [kind, name, validity.kind])).toEqual([['PrometheusRule', 'a', 'valid'], ['Service', 'a-docc-unknown-0x', 'valid']]);
    expect(unknowns).toEqual([{ of: ['{{ name }}'], at: { path: 'a.yaml', line: 8 } }]);
  });

  it('that show how it is done count where there is nothing else', async () => {
    expect(await pathsOf({ 'docs/a.yaml': service })).toEqual(['Service docs/a.yaml:1']);
    expect(await pathsOf({ 'docs/a.yaml': service, 'b.yaml': deployment })).toEqual(['Deployment b.yaml:1']);
  });

  it('hold no marks of their own', async () => {
    const { objects, unknowns } = await factsOf({ 'a.yaml': service.replace('docc', 'docc-unknown-0x') });
    expect(objects[0]?.name).toBe('docc-unknown_0x');
    expect(unknowns).toEqual([]);
  });
});

describe('landing', () => {
  const landing = async (files: Readonly<Record<string, string>>, kind = 'Service') => objectIn(await factsOf(files), kind).landing;

  it('is where an object says', async () => {
    expect(await landing({ 'a.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  namespace: docc\n' })).toEqual({ kind: 'namespace', name: 'docc', by: 'metadata', at: { path: 'a.yaml', line: 5 } });
    expect(await landing({ 'a.yaml': service })).toEqual({ kind: 'unsaid' });
    expect(await landing({ 'a.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n' }, 'Namespace')).toEqual({ kind: 'cluster' });
  });

  it('is where a command puts it', async () => {
    expect(await landing({ 'k8s/a.yaml': service, Makefile: 'deploy:\n\tkubectl apply \\\n\t  -f k8s/ --namespace=docc\n' })).toEqual({ kind: 'namespace', name: 'docc', by: 'command', at: { path: 'Makefile', line: 2 } });
  });

  it('is where an application puts it', async () => {
    const application = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: docc, namespace: argocd}\nspec:\n  project: default\n  source: {repoURL: "https://example.org", path: k8s}\n  destination: {namespace: docc}\n';
    expect(await landing({ 'k8s/a.yaml': service, 'argo.yaml': application })).toEqual({ kind: 'namespace', name: 'docc', by: 'gitops', at: { path: 'argo.yaml', line: 1 } });
  });

  it('is where a release goes', async () => {
    const by = { kind: 'terraform', root: '.', address: 'helm_release.docc', at: { path: 'main.tf', line: 3 } } as const;
    const facts = await factsOf({}, { charts: rendering([{ path: 'chart/templates/service.yaml', text: service }], { namespace: 'docc', by }) });
    expect(objectIn(facts, 'Service').landing).toEqual({ kind: 'namespace', name: 'docc', by: 'release', at: { path: 'main.tf', line: 3 } });
    expect(facts.origins).toEqual([{ kind: 'chart', path: 'chart', release: 0 }]);
  });
});

describe('charts', () => {
  it('give objects the lines of their templates, as far as these are certain', async () => {
    const { objects } = await factsOf({}, { charts: rendering([{ path: 'chart/templates/a.yaml', text: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n', lines: [3, 4, 0, 6, 0] }]) });
    expect(objects[0]).toMatchObject({ path: 'chart/templates/a.yaml', line: 3, lines: [3, 4, 0, 6] });
  });

  it('whose output is no YAML, or no object, are told of', async () => {
    const { objects, problems } = await factsOf({}, { charts: rendering([{ path: 'chart/templates/a.yaml', text: 'a: b: c\n' }, { path: 'chart/templates/b.yaml', text: 'x: 1\n' }, { path: 'chart/templates/c.yaml', text: service }]) });
    expect(objects).toHaveLength(1);
    expect(problems.map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([
      expect.stringMatching(/^chart\/templates\/a\.yaml:1 what the template makes of it: /),
      'chart/templates/b.yaml:1 the template makes a document that is no Kubernetes object',
    ]);
  });

  it('have hooks', async () => {
    const { objects } = await factsOf({}, { charts: rendering([{ path: 'chart/templates/a.yaml', text: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a, annotations: {helm.sh/hook: pre-install}}\n' }]) });
    expect(objects[0]?.hook).toBe('pre-install');
  });
});

describe('hostile input', () => {
  const lines = Array.from({ length: 1_000 }, (_, line) => `  key${line}: "${'x'.repeat(20)}"`).join('\n');
  const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n${lines}\n`;

  it('of 200 manifests of 1,000 lines is recorded as far as there is room, and the app whole', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k8s/${index}.yaml`, configMap(`a${index}`)]));
    const facts = await factsOf({ ...many, 'app.yaml': deployment });
    expect(facts.objects).toHaveLength(201);
    expect(objectIn(facts, 'Deployment').body).toBeDefined();
    expect(facts.objects.some(({ body }) => body === undefined)).toBe(true);
    expect(facts.unrendered[0]?.because).toMatch(/was left out/);
    expect(Buffer.byteLength(canonical(facts))).toBeLessThan(limits.section);
  }, 60_000);

  it.each([
    ['an object that nests too deeply', `${service.replace('spec:', 'x:')}y: ${'['.repeat(80)}${']'.repeat(80)}\n`],
    ['a name that reaches a prototype', `${service}__proto__: {a: 1}\nconstructor: {b: 2}\n`],
    ['half of a surrogate pair', service.replace('name: docc', 'name: "\\ud800"')],
    ['numbers that JSON has not', `${service}x: .nan\ny: -.inf\n`],
    ['a List of itself', 'apiVersion: v1\nkind: List\nitems: &a [*a, {apiVersion: v1, kind: List, items: *a}]\n'],
    ['texts where there should be objects', 'apiVersion: v1\nkind: Service\nmetadata: a\nspec: [1]\n'],
    ['long texts', `${service}x: ${'y'.repeat(100_000)}\n`],
    ['a definition that defines itself', 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec: {group: a.b, scope: 1, names: {kind: A}, versions: [{name: v1, schema: {openAPIV3Schema: &s {type: object, properties: {x: *s, y: 1}, required: 3}}}]}\n---\napiVersion: a.b/v1\nkind: A\nmetadata: {name: a}\nx: {x: {}}\n'],
  ])('is borne: %s', async (_, text) => {
    const facts = await factsOf({ 'a.yaml': text });
    expect(canonical(facts)).toBeTypeOf('string');
  });
});
