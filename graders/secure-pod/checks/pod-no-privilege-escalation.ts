import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Confinement, confinementOf } from '../../../src/manifests/pods.ts';
import { asTruth } from '../../../src/terraform/value.ts';
import { confined, notSaid, saidByEach } from '../confined.ts';
import type { Stance } from '../containers.ts';
import { field } from '../printed.ts';

export default check({
  id: 'pod-no-privilege-escalation',
  title: 'No container can gain privileges',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.pod-security'],
  why: 'A set-uid program in the image, or one that an attacker brings along, turns any user into root unless the kernel is told that no process here may gain rights. Unset, Kubernetes allows it.',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  judge: ({ manifests }, settings) =>
    confined(manifests, settings, {
      expected: '`allowPrivilegeEscalation: false` on every container, and none of them privileged',
      holds: 'can’t gain privileges',
      stance: stanceOf,
      wanted: { allowPrivilegeEscalation: false, privileged: false },
      reproduce: (app, container) =>
        isPrivileged(confinementOf(container)) ? notSaid(app, field('privileged', 'true')) : saidByEach(app, field('allowPrivilegeEscalation', 'false')),
    }),
});

/** https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/#privileged-containers: a privileged container has all that there is to gain. */
function stanceOf(confinement: Confinement): Stance {
  const { allowPrivilegeEscalation, privileged } = confinement;
  if (isPrivileged(confinement)) return { kind: 'wrong', says: 'is privileged', at: privileged.at };
  const [allows, all] = [asTruth(allowPrivilegeEscalation.value), asTruth(privileged.value)];
  if (allows.kind === 'unknown') return { kind: 'unknown', what: '`allowPrivilegeEscalation`', value: allows.value, at: allowPrivilegeEscalation.at };
  if (allows.kind === 'known' && !allows.is) return all.kind === 'unknown' ? { kind: 'unknown', what: '`privileged`', value: all.value, at: privileged.at } : { kind: 'fine' };
  return { kind: 'wrong', says: allows.kind === 'known' ? 'is allowed to gain privileges' : 'may gain privileges: it does not say `allowPrivilegeEscalation: false`', at: allowPrivilegeEscalation.at };
}

function isPrivileged({ privileged }: Confinement): boolean {
  const truth = asTruth(privileged.value);
  return truth.kind === 'known' && truth.is;
}
