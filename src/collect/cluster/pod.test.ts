import { describe, expect, it } from 'vitest';
import { isBegun, isReady, podOf, runningContainers, unschedulable } from './pod.ts';

const pod = (status: object, metadata: object = {}) => podOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app', uid: '1', ...metadata }, spec: { containers: [{ name: 'app' }] }, status });
const ready = { conditions: [{ type: 'Ready', status: 'True' }] };
const id = 'a'.repeat(64);

describe('a pod', () => {
  it('is ready by its own word, unless it is told to end', () => {
    expect(isReady(pod(ready))).toBe(true);
    expect(isReady(pod({ conditions: [{ type: 'Ready', status: 'False' }] }))).toBe(false);
    expect(isReady(pod(ready, { deletionTimestamp: '2026-01-01T00:00:00Z' }))).toBe(false);
  });

  it.each([
    [{ running: {} }, true],
    [{ terminated: {} }, true],
    [{ waiting: { reason: 'CrashLoopBackOff' } }, true],
    [{ waiting: { reason: 'ContainerCreating' } }, false],
    [{}, false],
  ])('whose container is %j was begun: %s', (state, begun) => expect(isBegun(pod({ containerStatuses: [{ name: 'app', state }] }))).toBe(begun));

  it('tells its running containers, those that stay beside too', () => {
    const running = { containerID: `containerd://${id}`, state: { running: {} } };
    const ended = { containerID: `containerd://${id}`, state: { terminated: {} } };
    expect(runningContainers(pod({ initContainerStatuses: [{ name: 'side', ...running }, { name: 'first', ...ended }], containerStatuses: [{ name: 'app', ...running }] })).map(({ name }) => name)).toEqual(['side', 'app']);
    expect(runningContainers(pod({ containerStatuses: [{ name: 'app', containerID: 'containerd://../../x', state: { running: {} } }] }))).toEqual([]);
  });

  it('tells why no node takes it', () => {
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' };
    expect(unschedulable(pod({ conditions: [condition] }))).toBe('0/3 nodes are available');
    expect(unschedulable(pod(ready))).toBeUndefined();
  });
});
