import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { imageOn } from '../../../tools/kind-nodes.ts';
import { dockerPort } from '../../../tools/docker.ts';
import type { Cluster } from '../cluster.ts';
import { clusterHere, deployed, disturbing, long, set } from '../deployment.fixture.ts';
import { installMetricsServer } from '../metrics-server/install.ts';
import { anyImage, pinnedImage } from '../metrics-server/objects.ts';
import { collectScaling } from './run.ts';

const { missing, here } = await clusterHere();

async function withMetrics({ api, nodes }: Cluster): Promise<void> {
  const opened = await dockerPort(process.env, new AbortController().signal, []).open();
  const image = opened.kind === 'open' ? await imageOn(opened.docker, nodes[0]?.name ?? '', anyImage) : undefined;
  await installMetricsServer(api, image ?? pinnedImage, async (object) => void (await api.apply(object, { dryRun: false })));
}

const autoscaler = (namespace: string, resource = 'cpu'): KubernetesObject => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'docc-sample', namespace },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'docc-sample' },
    minReplicas: 2,
    maxReplicas: 4,
    metrics: [{ type: 'Resource', resource: { name: resource, target: { type: 'Utilization', averageUtilization: 90 } } }],
  },
});

describe.skipIf(missing !== '')(`the autoscaler of a running app${missing && ` (${missing})`}`, () => {
  it('that is not there is told as that', async () => {
    await using good = await deployed(here());
    await using under = await disturbing(good.deployment);
    expect(await collectScaling(under.disturbed)).toMatchObject({ facts: { outcome: { kind: 'not-declared' } } });
  }, long);

  it('reacts to what its pods use, and is as it was then', async () => {
    await withMetrics(here());
    await using good = await deployed(here());
    const { deployment } = good;
    const object = autoscaler(deployment.namespace);
    await here().api.apply(object, { dryRun: false });
    await using under = await disturbing({ ...deployment, objects: [...deployment.objects, object] });
    expect(await collectScaling(under.disturbed)).toMatchObject({ status: 'observed', facts: { outcome: { kind: 'seeing', reacts: true } } });
    const left = await here().api.read({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'docc-sample', namespace: deployment.namespace });
    expect(left).toMatchObject({ value: { spec: { metrics: [{ resource: { target: { averageUtilization: 90 } } }] } } });
    const pods = await here().api.list({ apiVersion: 'v1', kind: 'Pod', namespace: deployment.namespace, labels: deployment.workload.labels });
    expect(pods).toHaveLength(2);
  }, long);

  it('without requests to reckon with is blind', async () => {
    await withMetrics(here());
    await using bare = await deployed(here(), (object) => (object.kind === 'Deployment' ? set(object, ['spec', 'template', 'spec', 'containers', 0, 'resources'], {}) : object));
    const { deployment } = bare;
    const object = autoscaler(deployment.namespace);
    await here().api.apply(object, { dryRun: false });
    await using under = await disturbing({ ...deployment, objects: [...deployment.objects, object] });
    expect(await collectScaling(under.disturbed)).toMatchObject({ facts: { outcome: { kind: 'blind', says: expect.stringContaining('missing request for cpu') } } });
  }, long);
});
