import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { podFrom } from './templates.ts';
import { violationsIn } from './violations.ts';

const refused = 'pods "a" is forbidden: violates PodSecurity "restricted:latest": ';

describe('what Pod Security refuses', () => {
  it('is told one by one', () => {
    const two = ['unrestricted capabilities (containers "a", "b" must set securityContext.capabilities.drop=["ALL"])', 'seccompProfile (pod or containers "a", "b" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'];
    expect(violationsIn(refused + two.join(', '))).toEqual(two);
    expect(violationsIn('pods "a" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1')).toBeUndefined();
    expect(violationsIn(refused)).toBeUndefined();
  });

  it('is parted at its own commas alone', () => {
    const part = fc.tuple(fc.stringMatching(/^[a-z]{1,9}$/), fc.stringMatching(/^[a-z, [\]]{0,9}$/)).map(([name, within]) => `${name} (containers "${within}", x)`);
    fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
      expect(violationsIn(refused + parts.join(', '))).toEqual(parts);
    }));
    fc.assert(fc.property(fc.string(), (text) => void violationsIn(refused + text)));
  });
});

describe('the pod of a workload', () => {
  const spec = { serviceAccountName: 'app', priorityClassName: 'high', containers: [{ name: 'app', image: 'app:1' }], hostNetwork: true };
  const template = { metadata: { labels: { a: 'b' }, annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } }, spec };
  const object = (kind: string, of: unknown): KubernetesObject => ({ apiVersion: 'v1', kind, metadata: { name: 'app' }, spec: of });
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'asked', namespace: 'there', annotations: template.metadata.annotations }, spec: { containers: spec.containers, hostNetwork: true } };

  it.each([
    ['Deployment', { template }],
    ['StatefulSet', { template }],
    ['DaemonSet', { template }],
    ['Job', { template }],
    ['CronJob', { jobTemplate: { spec: { template } } }],
  ])('is found in a %s', (kind, of) => expect(podFrom(object(kind, of), 'there', 'asked')).toEqual(pod));

  it('is the pod itself where it is one, and none where there is none', () => {
    expect(podFrom({ ...object('Pod', spec), metadata: { name: 'app', annotations: template.metadata.annotations } }, 'there', 'asked')).toEqual(pod);
    for (const kind of ['Service', 'constructor']) expect(podFrom(object(kind, { template }), 'there', 'asked')).toBeUndefined();
  });
});
