import { describe, expect, it } from 'vitest';
import { changed, clusterHere, deployed, long, set } from '../deployment.fixture.ts';
import { collectConfiguration } from './run.ts';

const { missing, here } = await clusterHere();

const server = (member: string) => ['spec', 'template', 'spec', 'containers', 0, member] as const;

describe.skipIf(missing !== '')(`a changed setting of a running app${missing && ` (${missing})`}`, () => {
  it('of the reference comes back in its answers, and nothing stays of that', async () => {
    await using good = await deployed(here());
    const { namespace } = good.deployment;
    const outcome = { kind: 'heeded', by: 'answer', configMap: { kind: 'ConfigMap', name: 'docc-sample' }, key: 'MESSAGE' };
    expect(await collectConfiguration(good.deployment)).toMatchObject({ status: 'observed', facts: { outcome } });
    await expect.poll(async () => (await here().api.list({ apiVersion: 'v1', kind: 'Pod', namespace })).length, { timeout: 30_000 }).toBe(2);
    expect((await here().api.list({ apiVersion: 'v1', kind: 'ConfigMap', namespace })).map(({ metadata }) => metadata.name).sort()).toEqual(['docc-sample', 'kube-root-ca.crt']);
  }, long);

  it('that no answer tells is looked for in the process; one that is written down is not changed by the map', async () => {
    const levels = changed('Deployment', (object) => set(set(object, server('envFrom'), undefined), server('env'), [{ name: 'LOG_LEVEL', valueFrom: { configMapKeyRef: { name: 'docc-sample', key: 'LOG_LEVEL', optional: true } } }]));
    await using other = await deployed(here(), levels);
    expect(await collectConfiguration(other.deployment)).toMatchObject({ facts: { outcome: { kind: 'heeded', by: 'process', variable: 'LOG_LEVEL' } } });
    const objects = other.deployment.objects.map((object) => (object.kind === 'Deployment' ? set(object, server('env'), [{ name: 'LOG_LEVEL', value: 'INFO' }]) : object));
    expect(await collectConfiguration({ ...other.deployment, objects })).toMatchObject({ facts: { outcome: { kind: 'not-injected' } } });
  }, long);
});
