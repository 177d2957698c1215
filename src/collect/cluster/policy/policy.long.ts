import { describe, expect, it } from 'vitest';
import { changed, clusterHere, deployed, long, set } from '../deployment.fixture.ts';
import { collectPolicy } from './run.ts';
import { openBeside } from '../beside.ts';

const { missing, here } = await clusterHere();

describe.skipIf(missing !== '')(`a policy in a running cluster${missing && ` (${missing})`}`, () => {
  it('of the reference keeps strangers out and its controller in; where none is enforced, that is told', async () => {
    await using good = await deployed(here());
    await using beside = await openBeside(good.deployment);
    const facts = { control: 'enforced', strangers: [{ from: 'other-namespace', connects: false }, { from: 'same-namespace', connects: false }], controller: { connects: true } };
    expect(await collectPolicy(good.deployment, beside)).toMatchObject({ status: 'observed', facts });
    // Before a server that its own policy doesn't select, docc sees what a network without policies shows.
    const unguarded = { ...beside, server: { ...beside.server, labels: { no: 'pod' } } };
    expect(await collectPolicy(good.deployment, unguarded)).toMatchObject({ facts: { control: 'not-enforced' } });
    expect(await collectPolicy({ ...good.deployment, cluster: { ...here(), onNode: undefined } }, beside)).toMatchObject({ status: 'not-exercised' });
  }, long);

  it('that is not there, or lets nobody in, is told as that', async () => {
    await using open = await deployed(here(), changed('NetworkPolicy', () => undefined));
    await using beside = await openBeside(open.deployment);
    expect(await collectPolicy(open.deployment, beside)).toMatchObject({ facts: { control: 'enforced', strangers: [{ connects: true }, { connects: true }], controller: { connects: true } } });
    await using closed = await deployed(here(), changed('NetworkPolicy', (object) => set(object, ['spec', 'ingress'], [])));
    await using besideClosed = await openBeside(closed.deployment);
    expect(await collectPolicy(closed.deployment, besideClosed)).toMatchObject({ facts: { strangers: [{ connects: false }, { connects: false }], controller: { connects: false } } });
  }, long);
});
