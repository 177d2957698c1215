import { expect, it } from 'vitest';
import { diagnosed, type Seen } from './diagnosis.ts';
import { type SeenPod, podsIn } from './seen.ts';
import type { NotReady } from './section.ts';

const of = { kind: 'Deployment', name: 'server', path: 'server.yaml' };

const pod = (status: object): readonly SeenPod[] => podsIn([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'server-1' }, status }]);

const container = (status: object) => pod({ containerStatuses: [{ name: 'server', ...status }] });
const warning = (reason: string, message: string): Seen['events'][number] => ({ type: 'Warning', reason, message, involvedObject: { kind: 'Pod', name: 'server-1' } });
const seen = (more: Partial<Seen>): Seen => ({ of, pods: [], events: [], failures: [], ...more });

it.each<readonly [NotReady['cause'], boolean, Seen]>([
  ['image-missing', true, seen({ pods: container({ state: { waiting: { reason: 'ErrImageNeverPull', message: 'not present with pull policy of Never' } } }) })],
  ['configuration-missing', true, seen({ pods: container({ state: { waiting: { reason: 'CreateContainerConfigError', message: 'configmap "a" not found' } } }) })],
  ['runs-as-root', true, seen({ pods: container({ state: { waiting: { reason: 'CreateContainerConfigError', message: 'container has runAsNonRoot and image will run as root' } } }) })],
  ['crash', true, seen({ pods: container({ restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 1, reason: 'Error' } } }) })],
  ['crash', false, seen({ pods: container({ restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 1, reason: 'Error' } } }) })],
  ['out-of-memory', true, seen({ pods: container({ restartCount: 4, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }) })],
  ['out-of-memory', true, seen({ pods: container({ restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 128, reason: 'StartError', message: 'failed to start containerd task "7b1c": cannot start a stopped process: unknown' } } }) })],
  ['out-of-memory', true, seen({ pods: container({ restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 128, reason: 'StartError', message: 'runc create failed: container init was OOM-killed (memory limit too low?)' } } }) })],
  ['killed-by-probe', true, seen({ pods: container({ restartCount: 3, state: { running: {} }, lastState: { terminated: { exitCode: 2 } } }), events: [warning('Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 404')] })],
  ['not-ready-probe', false, seen({ pods: container({ state: { running: {} } }), events: [warning('Unhealthy', 'Readiness probe failed: Get "http://10.0.0.1:9090/": dial tcp 10.0.0.1:9090: connect: connection refused')] })],
  ['init-container', false, seen({ pods: pod({ initContainerStatuses: [{ name: 'first', restartCount: 1, state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 1 } } }] }) })],
  ['pod-security', true, seen({ failures: ['pods "server-1" is forbidden: violates PodSecurity "baseline:latest": hostPath volumes'] })],
  ['quota', true, seen({ failures: ['pods "server-1" is forbidden: exceeded quota: small, requested: requests.memory=16Mi'] })],
  ['account-missing', true, seen({ events: [warning('FailedCreate', 'error looking up service account docc/nobody: serviceaccount "nobody" not found')] })],
  ['image-refused', true, seen({ failures: ["ValidatingAdmissionPolicy 'x' denied request: docc: only the image built from the submission runs here"] })],
  ['volume-pending', false, seen({ pods: pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.' }] }) })],
  ['unschedulable', true, seen({ pods: pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available: 3 Insufficient memory.' }] }) })],
  ['configuration-missing', true, seen({ pods: container({ state: { waiting: { reason: 'ContainerCreating' } } }), events: [warning('FailedMount', 'MountVolume.SetUp failed for volume "a" : configmap "a" not found')] })],
  ['stuck', false, seen({})],
])('%s (certain: %s)', (cause, certain, what) => expect(diagnosed(what)).toMatchObject({ cause, certain }));

it('says nothing that differs from run to run', () => {
  const { observed } = diagnosed(seen({ pods: container({ state: { running: {} } }), events: [warning('Unhealthy', 'Readiness probe failed: Get "http://10.244.1.7:9090/readyz": dial tcp 10.244.1.7:9090: connect: connection refused')] }));
  expect(observed).toBe('Readiness probe failed: Get "http://<address>:9090/readyz": dial tcp <address>:9090: connect: connection refused');
});
