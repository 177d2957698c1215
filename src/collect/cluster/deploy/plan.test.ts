import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listAt, type Members, membersAt, textAt } from './json.ts';
import { type Given, type Place, planOf } from './plan.ts';

const place: Place = { namespace: 'docc', declared: 'docc', host: 'service.docc.domain.io', image: 'docc.invalid/submission@sha256:00', isOwnImage: (image) => image.includes('docc-sample'), architecture: 'amd64', nodes: 2 };

const given = (kind: string, body: Members, more: Partial<Given> = {}): Given => {
  const apiVersion = { Deployment: 'apps/v1', Ingress: 'networking.k8s.io/v1', NetworkPolicy: 'networking.k8s.io/v1', ClusterRole: 'rbac.authorization.k8s.io/v1', EndpointSlice: 'discovery.k8s.io/v1' }[kind] ?? 'v1';
  return { apiVersion, kind, name: 'a', lands: { namespace: 'docc' }, path: 'a.yaml', body: { apiVersion, kind, metadata: { name: 'a' }, ...body }, ...more };
};

const deployment = (spec: Members, container: Members = {}): Given => given('Deployment', { spec: { template: { spec: { containers: [{ name: 'server', image: 'domain/docc-sample:1', ...container }], ...spec } } } });

const fates = (one: Given): string => {
  const { applied, setAside, refused } = planOf([one], place);
  return applied.length > 0 ? 'applied' : setAside.length > 0 ? 'set-aside' : (refused[0]?.rule ?? 'lost');
};

it.each<readonly [string, Given]>([
  ['host-access', deployment({ hostNetwork: true })],
  ['host-access', deployment({ volumes: [{ name: 'a', hostPath: { path: '/' } }] })],
  ['host-access', deployment({}, { securityContext: { privileged: true } })],
  ['host-access', deployment({}, { ports: [{ containerPort: 80, hostPort: 80 }] })],
  ['set-aside', given('ClusterRole', {}, { lands: 'cluster' })],
  ['set-aside', given('ConfigMap', {}, { lands: { namespace: 'monitoring' } })],
  ['foreign-namespace', given('ConfigMap', {}, { lands: { namespace: 'kube-system' } })],
  ['foreign-namespace', given('Namespace', {}, { lands: 'cluster', name: 'kube-system' })],
  ['set-aside', given('ConfigMap', {}, { name: 'aws-auth', lands: { namespace: 'kube-system' } })],
  ['set-aside', given('Namespace', {}, { lands: 'cluster', name: 'docc' })],
  ['image', deployment({ initContainers: [{ name: 'b', image: 'busybox' }] })],
  ['image', deployment({}, { image: 'impostor' })],
  ['hook', given('ConfigMap', {}, { hook: 'pre-install' })],
  ['hook', given('ConfigMap', { metadata: { name: 'a', annotations: { 'helm.sh/resource-policy': 'keep' } } })],
  ['finalizer', given('ConfigMap', { metadata: { name: 'a', finalizers: ['x/y'] } })],
  ['finalizer', given('Deployment', { spec: { template: { metadata: { finalizers: ['x/y'] }, spec: {} } } })],
  ['host-access', deployment({ volumes: [{ name: 'a', nfs: { server: '203.0.113.1', path: '/' } }] })],
  ['reserved', given('NetworkPolicy', {}, { name: 'docc-within-cluster', body: { metadata: { name: 'docc-within-cluster' } } })],
  ['reserved', given('LimitRange', {}, { name: 'a', body: { metadata: { name: 'docc' } } })],
  ['exposure', given('Service', { spec: { type: 'ExternalName', externalName: 'evil.example' } })],
  ['exposure', given('Service', { spec: { externalIPs: ['1.2.3.4'] } })],
  ['kind', given('EndpointSlice', {})],
  ['size', given('Deployment', { spec: { replicas: 10_000 } })],
  ['unreadable', given('ConfigMap', {}, { name: '' })],
  ['applied', given('Service', { spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30_000 }] } })],
  ['applied', deployment({})],
])('%s', (fate, one) => expect(fates(one)).toBe(fate));

it('runs the built image, never pulled, and asks nothing of a registry', () => {
  const { applied, rewritten } = planOf([deployment({ imagePullSecrets: [{ name: 'registry' }], nodeSelector: { 'kubernetes.io/arch': 'arm64' } })], place);
  expect(applied[0]?.object).toMatchObject({ spec: { template: { spec: { nodeSelector: { 'kubernetes.io/arch': 'amd64' }, containers: [{ image: place.image, imagePullPolicy: 'Never' }] } } } });
  expect(JSON.stringify(applied)).not.toContain('imagePullSecrets');
  expect(rewritten).toHaveLength(3);
});

it("leads balancers' Services and actions to what is here", () => {
  const ingress = given('Ingress', {
    metadata: { name: 'a', annotations: { 'alb.ingress.kubernetes.io/actions.ssl-redirect': '{}', 'kubernetes.io/ingress.class': 'alb', kept: 'yes' } },
    spec: { rules: [{ http: { paths: [{ path: '/', backend: { service: { name: 'ssl-redirect', port: { name: 'use-annotation' } } } }, { path: '/', backend: { service: { name: 'a', port: { number: 80 } } } }] } }] },
  });
  const { applied, needs } = planOf([ingress], place);
  expect(applied[0]?.object.metadata.annotations).toEqual({ kept: 'yes' });
  expect(applied[0]?.object).toMatchObject({ spec: { ingressClassName: 'alb', rules: [{ http: { paths: [{ backend: { service: { name: 'a' } } }] } }] } });
  expect(needs.ingressClasses).toEqual(['alb']);
});

