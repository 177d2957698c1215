import { describe, expect, it } from 'vitest';
import { changed, clusterHere, deployed, disturbing, long, set } from '../deployment.fixture.ts';
import { collectReplacement } from './run.ts';

const { missing, here } = await clusterHere();

describe.skipIf(missing !== '')(`pods replaced in a running cluster${missing && ` (${missing})`}`, () => {
  it('of the reference cost nobody an answer', async () => {
    await using good = await deployed(here());
    await using under = await disturbing(good.deployment);
    const none = { lost: 'none' };
    expect(await collectReplacement(under.disturbed)).toMatchObject({ status: 'observed', facts: { replicas: 2, restart: { completed: true, load: none }, deletion: { replaced: true, load: none } } });
  }, long);

  it('of which there is one, and that ends at once, cost answers', async () => {
    const hasty = changed('ConfigMap', (object) => set(object, ['data', 'SHUTDOWN_DELAY'], '0s'));
    const alone = changed('Deployment', (object) => set(set(object, ['spec', 'replicas'], 1), ['spec', 'strategy'], { type: 'Recreate' }));
    await using bad = await deployed(here(), (object) => hasty(alone(object) ?? object));
    await using under = await disturbing(bad.deployment);
    const some = { lost: 'some' };
    expect(await collectReplacement(under.disturbed)).toMatchObject({ facts: { replicas: 1, restart: { completed: true, load: some }, deletion: { replaced: true, load: some } } });
  }, long);
});
