import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterDeploy } from '../../src/collect/cluster/deploy/section.ts';
import { observationOf } from '../../src/evidence/evidence.ts';
import { type KubernetesApi, openKubernetes } from '../../src/tools/kubernetes.ts';
import { temporaryFolder } from '../../src/tools/temporary.ts';
import { clusterIn, clusterTier, everything } from '../cluster-tier.ts';
import { checksOf } from '../mutant-proof.ts';
import { deployed } from './deployed.ts';
import { reportOn, rubric, submitted } from './submissions.ts';

const tier = await clusterTier(rubric.challenge.settings);
const missing = tier.kind === 'not-here' ? tier.reason : '';
const { signal } = new AbortController();

/** All on one cluster, that DOCC_TEST_CLUSTER names or that is made for it: nothing of what is tried may stay there. */
describe.skipIf(tier.kind === 'not-here')(`in a cluster${missing && ` (skipped: ${missing})`}`, () => {
  const made = new AsyncDisposableStack();
  let kubeconfig: string;
  let api: KubernetesApi;
  let found: readonly string[];
  beforeAll(async () => {
    if (tier.kind === 'not-here') return;
    made.defer(tier.dispose);
    const folder = made.use(await temporaryFolder('red-team'));
    kubeconfig = await clusterIn(folder.path, tier.program, tier.docker, made);
    api = await openKubernetes(await readFile(kubeconfig, 'utf8'), signal);
    found = await everything(api);
  });
  afterAll(() => made.disposeAsync());

  for (const { attack: { id, tried, changes, must, twin }, outcome, refused } of deployed) {
    it(`${id}: ${tried} is ${must}`, async () => {
      if (tier.kind === 'not-here') return;
      const evidence = await tier.evidenceOf(await submitted(changes), kubeconfig);
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
      const report = reportOn(await tier.evidenceOf(await submitted(twin.changes), kubeconfig));
      expect(checksOf(report).filter(({ verdict }) => verdict === 'fail').map(({ id, observed }) => [id, observed])).toEqual([]);
    });
  }
});
