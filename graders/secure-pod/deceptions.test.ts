import { describe, expect, it } from 'vitest';
import type { ManifestOrigin, ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Judgement } from '../../src/grade/judgement.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { factsOf } from '../../src/manifests/manifests.fixture.ts';
import configInjected from './checks/config-injected.ts';
import metricsScraped from './checks/metrics-scraped.ts';
import networkPolicy from './checks/network-policy.ts';
import ownServiceAccount from './checks/own-service-account.ts';
import podNoHostAccess from './checks/pod-no-host-access.ts';
import probesSet from './checks/probes-set.ts';
import rbacLeastPrivilege from './checks/rbac-least-privilege.ts';
import replicasAndDisruption from './checks/replicas-and-disruption.ts';

/** What looks right and does nothing: one app, and what is changed of it. */
const app = `apiVersion: apps/v1
kind: Deployment
metadata: { name: docc-sample, namespace: docc }
spec:
  replicas: 2
  selector: { matchLabels: { app: docc } }
  template:
    metadata:
      labels: { app: docc }
      annotations: { prometheus.io/scrape: "true", prometheus.io/port: "8080" }
    spec:
      serviceAccountName: docc
      automountServiceAccountToken: false
      volumes: []
      topologySpreadConstraints: [{ maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: docc } } }]
      containers:
        - name: server
          image: domain/docc-sample:1.2.3
          args: []
          ports: [{ name: http, containerPort: 8080 }]
          envFrom: [{ configMapRef: { name: docc } }]
          readinessProbe: { httpGet: { path: /readyz, port: http } }
          livenessProbe: { httpGet: { path: /healthz, port: http } }
`;
const beside = `apiVersion: v1
kind: Service
metadata: { name: docc-sample, namespace: docc }
spec: { selector: { app: docc }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: docc, namespace: docc }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: docc, namespace: docc }
data: { ADDR: ":8080", LOG_LEVEL: INFO }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: docc, namespace: docc }
spec: { maxUnavailable: 1, selector: { matchLabels: { app: docc } } }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: docc, namespace: docc, annotations: {} }
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress:
    - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: traefik } } }, { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }]
      ports: [{ port: 8080 }]
`;

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const checks = { configInjected, metricsScraped, networkPolicy, ownServiceAccount, podNoHostAccess, probesSet, rbacLeastPrivilege, replicasAndDisruption };
type Name = keyof typeof checks;

const judged = (name: Name, manifests: ManifestsFacts): Judgement => checks[name].judge({ manifests }, settings, '2026-11-01');

type Change = { readonly find?: string; readonly put?: string; readonly more?: string; readonly origin?: ManifestOrigin };

function factsWith({ find = '', put = '', more = '', origin }: Change): ManifestsFacts {
  const text = `${app}---\n${beside}`;
  if (!text.includes(find)) throw new Error(`there is no ${find}`);
  const files = { 'app.yaml': text.replace(find, () => put), 'more.yaml': more };
  return factsOf(files, origin === undefined ? {} : { 'app.yaml': origin, 'more.yaml': origin });
}

const inChart: ManifestOrigin = { kind: 'chart', path: 'chart', release: 0 };
const readiness = '{ httpGet: { path: /readyz, port: http } }';
const constraint = app.split('\n').find((line) => line.includes('topologySpread')) ?? '';

it.each(Object.keys(checks) as readonly Name[])('%s takes the app as it is', (name) => {
  expect(judged(name, factsWith({}))).toMatchObject({ verdict: 'pass' });
});

describe('a probe that proves nothing fails', () => {
  it.each([
    ['{ exec: { command: [/bin/true] } }', /succeeds whatever the server does/],
    ['{ exec: { command: [/bin/sh, -c, "echo ok; exit 0"] } }', /succeeds whatever the server does/],
    ['{ httpGet: { path: /readyz, port: 80, host: example.com } }', /asks `example.com`, and not the pod/],
    ['{ httpGet: { path: /readyz, port: http, scheme: HTTPS } }', /over HTTPS/],
    ['{ tcpSocket: { port: 9090 } }', /port 9090 of the pods, and the server listens on 8080/],
  ])('%s', (put, observed) => {
    expect(judged('probesSet', factsWith({ find: readiness, put }))).toMatchObject({ verdict: 'fail', observed: expect.stringMatching(observed) });
  });

  it.each(['{ exec: { command: [/server, -check] } }', '{ exec: { command: [sh, -c, "true && wget -qO- http://localhost:8080/readyz"] } }', '{ tcpSocket: { port: 8080 } }', '{ grpc: { port: 8080 } }'])('but %s is one', (put) => {
    expect(judged('probesSet', factsWith({ find: readiness, put }))).toMatchObject({ verdict: 'pass' });
  });
});

describe('pods that are not kept apart fail', () => {
  it.each([constraint.replace('maxSkew: 1', 'maxSkew: 2'), '      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: kubernetes.io/hostname, namespaces: [other], labelSelector: { matchLabels: { app: docc } } }] } }'])('%s', (put) => {
    expect(judged('replicasAndDisruption', factsWith({ find: constraint, put }))).toMatchObject({ verdict: 'fail' });
  });

  it('but by a term that names their own namespace', () => {
    const put = '      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: kubernetes.io/hostname, namespaces: [docc], labelSelector: { matchLabels: { app: docc } } }] } }';
    expect(judged('replicasAndDisruption', factsWith({ find: constraint, put }))).toMatchObject({ verdict: 'pass' });
  });
});

