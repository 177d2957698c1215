import { describe, expect, it } from 'vitest';
import { clusterOf, deployed, recording } from './deployment.fixture.ts';
import { runExperiments } from './experiments.ts';
import { ofADeployment } from './sections.ts';

const cluster = await clusterOf();
const missing = typeof cluster === 'string' ? cluster : '';
/** Milliseconds: on a machine with much else to do, pods take long to start. */
const long = 600_000;

describe.skipIf(missing !== '')(`all experiments on a running cluster${missing && ` (${missing})`}`, () => {
  it('are recorded for the reference, and leave its cluster as they found it', async () => {
    if (typeof cluster === 'string') throw new Error(cluster);
    await using good = await deployed(cluster);
    const { namespace, workload } = good.deployment;
    const { record, seen } = recording();
    await runExperiments(good.deployment, record);
    expect(Object.fromEntries([...seen].map(([id, { observation }]) => [id, observation.status]))).toEqual(Object.fromEntries(ofADeployment.map(({ id }) => [id, 'observed'])));
    const names = async (apiVersion: string, kind: string) => (await cluster.api.list({ apiVersion, kind, namespace })).map(({ metadata }) => metadata.name);
    expect(await names('networking.k8s.io/v1', 'NetworkPolicy')).toEqual(['docc-sample']);
    expect((await names('v1', 'Pod')).filter((name) => !name.startsWith('docc-sample-'))).toEqual([]);
    expect(workload.replicas).toBe((await names('v1', 'Pod')).length);
    const nodes = await cluster.api.list({ apiVersion: 'v1', kind: 'Node' });
    expect(nodes.filter(({ spec }) => Reflect.get(Object(spec), 'unschedulable') === true)).toEqual([]);
  }, long);

  it('end when the grade does, and what could not be seen is told by its section', async () => {
    if (typeof cluster === 'string') throw new Error(cluster);
    await using good = await deployed(cluster);
    const told: string[] = [];
    const ended = { ...good.deployment, cluster: { ...cluster, signal: AbortSignal.abort(new Error('given up')) } };
    await runExperiments(ended, async (section, collect) => {
      const observation = await collect(() => undefined).catch((error: unknown) => ({ status: 'fault' as const, fault: { message: String(error), repair: '' } }));
      if (observation.status === 'fault') told.push(section.id);
      return observation;
    });
    expect(told).toEqual(expect.arrayContaining(['cluster.replacement', 'cluster.loss', 'cluster.upgrade', 'cluster.drain']));
  }, long);

  it('blame nobody where the stand-in leads nobody anywhere', async () => {
    if (typeof cluster === 'string') throw new Error(cluster);
    await using good = await deployed(cluster);
    const closed = { host: '127.0.0.1', port: 9 };
    const told: string[] = [];
    await runExperiments({ ...good.deployment, cluster: { ...cluster, entry: { http: closed, https: closed } } }, async (section, collect) => {
      const observation = await collect(() => undefined).catch((error: unknown) => ({ status: 'fault' as const, fault: { message: String(error), repair: '' } }));
      if (observation.status === 'fault') told.push(section.id);
      expect(observation.status).not.toBe('refused');
      return observation;
    });
    expect(told).toEqual(expect.arrayContaining(['cluster.replacement', 'cluster.loss', 'cluster.upgrade', 'cluster.drain']));
  }, long);
});
