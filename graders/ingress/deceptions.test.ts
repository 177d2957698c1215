import { describe, expect, it } from 'vitest';
import { chart, type ChartFacts, type ForeignRelease } from '../../src/collect/chart/section.ts';
import { terraform } from '../../src/collect/terraform/section.ts';
import type { Judgement } from '../../src/grade/judgement.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { factsOf } from '../../src/manifests/manifests.fixture.ts';
import controllerInstalled from './checks/ingress-controller-installed.ts';
import controllerMaintained from './checks/ingress-controller-maintained.ts';
import controllerPinned from './checks/ingress-controller-pinned.ts';
import classProvided from './checks/route-class-provided.ts';
import routeDeclared from './checks/route-declared.ts';
import redirectsHttp from './checks/route-redirects-http.ts';
import routeTls from './checks/route-tls.ts';

/** Controllers and routes that look right and lead nowhere, and honest ones beside them. */
const app = `apiVersion: apps/v1
kind: Deployment
metadata: { name: docc-sample, namespace: docc }
spec:
  selector: { matchLabels: { app: docc } }
  template:
    metadata: { labels: { app: docc } }
    spec: { containers: [{ name: server, image: "domain/docc-sample:1.2.3", ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: docc-sample, namespace: docc }
spec: { selector: { app: docc }, ports: [{ name: http, port: 80, targetPort: http }] }
`;

const ingress = (annotations: string, tls = '{ hosts: [service.docc.domain.io], secretName: docc-tls }', className = 'traefik'): string => `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: docc-sample, namespace: docc, annotations: { ${annotations} } }
spec:
  ingressClassName: ${className}
  tls: [${tls}]
  rules: [{ host: service.docc.domain.io, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: docc-sample, port: { name: http } } } }] } }]
`;

const traefik = (values = '{}'): string => `---
apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: { name: traefik, namespace: traefik }
spec: { chart: traefik, repo: "https://traefik.github.io/charts", version: 41.3.0, targetNamespace: traefik, valuesContent: '${values}' }
`;

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const checks = { controllerInstalled, controllerMaintained, controllerPinned, classProvided, routeDeclared, redirectsHttp, routeTls };
const nothing = { chart: chart.schema.parse({ charts: [], releases: [], problems: [] }), terraform: terraform.schema.parse({ roots: [], unused: [], files: [], problems: [], problemsBeyond: 0 }) };

const judged = (name: keyof typeof checks, text: string, charts: ChartFacts = nothing.chart): Judgement => checks[name].judge({ ...nothing, chart: charts, manifests: factsOf({ 'app.yaml': app + text }) }, settings, '2026-11-01');

describe('a controller that is told', () => {
  it.each([
    ['controllerInstalled', '{ deployment: { enabled: false } }', 'fail'],
    ['controllerInstalled', '{ deployment: { replicas: 0 } }', 'fail'],
    ['controllerInstalled', '{ deployment: { replicas: 2 } }', 'pass'],
    ['controllerPinned', '{ image: { tag: latest } }', 'fail'],
    ['controllerPinned', '{ image: { tag: v3.7.9 } }', 'pass'],
    ['classProvided', '{ providers: { kubernetesIngress: { enabled: false } } }', 'fail'],
    ['classProvided', '{ providers: { kubernetesIngress: { ingressClass: internal } } }', 'fail'],
    ['classProvided', '{ providers: { kubernetesIngress: { ingressClass: traefik, namespaces: [docc, web] } } }', 'pass'],
    ['classProvided', '{ providers: { kubernetesIngress: { namespaces: [web] } } }', 'fail'],
  ] as const)('%s of %s: %s', (name, values, verdict) => {
    expect(judged(name, ingress('') + traefik(values))).toMatchObject({ verdict });
  });
});

it.each([['example.com/edge', 'fail'], ['traefik.io/ingress-controller', 'pass']])('a class of the controller %s: %s', (controller, verdict) => {
  const made = `---\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: edge }\nspec: { controller: ${controller} }\n`;
  expect(judged('classProvided', ingress('', undefined, 'edge') + made + traefik())).toMatchObject({ verdict });
});

it.each([['kube-system-to-https@kubernetescrd', 'fail'], ['docc-to-https@kubernetescrd', 'pass']])('a middleware named %s: %s', (name, verdict) => {
  const made = '---\napiVersion: traefik.io/v1alpha1\nkind: Middleware\nmetadata: { name: to-https, namespace: docc }\nspec: { redirectScheme: { scheme: https } }\n';
  expect(judged('redirectsHttp', ingress(`traefik.ingress.kubernetes.io/router.middlewares: ${name}`) + made + traefik())).toMatchObject({ verdict });
});

