import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changed, clusterHere, deployed, disturbing, long, set } from '../deployment.fixture.ts';
import { collectUpgrade } from './run.ts';

const { missing, here } = await clusterHere();

describe.skipIf(missing !== '')(`an upgrade in a running cluster${missing && ` (${missing})`}`, () => {
  it('of the reference that is broken takes no traffic and goes back; a good one completes', async () => {
    await using good = await deployed(here());
    await using under = await disturbing(good.deployment);
    const none = { lost: 'none' };
    const facts = { broken: { tookTraffic: false, keptServing: true, load: none }, rollback: 'completed', good: { completed: true, load: none } };
    expect(await collectUpgrade(under.disturbed, under.service)).toMatchObject({ status: 'observed', facts });
  }, long);

  it('is told where nothing tells that it is broken, or all are ended first', async () => {
    const unprobed = changed('Deployment', (object) => set(set(object, ['spec', 'template', 'spec', 'containers', 0, 'readinessProbe'], undefined), ['spec', 'minReadySeconds'], 0));
    await using blind = await deployed(here(), unprobed);
    await using under = await disturbing(blind.deployment);
    expect(await collectUpgrade(under.disturbed, under.service)).toMatchObject({ facts: { broken: { tookTraffic: true, keptServing: false }, rollback: 'completed' } });
    await using all = await deployed(here(), changed('Deployment', (object) => set(object, ['spec', 'strategy'], { type: 'Recreate' })));
    await using underAll = await disturbing(all.deployment);
    expect(await collectUpgrade(underAll.disturbed, underAll.service)).toMatchObject({ facts: { broken: { tookTraffic: false, keptServing: false, load: { lost: 'some' } }, rollback: 'completed', good: { completed: true } } });
  }, long);

  /** https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback: it is the order that waits, which nobody has to ask for. */
  it('of a StatefulSet in order stays at its broken pod, and of one that is parallel goes back', async () => {
    const asSet = (podManagementPolicy: string) =>
      changed('Deployment', (object) => {
        const { replicas, selector, template } = spec.parse(object['spec']);
        return { apiVersion: object.apiVersion, kind: 'StatefulSet', metadata: object.metadata, spec: { serviceName: 'docc-sample', podManagementPolicy, replicas, selector, template } };
      });
    for (const [policy, rollback] of [['OrderedReady', 'stuck'], ['Parallel', 'completed']] as const) {
      await using set = await deployed(here(), asSet(policy));
      await using under = await disturbing(set.deployment);
      expect(await collectUpgrade(under.disturbed, under.service)).toMatchObject({ facts: { broken: { tookTraffic: false }, rollback, good: { completed: true } } });
    }
  }, 2 * long);
});

const spec = z.looseObject({ replicas: z.int(), selector: z.unknown(), template: z.unknown() });
