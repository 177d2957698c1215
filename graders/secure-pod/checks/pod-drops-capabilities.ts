import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import { code, list } from '../../../src/grade/markdown.ts';
import { shownValue } from '../../../src/manifests/objects.ts';
import { type Confinement, confinementOf, type Setting } from '../../../src/manifests/pods.ts';
import { asList, asText } from '../../../src/terraform/value.ts';
import { confined, notSaid, saidByEach } from '../confined.ts';
import type { Stance } from '../containers.ts';
import { literally } from '../printed.ts';

export default check({
  id: 'pod-drops-capabilities',
  title: 'Every container drops all capabilities',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.pod-security'],
  why: 'A runtime gives every container some of root’s rights: to send raw packets, to change who owns a file, to take another’s identity. A server that listens above port 1023 uses none of them, an intruder all.',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#set-capabilities-for-a-container',
  judge: ({ manifests }, settings) =>
    confined(manifests, settings, {
      expected: 'every container drops `ALL` capabilities and adds none but `NET_BIND_SERVICE`',
      holds: 'drops all capabilities',
      stance: stanceOf,
      wanted: { capabilities: { drop: ['ALL'] } },
      reproduce: (app, container) => {
        const added = addedBy(confinementOf(container));
        return added.length > 0 ? notSaid(app, `(^|[^A-Z_])(${added.map(literally).join('|')})([^A-Z_]|$)`) : saidByEach(app, `(-|\\[|,)[[:space:]]*["']?ALL([^A-Z_]|$)`);
      },
    }),
});

/** What binds a port below 1024; the one that Pod Security's `restricted` leaves. */
const harmless = /^(CAP_)?NET_BIND_SERVICE$/;

function stanceOf(confinement: Confinement): Stance {
  const { dropped, added } = confinement;
  const more = addedBy(confinement);
  if (more.length > 0) return { kind: 'wrong', says: `adds ${list(more.map(code))}`, at: added.at };
  const unknown = unknownIn(added) ?? unknownIn(dropped);
  const all = wordsOf(dropped);
  if (!all.some((each) => each.toUpperCase() === 'ALL')) {
    if (unknown !== undefined) return unknown;
    return { kind: 'wrong', says: all.length === 0 ? 'drops no capability' : `drops ${list(all.map(code))} and keeps the others`, at: dropped.at };
  }
  return unknownIn(added) ?? { kind: 'fine' };
}

const addedBy = ({ added }: Confinement): readonly string[] => wordsOf(added).filter((each) => !harmless.test(each));

function wordsOf({ value }: Setting): readonly string[] {
  const all = asList(value);
  return all.kind === 'known' ? all.is.flatMap((each) => (asText(each).kind === 'known' ? [shownValue(each)] : [])) : [];
}

function unknownIn({ value, at }: Setting): Stance | undefined {
  const all = asList(value);
  const unknown = all.kind === 'unknown' ? all.value : all.kind === 'known' ? all.is.find((each) => 'unknown' in each) : undefined;
  return unknown && { kind: 'unknown', what: 'a capability', value: unknown, at };
}
