import { describe, expect, it } from 'vitest';
import { changed, clusterHere, deployed, disturbing, long, set } from '../deployment.fixture.ts';
import { collectDrain } from './run.ts';

const { cluster, missing, here } = await clusterHere();

describe.skipIf(cluster === undefined || cluster.nodes.filter(({ takesPods }) => takesPods).length < 2)(`a node of a running cluster drained${missing && ` (${missing})`}`, () => {
  it('costs the reference nothing; a budget that allows nothing holds it up', async () => {
    await using good = await deployed(here());
    await using under = await disturbing(good.deployment);
    expect(await collectDrain(under.disturbed)).toMatchObject({ status: 'observed', facts: { outcome: { kind: 'drained', replaced: true, load: { lost: 'none' } } } });
    await using strict = await deployed(here(), changed('PodDisruptionBudget', (object) => set(object, ['spec', 'maxUnavailable'], 0)));
    await using underStrict = await disturbing(strict.deployment);
    expect(await collectDrain(underStrict.disturbed)).toMatchObject({ facts: { outcome: { kind: 'blocked', blockedBy: 'docc-sample', seconds: 20 } } });
    const unschedulable = (await here().api.list({ apiVersion: 'v1', kind: 'Node' })).filter(({ spec }) => Reflect.get(Object(spec), 'unschedulable') === true);
    expect(unschedulable).toEqual([]);
  }, long);

  it('tells nothing where the app has nowhere else to go', async () => {
    const apart = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'docc-sample' } } }] } };
    const rolling = changed('Deployment', (object) => set(set(object, ['spec', 'template', 'spec', 'affinity'], apart), ['spec', 'strategy'], { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }));
    await using bound = await deployed(here(), rolling);
    await using under = await disturbing(bound.deployment);
    expect(await collectDrain(under.disturbed)).toMatchObject({ facts: { outcome: { kind: 'one-node' } } });
    const [only, ...others] = here().nodes;
    const onOne = { ...bound.deployment, cluster: { ...here(), nodes: only === undefined ? [] : [only, ...others.map((node) => ({ ...node, takesPods: false }))] } };
    expect(await collectDrain({ ...under.disturbed, deployment: onOne })).toMatchObject({ facts: { outcome: { kind: 'one-node' } } });
  }, long);
});
