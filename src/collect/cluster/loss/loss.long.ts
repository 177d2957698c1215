import { describe, expect, it } from 'vitest';
import { changed, clusterHere, deployed, disturbing, long, set } from '../deployment.fixture.ts';
import { collectLoss } from './run.ts';

const { missing, here } = await clusterHere();

describe.skipIf(missing !== '')(`a pod lost in a running cluster${missing && ` (${missing})`}`, () => {
  it('is replaced; where there was another, the Service answers meanwhile', async () => {
    await using good = await deployed(here());
    await using under = await disturbing(good.deployment);
    expect(await collectLoss(under.disturbed, under.service)).toMatchObject({ status: 'observed', facts: { replicas: 2, replaced: 'ready', service: 'answered' } });
    await using alone = await deployed(here(), changed('Deployment', (object) => set(object, ['spec', 'replicas'], 1)));
    await using underOne = await disturbing(alone.deployment);
    expect(await collectLoss(underOne.disturbed, underOne.service)).toMatchObject({ facts: { replicas: 1, replaced: 'ready', service: 'interrupted' } });
  }, long);
});
