import { expect, it } from 'vitest';
import { z } from 'zod';
import { kindConfig, nodeImageFor, workersFor } from './kind-config.ts';

const gib = 1024 ** 3;

it.each([
  [2, 0],
  [4.5, 1],
  [7, 2],
  [64, 2],
])('of %d GiB makes %d workers', (memory, workers) => expect(workersFor({}, memory * gib)).toBe(workers));

it('makes as many workers as it is told', () => expect(workersFor({ DOCC_KIND_WORKERS: '0' }, 64 * gib)).toBe(0));
it('refuses what is no number of workers', () => expect(() => workersFor({ DOCC_KIND_WORKERS: 'many' }, 0)).toThrow('DOCC_KIND_WORKERS is many: give a number from 0 to 5'));

it('takes the image that is set, else one of the Kubernetes asked for, by digest', () => {
  expect(nodeImageFor({ DOCC_KIND_IMAGE: 'own/node:1' }, '1.34')).toBe('own/node:1');
  expect(nodeImageFor({}, '1.34')).toMatch(/^kindest\/node:v1\.34\.\d+@sha256:[0-9a-f]{64}$/);
  expect(nodeImageFor({}, '1.99')).toBeUndefined();
});

const config = z.object({ nodes: z.array(z.object({ role: z.string(), labels: z.record(z.string(), z.string()), extraPortMappings: z.array(z.object({ hostPort: z.int(), listenAddress: z.string() })).default([]) })) });

it.each([0, 1, 2, 3])('with %d workers spreads nodes that take pods over two zones, and maps free ports of this machine alone', (workers) => {
  const { nodes } = config.parse(JSON.parse(kindConfig(workers)));
  expect(nodes.map(({ role }) => role)).toEqual(['control-plane', ...Array.from({ length: workers }, () => 'worker')]);
  const zones = new Set(nodes.flatMap(({ labels }) => labels['topology.kubernetes.io/zone'] ?? []));
  expect(zones.size).toBe(workers === 0 ? 1 : 2);
  expect(nodes.flatMap(({ extraPortMappings }) => extraPortMappings)).toMatchObject([{ hostPort: 0, listenAddress: '127.0.0.1' }, { hostPort: 0, listenAddress: '127.0.0.1' }]);
});
