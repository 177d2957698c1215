import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chart } from '../../src/collect/chart/section.ts';
import { dockerfile } from '../../src/collect/dockerfile/section.ts';
import { mark } from '../../src/collect/manifests/marks.ts';
import { manifests } from '../../src/collect/manifests/section.ts';
import { terraform } from '../../src/collect/terraform/section.ts';
import { workflow } from '../../src/collect/workflow/section.ts';
import { findGraders } from '../../src/catalogue/find.ts';
import { challengePath, loadRubric } from '../../src/cli/rubric.ts';
import { home } from '../../src/cli/version.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { recordedFacts } from '../../test/recorded.ts';

const settings: Settings = { domain: 'domain.io', image: 'domain/docc-sample', kubernetes: '1.34', given: [] };
const { objectives } = await loadRubric(challengePath('docc', home), findGraders);
const checks = objectives.filter(({ id }) => id === 'secure-pod').flatMap(({ rows }) => rows.flatMap((row) => (row.kind === 'built' ? [row.check] : [])));

const kinds = ['apps/v1 Deployment', 'v1 Pod', 'apps/v1 DaemonSet', 'v1 Service', 'v1 ConfigMap', 'v1 Secret', 'v1 Namespace', 'v1 ServiceAccount', 'v1 LimitRange', 'policy/v1 PodDisruptionBudget', 'autoscaling/v2 HorizontalPodAutoscaler', 'keda.sh/v1alpha1 ScaledObject', 'networking.k8s.io/v1 NetworkPolicy', 'networking.k8s.io/v1 Ingress', 'cilium.io/v2 CiliumNetworkPolicy', 'rbac.authorization.k8s.io/v1 Role', 'rbac.authorization.k8s.io/v1 RoleBinding', 'rbac.authorization.k8s.io/v1 ClusterRoleBinding', 'monitoring.coreos.com/v1 ServiceMonitor', 'argoproj.io/v1alpha1 Application', 'argoproj.io/v1alpha1 Rollout', 'gateway.networking.k8s.io/v1 HTTPRoute'];
const names = ['metadata', 'labels', 'annotations', 'name', 'spec', 'template', 'containers', 'initContainers', 'image', 'ports', 'containerPort', 'port', 'targetPort', 'selector', 'matchLabels', 'matchExpressions', 'securityContext', 'capabilities', 'drop', 'add', 'runAsUser', 'seccompProfile', 'env', 'envFrom', 'configMapRef', 'data', 'resources', 'limits', 'memory', 'livenessProbe', 'readinessProbe', 'httpGet', 'replicas', 'maxUnavailable', 'minAvailable', 'podSelector', 'policyTypes', 'ingress', 'egress', 'from', 'to', 'ipBlock', 'cidr', 'rules', 'verbs', 'subjects', 'roleRef', 'endpoints', 'path', 'volumes', 'hostPath', 'hosts', 'rules', 'host', 'app', '__proto__', 'constructor'];
const texts = ['docc-sample', 'domain/docc-sample:1@sha256:x', 'docc', '', '8080', 'http', '0.0.0.0/0', '::/0', 'Ingress', '*', '150%', 'app', mark(0), `a${mark(0)}b${mark(7)}`, '`$(touch entered)`', 'ALL'];

const text = fc.constantFrom(...texts);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof({ maxDepth: 6, withCrossShrink: true }, text, fc.integer({ min: -1, max: 70_000 }), fc.boolean(), fc.constant(null), fc.array(tie('json'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 5 })),
}));

/** With enough in place that an app is found. */
const podSpec = fc.record({ spec: json, more: json }).map(({ spec, more }) => ({ ...(typeof spec === 'object' && spec !== null ? spec : {}), containers: [{ ...(typeof more === 'object' && more !== null ? more : {}), name: 'server', image: 'docc-sample' }] }));

const object = fc.record({ kind: fc.constantFrom(...kinds), name: text, spec: json, metadata: json, more: json, namespace: fc.option(text), pod: podSpec, isApp: fc.boolean() }).map(({ kind, name, spec, metadata, more, namespace, pod, isApp }) => {
  const [apiVersion = '', named = ''] = kind.split(' ');
  const body = { ...(typeof more === 'object' && more !== null && !Array.isArray(more) ? more : {}), apiVersion, kind: named, metadata, spec: isApp && named === 'Deployment' ? { template: { metadata, spec: pod } } : spec };
  const landing = namespace === null ? { kind: 'unsaid' } : { kind: 'namespace', name: namespace, by: 'metadata', at: { path: 'a.yaml', line: 1 } };
  return { apiVersion, kind: named, name, origin: 0, landing, path: 'a.yaml', body, validity: { kind: 'valid' } };
});

const origins = fc.constantFrom({ kind: 'files' }, { kind: 'chart', path: 'chart', release: 0 }, { kind: 'terraform', root: '.' }, { kind: 'kustomize', path: 'k', because: 'it' });

it('judges whatever is written, in words', () => {
  expect(checks.length).toBeGreaterThan(20);
  const others: Readonly<Record<string, unknown>> = {
    [chart.id]: chart.schema.parse({ charts: [], releases: [], problems: [] }),
    [terraform.id]: terraform.schema.parse({ roots: [], unused: [], files: [], problems: [], problemsBeyond: 0 }),
    [workflow.id]: workflow.schema.parse({ files: [], actions: [] }),
    [dockerfile.id]: dockerfile.schema.parse(JSON.parse(readFileSync(join(home, 'test/evidence/0.1.0/reference/evidence/dockerfile.json'), 'utf8'))),
  };
  fc.assert(
    fc.property(fc.array(object, { maxLength: 8 }), origins, (objects, origin) => {
      const facts = manifests.schema.parse({ kubernetes: '1.34', origins: [origin], objects, unknowns: [{ of: ['var.x'], at: { path: 'a.tf', line: 1 } }], problems: [], problemsBeyond: 0, unrendered: [] });
      for (const check of checks) {
        const seen = Object.entries(check.needs).map(([name, { id }]) => [name, id === manifests.id ? facts : (others[id] ?? recordedFacts(id))] as const);
        const judgement = check.judge(Object.fromEntries(seen), settings, '2026-11-01');
        expect(judgement.verdict === 'unresolved' ? judgement.reason : judgement.observed).toMatch(/\S/);
      }
    }),
    { numRuns: 400 },
  );
});
