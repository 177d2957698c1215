import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KubernetesApi, KubernetesGone, type KubernetesObject, openKubernetes } from './kubernetes.ts';

/** A cluster of this machine's that tests may make namespaces in. */
const { DOCC_TEST_KUBECONFIG: path } = process.env;
const { signal } = new AbortController();

describe.skipIf(path === undefined)('a running cluster (skipped without DOCC_TEST_KUBECONFIG)', () => {
  const namespace = `docc-test-${randomBytes(4).toString('hex')}`;
  let api: KubernetesApi;

  beforeAll(async () => {
    api = await openKubernetes(await readFile(path ?? '', 'utf8'), signal);
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, { dryRun: false });
  });
  afterAll(async () => void (await api.remove({ apiVersion: 'v1', kind: 'Namespace', name: namespace }, {})));

  const map = (name: string, data: Readonly<Record<string, string>> = {}): KubernetesObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels: { of: 'test' } }, data });

  it('applies, reads, patches, lists and removes', async () => {
    await api.apply(map('one', { a: '1', b: '1' }), { dryRun: false });
    await api.apply(map('one', { a: '2' }), { dryRun: false });
    const name = { apiVersion: 'v1', kind: 'ConfigMap', name: 'one', namespace };
    expect(await api.read(name)).toMatchObject({ kind: 'done', value: { data: { a: '2' } } });
    await api.patch(name, { data: { c: '3' } });
    expect(await api.list({ apiVersion: 'v1', kind: 'ConfigMap', namespace, labels: { of: 'test' } })).toMatchObject([{ kind: 'ConfigMap', data: { a: '2', c: '3' } }]);
    expect(await api.remove(name, {})).toMatchObject({ kind: 'done' });
    expect(await api.read(name)).toMatchObject({ kind: 'refused', status: 404, reason: 'NotFound' });
  });

  it('leaves nothing of a dry run', async () => {
    expect(await api.apply(map('dry'), { dryRun: true })).toMatchObject({ kind: 'done' });
    expect(await api.read({ apiVersion: 'v1', kind: 'ConfigMap', name: 'dry', namespace })).toMatchObject({ kind: 'refused' });
  });

  it('tells what the server refuses and why', async () => {
    const wrong: KubernetesObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'wrong', namespace }, spec: { ports: [{ port: 0 }] } };
    expect(await api.apply(wrong, { dryRun: false })).toMatchObject({ kind: 'refused', status: 422, reason: 'Invalid' });
    expect(await api.apply({ apiVersion: 'no.example/v1', kind: 'No', metadata: { name: 'no', namespace } }, { dryRun: false })).toMatchObject({ kind: 'refused', status: 404, message: 'the server has no kind No in no.example/v1' });
    expect(await api.list({ apiVersion: 'no.example/v1', kind: 'No' })).toEqual([]);
  });

  it('sees what comes later, and gives up when the time is over', async () => {
    const kind = { apiVersion: 'v1', kind: 'ConfigMap', namespace };
    const found = api.wait(kind, (all) => all.find(({ metadata }) => metadata.name === 'later'), 20_000);
    await pause(300);
    await api.apply(map('later', { a: '1' }), { dryRun: false });
    expect(await found).toMatchObject({ data: { a: '1' } });
    await api.remove({ ...kind, name: 'later' }, {});
    expect(await api.wait(kind, (all) => (all.some(({ metadata }) => metadata.name === 'later') ? undefined : 'gone'), 20_000)).toBe('gone');
    expect(await api.wait(kind, () => undefined, 300)).toBeUndefined();
  });

  it('acts with the rights of a service account and no more', async () => {
    await api.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'small', namespace } }, { dryRun: false });
    const small = await api.as({ namespace, name: 'small' });
    expect(await small.apply(map('not-allowed'), { dryRun: false })).toMatchObject({ kind: 'refused', status: 403, reason: 'Forbidden' });
  });
});

it('names the server that is gone', { timeout: 60_000 }, async () => {
  const kubeconfig = ['apiVersion: v1', 'kind: Config', 'current-context: a', 'contexts: [{name: a, context: {cluster: a, user: a}}]', 'users: [{name: a, user: {token: t}}]', 'clusters: [{name: a, cluster: {server: "https://127.0.0.1:1"}}]'].join('\n');
  const api = await openKubernetes(kubeconfig, signal);
  await expect(api.list({ apiVersion: 'v1', kind: 'Pod' })).rejects.toThrow(KubernetesGone);
});

it('stops trying when it is told to', async () => {
  const kubeconfig = ['apiVersion: v1', 'kind: Config', 'current-context: a', 'contexts: [{name: a, context: {cluster: a, user: a}}]', 'users: [{name: a, user: {token: t}}]', 'clusters: [{name: a, cluster: {server: "https://127.0.0.1:1"}}]'].join('\n');
  const stop = new AbortController();
  const api = await openKubernetes(kubeconfig, stop.signal);
  const listed = api.list({ apiVersion: 'v1', kind: 'Pod' });
  stop.abort(new Error('stopped'));
  await expect(listed).rejects.toThrow(/stopped|abort/i);
});
