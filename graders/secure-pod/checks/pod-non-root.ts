import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { type Confinement, confinementOf } from '../../../src/manifests/pods.ts';
import { asNumber, asTruth } from '../../../src/terraform/value.ts';
import { confined, notSaid, saidOnceMore } from '../confined.ts';
import type { Stance } from '../containers.ts';
import { field } from '../printed.ts';

export default check({
  id: 'pod-non-root',
  title: 'Every container must run as non-root',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.pod-security'],
  why: 'A process that is root in its container is one hole in the runtime from being root on the node. What the pod demands holds for every image that anybody ever deploys with it.',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  judge: ({ manifests }, settings) =>
    confined(manifests, settings, {
      expected: 'every container with `runAsNonRoot: true` or a user other than 0, its own or its pod’s',
      holds: 'can’t run as root',
      stance: stanceOf,
      wanted: { runAsNonRoot: true, runAsUser: 65532 },
      reproduce: (app, container) =>
        saysRoot(confinementOf(container))
          ? notSaid(app, `${field('runAsUser', '0([^0-9]|$)')}|${field('runAsNonRoot', 'false')}`)
          : saidOnceMore(app, field('runAsNonRoot', 'true'), ({ runAsNonRoot }) => runAsNonRoot, /^true$/),
    }),
});

/** Where the user is known, it decides; a kubelet that must run no root refuses an image whose user is 0 or a name. */
function stanceOf({ runAsUser, runAsNonRoot }: Confinement): Stance {
  const [user, nonRoot] = [asNumber(runAsUser.value), asTruth(runAsNonRoot.value)];
  if (user.kind === 'known') return user.is === 0 ? { kind: 'wrong', says: 'runs as user 0', at: runAsUser.at } : { kind: 'fine' };
  if (nonRoot.kind === 'known' && nonRoot.is) return { kind: 'fine' };
  if (user.kind === 'unknown') return { kind: 'unknown', what: 'the user', value: user.value, at: runAsUser.at };
  if (nonRoot.kind === 'unknown') return { kind: 'unknown', what: '`runAsNonRoot`', value: nonRoot.value, at: runAsNonRoot.at };
  return { kind: 'wrong', says: nonRoot.kind === 'known' ? 'is allowed to run as root' : 'may run as root: neither it nor its pod says otherwise', at: runAsNonRoot.at };
}

function saysRoot({ runAsUser, runAsNonRoot }: Confinement): boolean {
  const [user, nonRoot] = [asNumber(runAsUser.value), asTruth(runAsNonRoot.value)];
  return user.kind === 'known' || (nonRoot.kind === 'known' && !nonRoot.is);
}
