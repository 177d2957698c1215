import { describe, expect, it } from 'vitest';
import { changed, clusterHere, deployed, long, set } from '../deployment.fixture.ts';
import { collectRoute } from './run.ts';
import { openBeside } from '../beside.ts';

const { missing, here } = await clusterHere();

describe.skipIf(missing !== '')(`a route in a running cluster${missing && ` (${missing})`}`, () => {
  it('of the reference leads its host to it, and no other, with the certificate that it declares', async () => {
    await using good = await deployed(here());
    await using beside = await openBeside(good.deployment);
    const echoed = { kind: 'echoed' };
    expect(await collectRoute(good.deployment, beside)).toMatchObject({
      status: 'observed',
      facts: {
        control: 'answered',
        byRoute: echoed,
        byService: echoed,
        others: ['random', 'sibling', 'none'].map((host) => ({ host, answeredBy: 'controller' })),
        tls: { kind: 'presented', secret: 'docc-sample-tls', certificate: 'declared', reached: echoed },
      },
    });
  }, long);

  it('that takes every name of its domain, or that nobody serves, is told as that', async () => {
    const change = changed('Ingress', (object) => {
      const host: unknown = Reflect.get(Object(Reflect.get(Object(Reflect.get(Object(object['spec']), 'rules')), 0)), 'host');
      return set(object, ['spec', 'rules', 0, 'host'], String(host).replace('service.', '*.'));
    });
    await using wide = await deployed(here(), change);
    await using beside = await openBeside(wide.deployment);
    const others = [{ host: 'random', answeredBy: 'controller' }, { host: 'sibling', answeredBy: 'app' }, { host: 'none', answeredBy: 'controller' }];
    expect(await collectRoute(wide.deployment, beside)).toMatchObject({ facts: { byRoute: { kind: 'echoed' }, others } });
    await using unserved = await deployed(here(), changed('Ingress', (object) => set(object, ['spec', 'ingressClassName'], 'nobody')));
    expect(await collectRoute(unserved.deployment, beside)).toMatchObject({
      facts: { control: 'answered', byRoute: { kind: 'wrong', status: 404 }, byService: { kind: 'echoed' }, tls: { kind: 'presented', certificate: 'other' } },
    });
  }, long);
});
