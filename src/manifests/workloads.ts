import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { Value } from '../collect/terraform/section.ts';
import { own } from '../evidence/own.ts';
import { once } from '../grade/once.ts';
import { leavesOf, valueIn } from '../terraform/value.ts';
import { imageOf, isNamed } from './images.ts';
import { groupOf, type Manifest, standing } from './objects.ts';

/** What makes pods, by the template that it makes them from. */
export type Workload = {
  readonly manifest: Manifest;
  /** `serves`: its pods are kept running; `ends`: they do their work and are gone. */
  readonly runs: 'serves' | 'ends';
  /** The template: `metadata` and `spec` of its pods. */
  readonly pod: Value;
  readonly podLabels: Value | undefined;
  readonly podAnnotations: Value | undefined;
  readonly podSpec: Value | undefined;
};

type Template = { readonly group: string; readonly runs: Workload['runs']; readonly path: readonly string[] };

/** Where each kind keeps the template. https://kubernetes.io/docs/concepts/workloads/, https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
const templates: Readonly<Record<string, Template>> = {
  Pod: { group: '', runs: 'serves', path: [] },
  ReplicationController: { group: '', runs: 'serves', path: ['spec', 'template'] },
  Deployment: { group: 'apps', runs: 'serves', path: ['spec', 'template'] },
  StatefulSet: { group: 'apps', runs: 'serves', path: ['spec', 'template'] },
  DaemonSet: { group: 'apps', runs: 'serves', path: ['spec', 'template'] },
  ReplicaSet: { group: 'apps', runs: 'serves', path: ['spec', 'template'] },
  Rollout: { group: 'argoproj.io', runs: 'serves', path: ['spec', 'template'] },
  Job: { group: 'batch', runs: 'ends', path: ['spec', 'template'] },
  CronJob: { group: 'batch', runs: 'ends', path: ['spec', 'jobTemplate', 'spec', 'template'] },
};

/** In the order of the facts. A Rollout that takes another's template (`workloadRef`) has none of its own. */
export const workloads = once((facts: ManifestsFacts): readonly Workload[] => standing(facts).flatMap(workloadOf));

/** Objects of kinds that docc doesn't know whose containers run an image of that name: Knative's Services, Kruise's CloneSets. */
export const unknownWorkloads = (facts: ManifestsFacts, image: string): readonly Manifest[] =>
  standing(facts).filter((manifest) => workloadOf(manifest).length === 0 && leavesOf(manifest.body).some(({ path, value }) => path.at(-1) === 'image' && path.includes('containers') && runs(value, image)));

function runs(value: Value, name: string): boolean {
  const image = imageOf(value);
  return image !== undefined && isNamed(image, name) === 'yes';
}

function workloadOf(manifest: Manifest): readonly Workload[] {
  const { kind } = manifest.object;
  const template = own(templates, kind);
  if (template === undefined || template.group !== groupOf(manifest)) return [];
  const pod = valueIn(manifest.body, ...template.path);
  if (pod === undefined) return [];
  const [podLabels, podAnnotations] = [valueIn(pod, 'metadata', 'labels'), valueIn(pod, 'metadata', 'annotations')];
  return [{ manifest, runs: template.runs, pod, podLabels, podAnnotations, podSpec: valueIn(pod, 'spec') }];
}
