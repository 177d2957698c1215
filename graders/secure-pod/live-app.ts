import type { DeployedObject } from '../../src/collect/cluster/deploy/section.ts';
import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Value } from '../../src/collect/terraform/section.ts';
import type { Location } from '../../src/evidence/observation.ts';
import { code } from '../../src/grade/markdown.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { type App, apps } from '../../src/manifests/app.ts';
import { type Manifest, objects, placeIn } from '../../src/manifests/objects.ts';
import type { Container } from '../../src/manifests/pods.ts';
import { type Workload, workloads } from '../../src/manifests/workloads.ts';
import { type Step, valueIn } from '../../src/terraform/value.ts';

/** What ran in the cluster, with what files say of it: undefined where they are of another submission. */
export type Live = { readonly workload: DeployedObject; readonly app: App | undefined };

export function liveOf(facts: ManifestsFacts, settings: Settings, workload: DeployedObject): Live {
  const all = apps(facts, settings);
  return { workload, app: all.find((app) => isOne(app.workload.manifest, workload)) ?? all.find((app) => isNamed(app.workload.manifest, workload)) };
}

const isNamed = ({ object }: Manifest, { kind, name }: DeployedObject): boolean => object.kind === kind && object.name === name;
const isOne = (manifest: Manifest, deployed: DeployedObject): boolean =>
  isNamed(manifest, deployed) && manifest.object.path === deployed.path && manifest.object.line === deployed.line;

/** Any object of the submission that was deployed. */
export const manifestOf = (facts: ManifestsFacts, deployed: DeployedObject): Manifest | undefined =>
  objects(facts).find((each) => isOne(each, deployed)) ?? objects(facts).find((each) => isNamed(each, deployed));

export const workloadOf = (facts: ManifestsFacts, deployed: DeployedObject): Workload | undefined => {
  const manifest = manifestOf(facts, deployed);
  return manifest && workloads(facts).find((each) => each.manifest === manifest);
};

/** `` `Deployment docc-sample` `` */
export const deployedTitle = ({ kind, name }: DeployedObject): string => code(`${kind} ${name}`);

export const deployedAt = ({ path, line }: DeployedObject): Location => ({ path, ...(line !== undefined && { line }) });

/** Where its files have it, which is what a person edits. */
export const atWorkload = ({ workload, app }: Live): Location => (app === undefined ? deployedAt(workload) : placeIn(app.workload.manifest));

/** Where a field is written; what isn't there would go where the innermost of what it is in stands. */
export function within(manifest: Manifest, from: Value | undefined, ...path: readonly Step[]): Location {
  for (let length = path.length; length > 0; length -= 1) {
    const value = valueIn(from, ...path.slice(0, length));
    if (value?.line !== undefined) return placeIn(manifest, value);
  }
  return placeIn(manifest, from);
}

/** Of the workload's own fields: `spec.strategy`. */
export const inWorkload = ({ workload, app }: Live, ...path: readonly Step[]): Location =>
  app === undefined ? deployedAt(workload) : within(app.workload.manifest, app.workload.manifest.body, 'spec', ...path);

/** Of its pods: `terminationGracePeriodSeconds`. */
export const inPods = ({ workload, app }: Live, ...path: readonly Step[]): Location =>
  app === undefined ? deployedAt(workload) : within(app.workload.manifest, app.workload.podSpec, ...path);

export const serverOf = ({ app }: Live): Container | undefined => app?.servers[0];

/** Of the container that runs the image: `readinessProbe`. */
export function inServer(live: Live, ...path: readonly Step[]): Location {
  const server = serverOf(live);
  return server === undefined ? inPods(live) : within(server.workload.manifest, server.value, ...path);
}
