import type { Value } from '../collect/terraform/section.ts';
import { membersOf } from '../terraform/members.ts';
import { valueIn } from '../terraform/value.ts';
import type { App } from './app.ts';
import { isOf, type Manifest, shareNamespace } from './objects.ts';
import { sameText } from './selectors.ts';

/** A folder of the node that the app's pods mount, and where that is written. */
export type NodePath = { readonly path: Value; readonly manifest: Manifest; readonly value: Value };

/** Mounted as it is, or by a claim of a volume that is one. https://kubernetes.io/docs/concepts/storage/persistent-volumes/ */
export const nodePaths = (app: App): readonly NodePath[] => membersOf(valueIn(app.workload.podSpec, 'volumes')).flatMap((volume) => [...ofVolume(app, volume), ...ofClaim(app, valueIn(volume, 'persistentVolumeClaim', 'claimName'))]);

function ofVolume({ workload: { manifest } }: App, volume: Value): readonly NodePath[] {
  const path = 'unknown' in volume ? undefined : valueIn(volume, 'hostPath', 'path');
  return path === undefined ? [] : [{ path, manifest, value: volume }];
}

function ofClaim({ around, workload }: App, name: Value | undefined): readonly NodePath[] {
  if (name === undefined) return [];
  const claim = around.find((each) => isOf(each, 'PersistentVolumeClaim', '') && sameText(each.name, name) === 'yes' && shareNamespace(each, workload.manifest) !== 'no');
  const wanted = valueIn(claim?.body, 'spec', 'volumeName');
  const bound = around.filter((each) => isOf(each, 'PersistentVolume', '') && [sameText(valueIn(each.body, 'spec', 'claimRef', 'name'), name), wanted === undefined ? 'no' : sameText(each.name, wanted)].includes('yes'));
  return bound.flatMap((manifest) => {
    const path = valueIn(manifest.body, 'spec', 'hostPath', 'path') ?? valueIn(manifest.body, 'spec', 'local', 'path');
    return path === undefined ? [] : [{ path, manifest, value: path }];
  });
}
