import { expect, it } from 'vitest';
import type { KubernetesApi, KubernetesObject } from '../../../tools/kubernetes.ts';
import { customKinds } from './inert-kinds.ts';
import { installKinds } from './install.ts';

const all = customKinds();
const established = { status: { conditions: [{ type: 'Established', status: 'True' }] } };

/** A cluster whose definitions are watched: those that are going are gone at the next look. */
function clusterWith(definitions: readonly KubernetesObject[]) {
  const held = new Map(definitions.map((each) => [each.metadata.name, each]));
  const wait: KubernetesApi['wait'] = async (_, until) => {
    for (let looks = 0; looks < 3; looks += 1) {
      const found = until([...held.values()]);
      if (found !== undefined) return found;
      for (const [name, { metadata }] of held) if (metadata['deletionTimestamp'] !== undefined) held.delete(name);
    }
    return undefined;
  };
  const made: string[] = [];
  const make = async (object: KubernetesObject): Promise<void> => {
    made.push(object.metadata.name);
    held.set(object.metadata.name, { ...held.get(object.metadata.name), ...object, ...established });
  };
  return { api: { wait }, make, made };
}

it('makes the kinds that are not there, and leaves those that are', async () => {
  const there = all.slice(1).map((each) => ({ ...each, ...established }));
  const { api, make, made } = clusterWith(there);
  await installKinds(api, make);
  expect(made).toEqual([all[0]?.metadata.name]);
});

it('makes those anew that a grade before is taking away', async () => {
  const going = all.map((each) => ({ ...each, ...established, metadata: { ...each.metadata, deletionTimestamp: '2026-11-01T00:00:00Z' } }));
  const { api, make, made } = clusterWith(going);
  await installKinds(api, make);
  expect(made.toSorted()).toEqual(all.map(({ metadata }) => metadata.name).toSorted());
});

it('says so where they are not served', async () => {
  const { api } = clusterWith([]);
  await expect(installKinds(api, async () => undefined)).rejects.toThrow('does not serve the kinds');
});