describe('settings that reach nobody fail', () => {
  const ref = '[{ configMapRef: { name: docc } }]';
  it.each([
    [ref, '[{ configMapRef: { name: other, optional: true } }]', /gets no setting/],
    ['{ ADDR: ":8080", LOG_LEVEL: INFO }', '{ owner: me }', /gets no setting/],
    [`envFrom: ${ref}`, 'env: [{ name: LOG_LEVEL, valueFrom: { configMapKeyRef: { name: docc, key: level } } }]', /has no such key/],
    ['args: []', 'args: ["--db-password=Tr0ub4dor-and-3"]', /`db-password` as it is/],
    ['LOG_LEVEL: INFO }', 'LOG_LEVEL: INFO, app.yaml: "db:\\n  password: Tr0ub4dor-and-3\\n" }', /`password` as it is/],
  ])('%s → %s', (find, put, observed) => {
    expect(judged('configInjected', factsWith({ find, put }))).toMatchObject({ verdict: 'fail', observed: expect.stringMatching(observed) });
  });

  it.each([
    [`envFrom: ${ref}`, 'env: [{ name: LOG_LEVEL, valueFrom: { configMapKeyRef: { name: docc, key: LOG_LEVEL } } }]'],
    ['args: []', 'args: ["--password-file=/run/secrets/db"]'],
    ['LOG_LEVEL: INFO }', 'LOG_LEVEL: INFO, app.yaml: "db:\\n  passwordFrom: vault\\n" }'],
  ])('but not %s → %s', (find, put) => {
    expect(judged('configInjected', factsWith({ find, put }))).toMatchObject({ verdict: 'pass' });
  });
});

const token = (source: string): string => `volumes: [{ name: token, projected: { sources: [{ serviceAccountToken: ${source} }] } }]`;

it.each([['{ path: token }', 'fail'], ['{ path: token, audience: sts.amazonaws.com }', 'pass']])('a projected token %s: %s', (source, verdict) => {
  expect(judged('ownServiceAccount', factsWith({ find: 'volumes: []', put: token(source) }))).toMatchObject({ verdict });
});

it.each([['hostPath: { path: /var/lib/kubelet }', 'fail'], ['csi: { driver: efs.csi.aws.com, volumeHandle: fs-1 }', 'pass']])('a claim of a volume with %s: %s', (source, verdict) => {
  const more = `apiVersion: v1\nkind: PersistentVolume\nmetadata: { name: data }\nspec: { ${source} }\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data, namespace: docc }\nspec: { volumeName: data }\n`;
  expect(judged('podNoHostAccess', factsWith({ find: 'volumes: []', put: 'volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]', more }))).toMatchObject({ verdict });
});

describe('rights by a detour fail', () => {
  const binding = (kind: string, role: string, namespace = 'docc'): string =>
    `---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: docc, namespace: ${namespace} }\nroleRef: { kind: ${kind}, name: ${role} }\nsubjects: [{ kind: ServiceAccount, name: docc, namespace: docc }]\n`;
  const wide = (label: string): string => `---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: part, labels: { ${label}: "true" } }\nrules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]\n`;
  const gathering = `---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: whole }\naggregationRule: { clusterRoleSelectors: [{ matchLabels: { docc: "true" } }] }\nrules: []\n`;
  it.each([
    ['a role that gathers others', gathering + wide('docc') + binding('ClusterRole', 'whole')],
    ['an addition to one of Kubernetes’ own', wide('rbac.authorization.k8s.io/aggregate-to-view') + binding('ClusterRole', 'view')],
    ['a binding in another namespace', binding('ClusterRole', 'view', 'kube-system')],
  ])('%s', (_, more) => {
    expect(judged('rbacLeastPrivilege', factsWith({ more }))).toMatchObject({ verdict: 'fail' });
  });

  it('but not what only reads, in its own namespace', () => {
    expect(judged('rbacLeastPrivilege', factsWith({ more: binding('ClusterRole', 'view') }))).toMatchObject({ verdict: 'pass' });
  });
});

it.each([
  ['{ helm.sh/hook: pre-delete }', 'fail'],
  ['{ helm.sh/hook: post-install, helm.sh/hook-delete-policy: "before-hook-creation,hook-succeeded" }', 'fail'],
  ['{ helm.sh/hook: "pre-install,pre-upgrade" }', 'pass'],
])('a policy that is the hook %s: %s', (put, verdict) => {
  expect(judged('networkPolicy', factsWith({ find: 'annotations: {}', put: `annotations: ${put}`, origin: inChart }))).toMatchObject({ verdict });
});

it('metrics that are asked for over HTTPS fail', () => {
  expect(judged('metricsScraped', factsWith({ find: 'prometheus.io/port: "8080"', put: 'prometheus.io/port: "8080", prometheus.io/scheme: https' }))).toMatchObject({ verdict: 'fail', observed: expect.stringMatching(/the scheme `https`/) });
});
