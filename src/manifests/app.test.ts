import { describe, expect, it } from 'vitest';
import type { ManifestOrigin } from '../collect/manifests/section.ts';
import type { Settings } from '../grade/settings.ts';
import { type App, apps } from './app.ts';
import { factsOf } from './manifests.fixture.ts';
import { titleOf } from './objects.ts';
import { targetOf } from './services.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };

const deployment = (name: string, image: string, labels = `{ app: ${name} }`): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: docc }
spec:
  template:
    metadata: { labels: ${labels} }
    spec:
      containers:
        - name: server
          image: ${image}
          ports: [{ name: http, containerPort: 8080 }]
`;
const service = (name: string, selector = `{ app: ${name} }`, namespace = 'docc'): string => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: ${namespace} }
spec: { selector: ${selector}, ports: [{ name: web, port: 80, targetPort: http }] }
`;
const ingress = (backend: string, host = 'service.docc.domain.io'): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: in, namespace: docc }
spec: { rules: [{ host: ${host}, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${backend}, port: { name: web } } } }] } }] }
`;

const found = (files: Readonly<Record<string, string>>, origins: Readonly<Record<string, ManifestOrigin>> = {}): readonly App[] => apps(factsOf(files, origins), settings);
const titles = (all: readonly App[]): readonly string[] => all.map(({ title }) => title);

describe('the app', () => {
  it('is what runs the image, with the Service and the route that lead to it', () => {
    const [app] = found({ 'a.yaml': deployment('docc', 'ghcr.io/me/docc-sample:1'), 'b.yaml': deployment('other', 'nginx:1'), 's.yaml': service('docc'), 'i.yaml': ingress('docc') });
    expect(app).toMatchObject({ title: 'Deployment docc', runsImage: 'yes', servers: [{ name: 'server' }] });
    expect(app?.services.map(({ service: { manifest }, leads }) => [titleOf(manifest), leads])).toEqual([['Service docc', 'yes']]);
    expect(app?.routes.map(({ route }) => titleOf(route.manifest))).toEqual(['Ingress in']);
  });

  it('is the one that the route leads to, where several run the image', () => {
    const files = { 'a.yaml': deployment('first', 'docc-sample:1'), 'b.yaml': deployment('second', 'docc-sample:1'), 's.yaml': service('second'), 't.yaml': service('first'), 'i.yaml': ingress('second') };
    expect(titles(found(files))).toEqual(['Deployment second']);
  });

  it('is each of those that share the traffic', () => {
    const files = { 'a.yaml': deployment('blue', 'docc-sample:1', '{ app: docc }'), 'b.yaml': deployment('green', 'docc-sample:1', '{ app: docc }'), 's.yaml': service('docc') };
    expect(titles(found(files))).toEqual(['Deployment blue', 'Deployment green']);
  });

  it('may be what runs an image that files don’t tell', () => {
    expect(found({ 'a.yaml': deployment('docc', '<var.image>') })).toMatchObject([{ runsImage: 'maybe' }]);
  });

  it('is nothing that runs something else, nor a Job', () => {
    expect(found({ 'a.yaml': deployment('docc', 'nginx:1') })).toEqual([]);
    expect(found({ 'a.yaml': 'apiVersion: batch/v1\nkind: Job\nmetadata: { name: a }\nspec: { template: { spec: { containers: [{ name: a, image: docc-sample }] } } }' })).toEqual([]);
  });

  it('has no Service of another namespace, nor a route for another host', () => {
    const [app] = found({ 'a.yaml': deployment('docc', 'docc-sample'), 's.yaml': service('docc', '{ app: docc }', 'elsewhere'), 'i.yaml': ingress('docc', 'other.domain.io') });
    expect(app).toMatchObject({ services: [], routes: [] });
  });

  it('is one in each environment, each with what is deployed along with it', () => {
    const overlay = (environment: string): ManifestOrigin => ({ kind: 'kustomize', path: environment, environment, because: 'nobody' });
    const files = { 'a.yaml': deployment('docc', 'docc-sample'), 'b.yaml': deployment('docc', 'docc-sample'), 's.yaml': service('docc'), 't.yaml': service('docc') };
    const all = found(files, { 'a.yaml': overlay('staging'), 's.yaml': overlay('staging'), 'b.yaml': overlay('production'), 't.yaml': overlay('production') });
    expect(titles(all)).toEqual(['Deployment docc of staging', 'Deployment docc of production']);
    expect(all.map(({ services }) => services.map(({ service: { manifest } }) => manifest.object.path))).toEqual([['s.yaml'], ['t.yaml']]);
  });

  it.each([
    ['its own name, where another has the one that is asked for', ['docc.staging.io', 'service.docc.domain.io'], ['docc.staging.io', 'service.docc.domain.io'], [1, 1]],
    ['the name that is asked for, where none has it', ['docc.staging.io', 'docc.production.io'], ['service.docc.domain.io', 'service.docc.domain.io'], [0, 0]],
    ['the name that is asked for, where it has no route', [undefined, 'service.docc.domain.io'], ['service.docc.domain.io', 'service.docc.domain.io'], [0, 1]],
  ])('is in each environment reached by %s', (_, named, hosts, counts) => {
    const all = ['staging', 'production'].map((environment, index) => ({ environment, host: named[index] }));
    const files = all.flatMap(({ environment, host }) => [
      { environment, path: `${environment}/app.yaml`, text: deployment('docc', 'docc-sample') },
      { environment, path: `${environment}/service.yaml`, text: service('docc') },
      ...(host === undefined ? [] : [{ environment, path: `${environment}/ingress.yaml`, text: ingress('docc', host) }]),
    ]);
    const origins = files.map(({ environment, path }): [string, ManifestOrigin] => [path, { kind: 'kustomize', path: environment, environment, because: 'nobody' }]);
    const found = apps(factsOf(Object.fromEntries(files.map(({ path, text }) => [path, text])), Object.fromEntries(origins)), settings);
    expect(found.map(({ host }) => host)).toEqual(hosts);
    expect(found.map(({ routes }) => routes.length)).toEqual(counts);
  });
});

describe('a target', () => {
  const [app] = found({ 'a.yaml': deployment('docc', 'docc-sample') });
  it.each([
    ['http', { kind: 'container', port: 8080 }],
    [8080, { kind: 'container', port: 8080 }],
    ['web', { kind: 'nowhere', name: 'web' }],
    [80, { kind: 'undeclared', port: 80 }],
  ])('%s is looked up in the pods', (target, where) => {
    if (app === undefined) throw new Error('no app');
    expect(targetOf({ known: target }, app.workload)).toMatchObject(where);
  });
});
