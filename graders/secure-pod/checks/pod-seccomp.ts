import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { code } from '../../../src/grade/markdown.ts';
import { type Confinement, confinementOf } from '../../../src/manifests/pods.ts';
import { asText } from '../../../src/terraform/value.ts';
import { confined, notSaid, saidOnceMore } from '../confined.ts';
import type { Stance } from '../containers.ts';
import { field } from '../printed.ts';

export default check({
  id: 'pod-seccomp',
  title: 'Every container runs under a seccomp profile',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.pod-security'],
  why: 'Without a profile a container may make every system call there is, among them those through which kernels are broken into. Unset is unconfined, unless each kubelet was told otherwise.',
  docs: 'https://kubernetes.io/docs/tutorials/security/seccomp/',
  judge: ({ manifests }, settings) =>
    confined(manifests, settings, {
      expected: 'the seccomp profile `RuntimeDefault` or `Localhost` for every container, its own or its pod’s',
      holds: 'runs under a seccomp profile',
      stance: stanceOf,
      wanted: { seccompProfile: { type: 'RuntimeDefault' } },
      reproduce: (app, container) =>
        asText(confinementOf(container).seccompType.value).kind === 'known'
          ? notSaid(app, field('type', 'Unconfined'))
          : saidOnceMore(app, field('type', '(RuntimeDefault|Localhost)'), ({ seccompType }) => seccompType, good),
    }),
});

const good = /^(RuntimeDefault|Localhost)$/;

function stanceOf({ seccompType }: Confinement): Stance {
  const type = asText(seccompType.value);
  if (type.kind === 'unknown') return { kind: 'unknown', what: 'the seccomp profile', value: type.value, at: seccompType.at };
  if (type.kind !== 'known') return { kind: 'wrong', says: 'has no seccomp profile, nor has its pod', at: seccompType.at };
  return good.test(type.is) ? { kind: 'fine' } : { kind: 'wrong', says: `has the seccomp profile ${code(type.is)}`, at: seccompType.at };
}
