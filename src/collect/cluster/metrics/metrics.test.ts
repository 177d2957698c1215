import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { isExposition } from './exposition.ts';
import { scraperOf } from './scraper.ts';
import { targetsOf } from './targets.ts';

const app = (annotations: Readonly<Record<string, string>> = {}, portName = 'http'): KubernetesObject => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app' },
  spec: { template: { metadata: { labels: { app: 'app' }, annotations }, spec: { containers: [{ name: 'server', ports: [{ name: portName, containerPort: 8080 }] }] } } },
});
const service = (annotations: Readonly<Record<string, string>> = {}): KubernetesObject => ({
  apiVersion: 'v1', kind: 'Service', metadata: { name: 'app', labels: { app: 'app' }, annotations }, spec: { selector: { app: 'app' }, ports: [{ name: 'web', port: 80, targetPort: 'http' }] },
});
const monitor = (kind: string, spec: object): KubernetesObject => ({ apiVersion: 'monitoring.coreos.com/v1', kind, metadata: { name: 'app' }, spec });
const targets = (first: KubernetesObject, ...others: readonly KubernetesObject[]) => targetsOf({ objects: [first, ...others], app: first, port: 8080 }).map(({ how, port, path }) => `${how} ${port} ${path}`);
const scrape = { 'prometheus.io/scrape': 'true' };

describe('where a scraper asks', () => {
  it.each<readonly [string, readonly [KubernetesObject, ...KubernetesObject[]], readonly string[]]>([
    ['nothing', [app()], []],
    ['annotations of the pods', [app({ ...scrape, 'prometheus.io/port': '9090', 'prometheus.io/path': '/m' })], ['pod-annotations 9090 /m']],
    ['annotations of the pods without a port', [app(scrape)], ['pod-annotations 8080 /metrics']],
    ["a Service's annotation that names its own port", [app(), service({ ...scrape, 'prometheus.io/port': '80' })], ['service-annotations 8080 /metrics']],
    ['a ServiceMonitor by the name of a port', [app(), service(), monitor('ServiceMonitor', { selector: { matchLabels: { app: 'app' } }, endpoints: [{ port: 'web' }] })], ['monitor 8080 /metrics']],
    ['a ServiceMonitor of another app', [app(), service(), monitor('ServiceMonitor', { selector: { matchLabels: { app: 'other' } }, endpoints: [{ port: 'web' }] })], []],
    ['a PodMonitor', [app(), monitor('PodMonitor', { selector: {}, podMetricsEndpoints: [{ port: 'http', path: '/m' }] })], ['monitor 8080 /m']],
    ['a port named metrics', [app({}, 'metrics')], ['named-port 8080 /metrics']],
    ['a path that would be another host', [app({ ...scrape, 'prometheus.io/path': '@docc.invalid/' })], []],
    ['a path of a monitor that would be another host', [app(), monitor('PodMonitor', { selector: {}, podMetricsEndpoints: [{ port: 'http', path: '@docc.invalid/' }] })], []],
  ])('is told by %s', (_, [first, ...others], wanted) => expect(targets(first, ...others)).toEqual(wanted));
});

describe('who asks', () => {
  const policy = (from: readonly object[]): KubernetesObject => ({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'a' }, spec: { ingress: [{ from }] } });
  const peer = (namespace: string, name: string) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, podSelector: { matchLabels: { app: name } } });

  it('is who the policy lets in beside the controller', () => {
    expect(scraperOf([policy([peer('traefik', 'traefik'), peer('metrics', 'agent')])], new Set(['traefik']))).toEqual({ namespace: 'metrics', labels: { app: 'agent' } });
  });

  it.each([[[peer('traefik', 'traefik')]], [[peer('kube-system', 'a')]], [[peer('../x', 'a')]], [[]]])('is Prometheus where none is named: %j', (from) => {
    expect(scraperOf([policy(from)], new Set(['traefik']))).toEqual({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } });
  });
});

describe("Prometheus' text", () => {
  it.each([
    ['# HELP a b\n# TYPE a counter\na 1\n', true],
    ['a{code="200",path="/x\\"y"} 1.5e3 1700000000\n', true],
    ['a{le="+Inf"} +Inf\na NaN', true],
    ['', false],
    ['# HELP a b\n', false],
    ['{"a": 1}', false],
    ['<html></html>', false],
    ['a 1\nhello there\n', false],
  ])('%j is so: %s', (text, is) => expect(isExposition(text)).toBe(is));
});
