import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import type { Members } from '../deploy/json.ts';
import { changedMap, changeOf, copiedPod } from './plan.ts';

const map: KubernetesObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'a' }, data: { LOG_LEVEL: 'INFO', ADDR: ':8080' } };
const pod = (container: Members): Members => ({ affinity: {}, nodeName: 'a', containers: [{ name: 'server', ...container }] });
const whole = { envFrom: [{ configMapRef: { name: 'settings' } }] };

describe('which value is changed', () => {
  const chosen = (container: Members) => {
    const change = changeOf({ objects: [map], pod: pod(container), container: 'server' }, 'word');
    return change && `${change.key}>${change.variable}=${change.value}`;
  };

  it.each<readonly [string, Members, string | undefined]>([
    ['of a whole map, one that comes back with answers', whole, 'MESSAGE>MESSAGE=word'],
    ['of a whole map, where that one is written down, another', { ...whole, env: [{ name: 'MESSAGE', value: 'hello' }] }, 'LOG_LEVEL>LOG_LEVEL=ERROR'],
    ['of a key', { env: [{ name: 'MESSAGE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'greeting' } } }] }, 'greeting>MESSAGE=word'],
    ['of a prefixed map', { envFrom: [{ prefix: 'APP_', configMapRef: { name: 'settings' } }] }, 'LOG_LEVEL>APP_LOG_LEVEL=word'],
    ['of a map that is not there', { envFrom: [{ configMapRef: { name: 'other' } }] }, undefined],
    ['of nothing', {}, undefined],
    ['of where it listens', { env: [{ name: 'ADDR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'ADDR' } } }] }, undefined],
  ])('%s', (_, container, wanted) => expect(chosen(container)).toBe(wanted));
});

it("a pod is copied that reads the copy of the map, and is nobody's backend", () => {
  const change = { configMap: map, key: 'MESSAGE', variable: 'MESSAGE', value: 'word' };
  expect(changedMap(change, 'copy')).toMatchObject({ metadata: { name: 'copy' }, data: { MESSAGE: 'word', LOG_LEVEL: 'INFO' } });
  const volumes = { ...pod(whole), volumes: [{ name: 'a', configMap: { name: 'settings' } }, { name: 'b', configMap: { name: 'other' } }] };
  const copied = copiedPod(volumes, change, { name: 'pod', namespace: 'a', labels: { own: 'yes' }, map: 'copy' });
  expect(copied).toEqual({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod', namespace: 'a', labels: { own: 'yes' } },
    spec: { containers: [{ name: 'server', envFrom: [{ configMapRef: { name: 'copy' } }] }], volumes: [{ name: 'a', configMap: { name: 'copy' } }, { name: 'b', configMap: { name: 'other' } }], restartPolicy: 'Always' },
  });
});
