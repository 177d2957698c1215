import { manifests } from '../../../src/collect/manifests/section.ts';
import { check } from '../../../src/grade/check.ts';
import type { Confinement } from '../../../src/manifests/pods.ts';
import { asTruth } from '../../../src/terraform/value.ts';
import { confined, saidByEach } from '../confined.ts';
import type { Stance } from '../containers.ts';
import { field } from '../printed.ts';

export default check({
  id: 'pod-read-only-root',
  title: 'Every container’s root is read-only',
  needs: { manifests },
  after: ['workload-declared'],
  weight: 1,
  level: 'mid',
  skills: ['kubernetes.pod-security'],
  why: 'What can’t be written can’t be replaced: an intruder has nowhere to put a tool, and a program that keeps state where it shouldn’t is found out in the first minute. Paths that must be written get an `emptyDir`.',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  judge: ({ manifests }, settings) =>
    confined(manifests, settings, {
      expected: '`readOnlyRootFilesystem: true` on every container',
      holds: 'can’t write to its root',
      stance: stanceOf,
      wanted: { readOnlyRootFilesystem: true },
      reproduce: (app) => saidByEach(app, field('readOnlyRootFilesystem', 'true')),
    }),
});

function stanceOf({ readOnlyRootFilesystem: { value, at } }: Confinement): Stance {
  const truth = asTruth(value);
  if (truth.kind === 'unknown') return { kind: 'unknown', what: '`readOnlyRootFilesystem`', value: truth.value, at };
  return truth.kind === 'known' && truth.is ? { kind: 'fine' } : { kind: 'wrong', says: 'can write to its root', at };
}
