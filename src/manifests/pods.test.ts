import { describe, expect, it } from 'vitest';
import { factsOf } from './manifests.fixture.ts';
import { type Confinement, confinementOf, containersOf } from './pods.ts';
import { type Workload, workloads } from './workloads.ts';

const pod = (spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: it }\nspec:\n${spec.replaceAll(/^/gm, '  ')}\n`;

function one(text: string): Workload {
  const [workload] = workloads(factsOf({ 'pod.yaml': text }));
  if (workload === undefined) throw new Error('no workload');
  return workload;
}

function confinement(spec: string, index = 0): Confinement {
  const container = containersOf(one(pod(spec))).containers[index];
  if (container === undefined) throw new Error('no container');
  return confinementOf(container);
}

const saying = ({ value }: Confinement['runAsUser']): unknown => value && ('known' in value ? value.known : 'unknown');

describe('containers', () => {
  it('are all of them, in the order in which they start, each by its role and line', () => {
    const text = pod('containers:\n  - name: app\ninitContainers:\n  - name: setup\n  - name: proxy\n    restartPolicy: Always\nephemeralContainers:\n  - name: debug');
    expect(containersOf(one(text)).containers.map(({ name, role, at }) => [name, role, at])).toEqual([
      ['setup', 'init', { path: 'pod.yaml', line: 8 }],
      ['proxy', 'sidecar', { path: 'pod.yaml', line: 9 }],
      ['app', 'app', { path: 'pod.yaml', line: 6 }],
      ['debug', 'ephemeral', { path: 'pod.yaml', line: 12 }],
    ]);
  });

  it('may be more where a list is unknown', () => {
    expect(containersOf(one(pod('containers:\n  - name: app\ninitContainers: <local.more>'))).unread).toMatchObject({ unknown: true });
  });
});

describe('what is inherited', () => {
  const spec = `securityContext:
  runAsNonRoot: true
  runAsUser: 65532
  seccompProfile: { type: Localhost, localhostProfile: own.json }
  readOnlyRootFilesystem: true
containers:
  - name: quiet
  - name: loud
    securityContext: { runAsNonRoot: false, runAsUser: 0, seccompProfile: { type: Unconfined } }`;

  it('comes from the pod where the container says nothing', () => {
    const { runAsNonRoot, runAsUser, seccompType, seccompProfile } = confinement(spec);
    expect([runAsNonRoot, runAsUser, seccompType, seccompProfile].map(saying)).toEqual([true, 65532, 'Localhost', 'own.json']);
    expect(runAsNonRoot.at).toEqual({ path: 'pod.yaml', line: 6 });
  });

  it('is what the container says, in each field; a profile is one', () => {
    const { runAsNonRoot, runAsUser, seccompType, seccompProfile } = confinement(spec, 1);
    expect([runAsNonRoot, runAsUser, seccompType, seccompProfile].map(saying)).toEqual([false, 0, 'Unconfined', undefined]);
  });

  it('is not what only a container can have', () => {
    const { readOnlyRootFilesystem } = confinement(spec);
    expect(readOnlyRootFilesystem).toEqual({ value: undefined, at: { path: 'pod.yaml', line: 11 }, from: 'container' });
  });

  it('is unknown where the container’s whole context is', () => {
    const { runAsNonRoot } = confinement('securityContext: { runAsNonRoot: true }\ncontainers:\n  - name: app\n    securityContext: <var.context>');
    expect(saying(runAsNonRoot)).toBe('unknown');
  });
});

describe('workloads', () => {
  const template = '{ metadata: { labels: { app: it } }, spec: { containers: [{ name: app }] } }';
  it.each([
    ['v1', 'Pod', `spec: { containers: [{ name: app }] }`],
    ['apps/v1', 'Deployment', `spec: { template: ${template} }`],
    ['apps/v1', 'StatefulSet', `spec: { template: ${template} }`],
    ['apps/v1', 'DaemonSet', `spec: { template: ${template} }`],
    ['apps/v1', 'ReplicaSet', `spec: { template: ${template} }`],
    ['batch/v1', 'Job', `spec: { template: ${template} }`],
    ['batch/v1', 'CronJob', `spec: { jobTemplate: { spec: { template: ${template} } } }`],
    ['argoproj.io/v1alpha1', 'Rollout', `spec: { template: ${template} }`],
  ])('of %s %s have containers', (apiVersion, kind, spec) => {
    expect(containersOf(one(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: it }\n${spec}\n`)).containers.map(({ name }) => name)).toEqual(['app']);
  });

  it('are none of another group, nor a Rollout that takes another’s template', () => {
    const files = {
      'a.yaml': `apiVersion: example.com/v1\nkind: Deployment\nmetadata: { name: it }\nspec: { template: ${template} }\n`,
      'b.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: it }\nspec: { workloadRef: { name: other } }\n',
    };
    expect(workloads(factsOf(files))).toEqual([]);
  });
});
