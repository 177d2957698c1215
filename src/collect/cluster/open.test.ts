import { expect, it } from 'vitest';
import type { KubernetesApi, KubernetesObject } from '../../tools/kubernetes.ts';
import { readyNodes } from './open.ts';

const nodeOf = (name: string, { ready = true, taints = [] }: { readonly ready?: boolean; readonly taints?: readonly string[] } = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec: { taints: taints.map((key) => ({ key, effect: 'NoSchedule' })) },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }], nodeInfo: { kubeletVersion: 'v1.34.4' } },
});

const plane = nodeOf('plane', { taints: ['node-role.kubernetes.io/control-plane'] });

/** A server on which the nodes are these, one after the other; then nothing changes any more. */
const becoming = (...steps: readonly (readonly KubernetesObject[])[]): Pick<KubernetesApi, 'wait'> => ({
  wait: async (_, until) => {
    for (const objects of steps) {
      const found = until(objects);
      if (found !== undefined) return found;
    }
    return undefined;
  },
});

it('waits for workers that have not joined, whatever is ready before them', async () => {
  const api = becoming([plane], [plane, nodeOf('one', { ready: false })], [plane, nodeOf('one')], [plane, nodeOf('one'), nodeOf('two')]);
  const { nodes } = await readyNodes(api, 3);
  expect(nodes.map(({ name, takesPods }) => [name, takesPods])).toEqual([['one', true], ['plane', false], ['two', true]]);
});

it('takes a cluster of others as it is', async () => {
  expect((await readyNodes(becoming([nodeOf('only')]), 1)).nodes).toHaveLength(1);
});

it('says so where they don’t come', async () => {
  await expect(readyNodes(becoming([plane], [plane, nodeOf('one')]), 3)).rejects.toThrow('did not become ready');
});
