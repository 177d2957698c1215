import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { kustomizePort } from '../../tools/kustomize.ts';
import { deployment, factsOf, type Files, objectIn } from './manifests.fixture.ts';

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;

const base: Files = {
  'k8s/base/kustomization.yaml': 'resources:\n  - app.yaml\n',
  'k8s/base/app.yaml': deployment,
};
const overlay = (name: string, more = ''): Files => ({ [`k8s/overlays/${name}/kustomization.yaml`]: `resources:\n  - ../../base\nnamespace: docc-${name}\n${more}` });

describe.skipIf(!hasKubectl)('kustomizations (need kubectl)', () => {
  it('that no other takes in are built, one for each environment', async () => {
    const { origins, objects, problems, unrendered } = await factsOf({
      ...base,
      ...overlay('staging'),
      ...overlay('production', 'replicas: [{name: docc, count: 3}]\nimages: [{name: domain/docc-sample, newTag: 1.3.0}]\n'),
      '.github/workflows/deploy.yml': 'on: push\njobs:\n  deploy:\n    steps:\n      - run: kubectl apply -k k8s/overlays/production\n',
    });
    expect(origins).toEqual([
      { kind: 'kustomize', path: 'k8s/overlays/production', environment: 'production', because: 'kubectl apply -k k8s/overlays/production, in .github/workflows/deploy.yml' },
      { kind: 'kustomize', path: 'k8s/overlays/staging', environment: 'staging', because: 'no other kustomization takes it in, and nothing says who applies it' },
    ]);
    expect({ problems, unrendered }).toEqual({ problems: [], unrendered: [] });
    expect(objects.map(({ path, landing }) => [path, landing])).toEqual([
      ['k8s/base/app.yaml', { kind: 'namespace', name: 'docc-production', by: 'kustomize', at: { path: 'k8s/overlays/production/kustomization.yaml', line: 3 } }],
      ['k8s/base/app.yaml', { kind: 'namespace', name: 'docc-staging', by: 'kustomize', at: { path: 'k8s/overlays/staging/kustomization.yaml', line: 3 } }],
    ]);
  });

  it('that a controller patches are not judged by what they make', async () => {
    const flux = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: docc}\nspec: {path: ./k8s/base, patches: [{patch: "- {op: remove, path: /spec}"}]}\n';
    const { origins, unrendered } = await factsOf({ ...base, 'flux.yaml': flux });
    expect(origins).toEqual([{ kind: 'files' }]);
    expect(unrendered).toEqual([{ path: 'k8s/base/kustomization.yaml', because: 'Flux Kustomization docc patches what it makes' }]);
  });

  it('give lines where a member is what it was', async () => {
    const { objects } = await factsOf({ ...base, ...overlay('a', 'images: [{name: domain/docc-sample, newTag: 1.3.0}]\n') });
    expect(objects[0]).toMatchObject({ line: 1, body: { metadata: { name: 'docc', namespace: 'docc-a' } } });
    // apiVersion, kind, metadata, its name, its namespace, spec, … the image that was changed
    expect(objects[0]?.lines?.slice(0, 6)).toEqual([1, 2, 3, 4, 0, 5]);
    expect(objects[0]?.lines).toContain(19);
    expect(objects[0]?.lines).not.toContain(16);
    expect(JSON.stringify(objects[0]?.body)).not.toContain('config.kubernetes.io/origin');
  });

  it('take components in, and make what generators make', async () => {
    const facts = await factsOf({
      'app/kustomization.yaml': 'resources: [app.yaml]\ncomponents: [../settings]\n',
      'app/app.yaml': deployment,
      'settings/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nconfigMapGenerator:\n  - name: settings\n    files: [settings.env]\n',
      'settings/settings.env': 'A=1\n',
    });
    expect(facts.origins).toMatchObject([{ path: 'app' }]);
    expect(objectIn(facts, 'ConfigMap')).toMatchObject({ path: 'settings/kustomization.yaml', body: { data: { 'settings.env': 'A=1\n' } } });
  });

  it('have what is remote taken out and told of', async () => {
    const { objects, unrendered } = await factsOf({
      ...base,
      'k8s/base/kustomization.yaml': 'resources:\n  - app.yaml\n  - https://example.org/crds.yaml\n  - github.com/example/base?ref=v1\nhelmCharts: [{name: redis}]\n',
    });
    expect(objects).toHaveLength(1);
    expect(unrendered.map(({ because }) => because)).toEqual(['https://example.org/crds.yaml', 'github.com/example/base?ref=v1', 'the Helm chart redis'].map((each) => `${each} is not in the submission, and nothing is fetched`));
  });

  it('that Kustomize refuses are told of, and the others are built', async () => {
    const { objects, problems, unrendered } = await factsOf({ ...base, 'other/kustomization.yaml': 'resources: [missing.yaml]\n' });
    expect(objects).toHaveLength(1);
    expect(problems).toEqual([{ path: 'other/kustomization.yaml', message: expect.stringContaining('missing.yaml'), fix: 'Correct that, until kubectl kustomize other ends without an error.' }]);
    expect(unrendered).toEqual([{ path: 'other/kustomization.yaml', because: 'Kustomize refuses it' }]);
  });

  it('that take each other in are told of, and the others are built', async () => {
    const { objects, problems } = await factsOf({ ...base, 'one/kustomization.yaml': 'resources: [../two]\n', 'two/kustomization.yaml': 'resources: [../one]\n' });
    expect(objects).toHaveLength(1);
    expect(problems).toEqual([{ path: 'one/kustomization.yaml', message: 'Kustomize refuses it: cycle detected, in one, two', fix: expect.stringContaining('kubectl kustomize one') }]);
  });

  it('that hold a broken file name it and its line', async () => {
    const { problems } = await factsOf({ ...base, 'k8s/base/app.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n\tname: a\n' });
    expect(problems.map(({ path, line }) => ({ path, line }))).toContainEqual({ path: 'k8s/base/app.yaml', line: 4 });
  });

  it('leave a file beside them that they do not list', async () => {
    const { objects, unrendered } = await factsOf({ ...base, 'k8s/base/policy.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n' });
    expect(objects.map(({ kind }) => kind)).toEqual(['Deployment']);
    expect(unrendered).toEqual([{ path: 'k8s/base/policy.yaml', because: 'the kustomization beside it does not list it, so nothing applies it' }]);
  });

  it.each([
    ['itself', 'resources: [.]\n'],
    ['its parents', 'resources: [../../..]\n'],
    ['the machine', 'resources: [/etc/passwd]\nconfigMapGenerator: [{name: a, files: [/etc/hostname]}]\n'],
    ['a function that runs', 'transformers: [t.yaml]\n'],
    ['a text where a list should be', 'resources: app.yaml\n'],
    ['nothing', ''],
  ])('can not reach %s', async (_, text) => {
    const { objects, problems } = await factsOf({ 'a/b/kustomization.yaml': text, 'a/b/t.yaml': 'apiVersion: v1\nkind: T\nmetadata: {name: t, annotations: {config.kubernetes.io/function: "exec: {path: /bin/true}"}}\n' });
    expect(objects).toEqual([]);
    expect(problems.length).toBeLessThan(3);
  });
});

it('without kubectl are what could not be rendered', async () => {
  const nowhere = kustomizePort({ PATH: '' }, new AbortController().signal);
  const { objects, unrendered } = await factsOf(base, { kustomize: nowhere });
  expect(objects).toEqual([]);
  expect(unrendered).toEqual([{ path: 'k8s/base/kustomization.yaml', because: expect.stringMatching(/^this machine has no kubectl .*Install kubectl/) }]);
});