it('lets no policy open the fence around the namespace', () => {
  const inCluster = { namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
  const egress = [{}, { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }, { to: [{ ipBlock: { cidr: '::/0' } }, inCluster], ports: [{ port: 53 }] }];
  const { applied, rewritten } = planOf([given('NetworkPolicy', { spec: { podSelector: {}, egress } })], place);
  expect(applied[0]?.object).toMatchObject({ spec: { egress: [{ to: [{ namespaceSelector: {} }] }, { to: [inCluster], ports: [{ port: 53 }] }] } });
  expect(rewritten).toHaveLength(1);
});

it('tells which Secrets somebody else makes', () => {
  const server = deployment({}, { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'made', key: 'a' } } }, { name: 'B', valueFrom: { secretKeyRef: { name: 'brought', key: 'b' } } }] });
  const ingress = given('Ingress', { spec: { tls: [{ hosts: ['service.docc.domain.io'], secretName: 'tls' }] } });
  expect(planOf([server, ingress, given('Secret', {}, { name: 'brought', body: { metadata: { name: 'brought' } } })], place).needs.secrets).toEqual([
    { name: 'tls', keys: [], hosts: ['service.docc.domain.io'] },
    { name: 'made', keys: ['a'], hosts: undefined },
  ]);
});

it('puts something in the place of what files do not tell', () => {
  const open = given('Ingress', { spec: { rules: [{ host: 'service.docc-unknown-3x' }] }, metadata: { name: 'a', annotations: { arn: 'docc-unknown-1x' } } });
  const { applied, rewritten } = planOf([open], place);
  expect(applied[0]?.object).toMatchObject({ metadata: { annotations: { arn: 'unknown' } }, spec: { rules: [{ host: 'service.docc.domain.io' }] } });
  expect(rewritten).toHaveLength(2);
});

const anyJson = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Members[string]>;
const hostilePods: readonly Members[] = [{ spec: { hostNetwork: true } }, { spec: { containers: [{ securityContext: { privileged: true } }] } }];
const hostile = fc.record({
  kind: fc.constantFrom('Deployment', 'Pod', 'Service', 'ClusterRole', 'Namespace', 'ConfigMap', 'CronJob', 'Ingress', 'EndpointSlice', 'Node', '__proto__'),
  apiVersion: fc.constantFrom('v1', 'apps/v1', 'batch/v1', 'rbac.authorization.k8s.io/v1', 'networking.k8s.io/v1', '__proto__'),
  namespace: fc.constantFrom('docc', 'kube-system', 'other', undefined),
  cluster: fc.boolean(),
  hook: fc.constantFrom(undefined, 'post-install'),
  spec: fc.dictionary(fc.constantFrom('type', 'hostNetwork', 'template', 'containers', 'externalIPs', 'replicas', '__proto__', 'volumes', 'jobTemplate'), fc.oneof(anyJson, fc.constantFrom<Members[string]>('LoadBalancer', 'NodePort', 'ExternalName', true, ...hostilePods, ...hostilePods.map((template) => ({ spec: { template } }))))),
  finalizers: fc.constantFrom<readonly string[]>([], ['x/y']),
});

const podPaths: Readonly<Record<string, readonly string[]>> = { Pod: ['spec'], Deployment: ['spec', 'template', 'spec'], CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'] };

it('never applies what is not of its own namespace, privileged, hooked, finalized or facing the world', () => {
  fc.assert(
    fc.property(fc.array(hostile, { maxLength: 5 }), (all) => {
      const objects = all.map(({ kind, apiVersion, namespace, cluster, hook, spec, finalizers }): Given => ({
        apiVersion, kind, name: 'a', hook, lands: cluster ? 'cluster' : { namespace }, path: 'a.yaml', body: { apiVersion, kind, metadata: { name: 'a', finalizers }, spec },
      }));
      const { applied, setAside, refused } = planOf(objects, place);
      expect(applied.length + setAside.length + refused.length).toBe(objects.length);
      for (const { object } of applied) {
        expect(object.metadata.namespace).toBe('docc');
        expect(Object.keys(object.metadata).filter((member) => !['name', 'namespace', 'labels', 'annotations'].includes(member))).toEqual([]);
        expect(['ClusterRole', 'Namespace', 'Node', 'EndpointSlice', '__proto__']).not.toContain(object.kind);
        const body = object as unknown as Members;
        const pod = membersAt(body, ...(podPaths[object.kind] ?? ['none']));
        expect(pod?.['hostNetwork']).not.toBe(true);
        expect(JSON.stringify(listAt(pod, 'containers'))).not.toContain('"privileged":true');
        if (object.kind === 'Service') expect(['LoadBalancer', 'NodePort', 'ExternalName']).not.toContain(textAt(body, 'spec', 'type'));
      }
    }),
  );
});

it('a default backend beside rules becomes a rule for all hosts, where none is there', () => {
  const backend = { service: { name: 'app', port: { number: 80 } } };
  const rulesOf = (rules: readonly Members[]) => listAt(planOf([given('Ingress', { spec: { defaultBackend: backend, rules } })], place).applied[0]?.object as unknown as Members, 'spec', 'rules'); // JSON
  expect(rulesOf([{ host: 'a' }])).toEqual([{ host: 'a' }, { http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }]);
  expect(rulesOf([{ http: { paths: [{ path: '/a', pathType: 'Prefix', backend }] } }])).toHaveLength(1);
  expect(rulesOf([])).toEqual([]);
});
