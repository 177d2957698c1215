import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterDeploy } from '../../src/collect/cluster/deploy/section.ts';
import { observationOf } from '../../src/evidence/evidence.ts';
import { type KubernetesApi, openKubernetes } from '../../src/tools/kubernetes.ts';
import { clusterTier, everything, givenCluster } from '../cluster-tier.ts';
import { checksOf } from '../mutant-proof.ts';
import { deployed } from './deployed.ts';
import { reportOn, rubric, submitted } from './submissions.ts';

const tier = givenCluster === undefined ? ({ kind: 'not-here', reason: 'DOCC_TEST_CLUSTER names no cluster' } as const) : await clusterTier(rubric.challenge.settings);
const missing = tier.kind === 'not-here' ? tier.reason : '';
const { signal } = new AbortController();

/** On the cluster that DOCC_TEST_CLUSTER names: nothing of what is tried may stay there. */
describe.skipIf(tier.kind === 'not-here')(`in a cluster${missing && ` (skipped: ${missing})`}`, () => {
  let api: KubernetesApi;
  let found: readonly string[];
  beforeAll(async () => {
    if (givenCluster === undefined) return;
    api = await openKubernetes(await readFile(givenCluster, 'utf8'), signal);
    found = await everything(api);
  });
  afterAll(async () => (tier.kind === 'here' ? await tier.dispose() : undefined));

  for (const { attack: { id, tried, changes, must, twin }, outcome, refused } of deployed) {
    it(`${id}: ${tried} is ${must}`, async () => {
      if (tier.kind === 'not-here') return;
      const evidence = await tier.evidenceOf(await submitted(changes));
      const seen = observationOf(evidence, clusterDeploy);
      if (seen.status !== 'observed') throw new Error(JSON.stringify(seen));
      expect(seen.facts.outcome.kind).toBe(outcome);
      expect(seen.facts.refused.map(({ rule }) => rule).toSorted()).toEqual(refused);
      for (const { fix } of seen.facts.refused) expect(fix).toMatch(/\S/);
      expect(reportOn(evidence).faults).toEqual([]);
      expect(await everything(api)).toEqual(found);
    });

    it(`${id} twin: ${twin.is}`, async () => {
      if (tier.kind === 'not-here') return;
      const report = reportOn(await tier.evidenceOf(await submitted(twin.changes)));
      expect(checksOf(report).filter(({ verdict }) => verdict === 'fail').map(({ id, observed }) => [id, observed])).toEqual([]);
    });
  }
});
