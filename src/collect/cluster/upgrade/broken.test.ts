import { describe, expect, it } from 'vitest';
import { workloadOf } from '../workload.ts';
import { brokenContainers, fewestReady, readyWithin } from './broken.ts';

const spec = (of: object) => workloadOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app' }, spec: { template: { spec: { containers: [{ name: 'app' }] } }, ...of } });

describe('a broken release', () => {
  it('has another image, and the probes of the one before', () => {
    const probe = { httpGet: { path: '/', port: 80 } };
    const containers = [{ name: 'app', image: 'app:1', command: ['/app'], args: ['x'], lifecycle: {}, readinessProbe: probe }, { name: 'side', image: 'side:1' }];
    expect(brokenContainers({ spec: { containers } }, 'app', 'pause')).toEqual([{ name: 'app', image: 'pause', imagePullPolicy: 'IfNotPresent', readinessProbe: probe }, containers[1]]);
  });

  it.each([
    ['Deployment', {}, 2, 2],
    ['Deployment', {}, 8, 6],
    ['Deployment', { strategy: { type: 'Recreate' } }, 3, 1],
    ['Deployment', { strategy: { rollingUpdate: { maxUnavailable: '50%' } } }, 3, 2],
    ['Deployment', { strategy: { rollingUpdate: { maxUnavailable: 5 } } }, 3, 1],
    ['StatefulSet', {}, 2, 1],
    ['StatefulSet', {}, 1, 1],
    ['DaemonSet', { updateStrategy: { rollingUpdate: { maxUnavailable: '50%' } } }, 3, 1],
  ])('of a %s with %j and %i replicas leaves %i ready', (kind, of, replicas, fewest) => expect(fewestReady(kind, spec(of), replicas)).toBe(fewest));

  it('is watched as long as its probes take, and no longer than a quarter of a minute', () => {
    const within = (container: object) => readyWithin({ spec: { containers: [{ name: 'app', ...container }] } }, 'app');
    expect(within({})).toBe(0);
    expect(within({ readinessProbe: { initialDelaySeconds: 3, periodSeconds: 2 } })).toBe(5);
    expect(within({ readinessProbe: {} })).toBe(10);
    expect(within({ startupProbe: { initialDelaySeconds: 600 } })).toBe(15);
  });
});