it('without a host cert-manager makes no certificate', () => {
  const issuer = '---\napiVersion: cert-manager.io/v1\nkind: Issuer\nmetadata: { name: acme, namespace: docc }\nspec: { selfSigned: {} }\n';
  const asked = 'cert-manager.io/issuer: acme';
  expect(judged('routeTls', ingress(asked, '{ secretName: docc-tls }') + issuer + traefik())).toMatchObject({ verdict: 'fail' });
  expect(judged('routeTls', ingress(asked) + issuer + traefik())).toMatchObject({ verdict: 'pass' });
  expect(judged('routeTls', ingress(asked) + traefik())).toMatchObject({ verdict: 'unresolved' });
});

describe('a redirect of an AWS load balancer', () => {
  const controller = '---\napiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: { name: lbc, namespace: kube-system }\nspec: { chart: aws-load-balancer-controller, repo: "https://aws.github.io/eks-charts", version: 3.5.0 }\n';
  const ports = `alb.ingress.kubernetes.io/listen-ports: '[{"HTTP": 80}, {"HTTPS": 443}]', alb.ingress.kubernetes.io/certificate-arn: "arn:aws:acm:a"`;
  it.each([
    [`alb.ingress.kubernetes.io/ssl-redirect: '443'`, 'pass'],
    [`alb.ingress.kubernetes.io/ssl-redirect: '80'`, 'fail'],
    [`alb.ingress.kubernetes.io/actions.ssl-redirect: '{"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443","StatusCode":"HTTP_301"}}'`, 'fail'],
  ])('%s: %s', (annotation, verdict) => {
    expect(judged('redirectsHttp', ingress(`${ports}, ${annotation}`, undefined, 'alb') + controller)).toMatchObject({ verdict });
  });
});

describe('between namespaces', () => {
  const istio = '---\napiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: { name: istiod, namespace: istio-system }\nspec: { chart: istiod, repo: "https://istio-release.storage.googleapis.com/charts", version: 1.29.1 }\n';
  const gateway = (allowed: string): string => `---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: edge, namespace: edge }\nspec: { gatewayClassName: istio, listeners: [{ name: https, port: 443, protocol: HTTPS, tls: { certificateRefs: [{ name: docc-tls }] }${allowed} }] }\n`;
  const route = (namespace: string, backend = ''): string => `---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: docc, namespace: ${namespace} }\nspec: { hostnames: [service.docc.domain.io], parentRefs: [{ name: edge, namespace: edge }], rules: [{ backendRefs: [{ name: docc-sample, port: 80${backend} }] }] }\n`;
  const grant = '---\napiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: { name: edge, namespace: docc }\nspec: { from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge }], to: [{ group: "", kind: Service }] }\n';

  it.each([
    ['', 'fail'],
    [', allowedRoutes: { namespaces: { from: All } }', 'pass'],
    [', allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: docc } } } }', 'pass'],
    [', allowedRoutes: { namespaces: { from: All }, kinds: [{ kind: GRPCRoute }] }', 'fail'],
  ])('a listener with%s: %s', (allowed, verdict) => {
    expect(judged('routeTls', gateway(allowed) + route('docc') + istio)).toMatchObject({ verdict });
  });

  it('a route leads to a Service that is granted to it', () => {
    const far = route('edge', ', namespace: docc');
    expect(judged('routeDeclared', gateway('') + far + istio)).toMatchObject({ verdict: 'fail' });
    expect(judged('routeDeclared', gateway('') + far + grant + istio)).toMatchObject({ verdict: 'pass' });
  });

  it('a backend of no weight gets no request', () => {
    expect(judged('routeDeclared', gateway('') + route('docc', ', weight: 0') + istio)).toMatchObject({ verdict: 'fail' });
    expect(judged('routeDeclared', gateway('') + route('docc', ', weight: 1') + istio)).toMatchObject({ verdict: 'pass' });
  });
});

describe('a controller that a command installs', () => {
  const release: ForeignRelease = { chart: 'traefik/traefik', version: '41.3.0', name: 'traefik', namespace: 'traefik', createsNamespace: true, command: 'helm upgrade --install traefik traefik/traefik', at: { path: 'up.sh', line: 3 }, values: [], settings: [], open: false };
  const by = (changes: Partial<ForeignRelease>): ChartFacts => ({ ...nothing.chart, foreign: [{ ...release, ...changes }] });

  it('is one', () => {
    expect(judged('controllerInstalled', '', by({}))).toMatchObject({ verdict: 'pass' });
    expect(judged('controllerPinned', '', by({}))).toMatchObject({ verdict: 'pass' });
  });

  it('is judged as others are', () => {
    const { version: _, ...loose } = release;
    expect(judged('controllerPinned', '', { ...nothing.chart, foreign: [loose] })).toMatchObject({ verdict: 'fail', fix: expect.stringContaining('`--version <version>`') });
    expect(judged('controllerInstalled', '', by({ settings: [{ name: 'deployment.enabled', value: 'false' }] }))).toMatchObject({ verdict: 'fail' });
    expect(judged('controllerInstalled', '', by({ values: ['deployment: { replicas: 0 }'] }))).toMatchObject({ verdict: 'fail' });
    expect(judged('controllerMaintained', '', by({ chart: 'ingress-nginx/ingress-nginx' }))).toMatchObject({ verdict: 'fail' });
  });
});
