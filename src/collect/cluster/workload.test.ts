import { describe, expect, it } from 'vitest';
import { readyEndpoints } from './endpoints.ts';
import { processIds } from './node-programs.ts';
import { isRolledOut, workloadOf } from './workload.ts';

const workload = (status: object, replicas = 2) =>
  workloadOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app', generation: 3 }, spec: { replicas, template: { spec: { containers: [] } } }, status: { observedGeneration: 3, ...status } });

describe('a rollout', () => {
  it.each([
    ['Deployment', { replicas: 2, updatedReplicas: 2, availableReplicas: 2 }, true],
    ['Deployment', { replicas: 3, updatedReplicas: 2, availableReplicas: 3 }, false],
    ['Deployment', { replicas: 2, updatedReplicas: 2, availableReplicas: 1 }, false],
    ['Deployment', { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }, false],
    ['StatefulSet', { readyReplicas: 2, currentRevision: 'b', updateRevision: 'b' }, true],
    ['StatefulSet', { readyReplicas: 2, currentRevision: 'a', updateRevision: 'b' }, false],
    ['DaemonSet', { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 }, true],
    ['DaemonSet', { desiredNumberScheduled: 3, updatedNumberScheduled: 1, numberAvailable: 3 }, false],
  ])('of a %s of which is told %j is complete: %s', (kind, status, complete) => expect(isRolledOut(kind, workload(status))).toBe(complete));
});

describe('endpoints', () => {
  it('are those that take requests: what is not said to be unready is ready', () => {
    const slice = (endpoints: unknown) => ({ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name: 'a' }, endpoints });
    const endpoints = [{ conditions: { ready: true }, targetRef: { uid: 'a' } }, { conditions: { ready: false }, targetRef: { uid: 'b' } }, { conditions: {}, targetRef: { uid: 'c' } }, { targetRef: null }];
    expect(readyEndpoints([slice(endpoints), slice(null)])).toEqual(['a', 'c']);
  });
});

describe('the processes of a container', () => {
  it('are read from what ctr prints', () => expect(processIds('PID     INFO\n2481    -\n2502    -\n')).toEqual([2481, 2502]));
});
