import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { clusterName, isLeftCluster } from './kind-names.ts';

it('leaves the clusters of runs that are at work, and those that are kept', () => {
  expect(isLeftCluster(clusterName(false))).toBe(false);
  expect(isLeftCluster(clusterName(true))).toBe(false);
});

it('knows the cluster of a run that is no more', () => {
  const { pid } = spawnSync('true');
  expect(isLeftCluster(clusterName(false).replace(String(process.pid), String(pid)))).toBe(true);
});

it.each(['kind', 'docc', 'docc-dev', 'docc-1-0000aaaabbbb', `docc-${process.pid}-zz`])('leaves %s, which is no cluster of this machine and docc', (name) => expect(isLeftCluster(name)).toBe(false));
