import { expect, it } from 'vitest';
import { tagsOf } from '../cloud/marks.ts';
import { modelKubernetes } from './kubernetes-model.fixture.ts';
import { markedApi, renewedApi } from './marked-api.ts';
import { warmUp } from './warm-up.ts';

const tags = tagsOf({ submission: { repositoryId: 12, sha: 'a'.repeat(40) }, expires: new Date('2026-11-21T18:00:00Z') });
const namespace = { apiVersion: 'v1', kind: 'Namespace', name: 'one' };

it('what is made by a marked API bears the marks beside its own labels, also afterwards', async () => {
  const api = modelKubernetes();
  await markedApi(api, tags).afterwards().apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'one', labels: { own: 'yes' } } }, { dryRun: false });
  expect(await api.read(namespace)).toMatchObject({ value: { metadata: { labels: { own: 'yes', ...tags } } } });
});

it('an API is opened anew before its token ends, and not before', async () => {
  let [time, opened] = [0, 0];
  const model = modelKubernetes();
  const api = await renewedApi(async () => {
    opened += 1;
    return model;
  }, { forMs: 10, now: () => time });
  await api.read(namespace);
  time = 10;
  await api.list(namespace);
  expect(opened).toBe(1);
  time = 11;
  await api.afterwards().read(namespace);
  expect(opened).toBe(2);
});

it('an API that could not be opened anew is asked for again by the next call', async () => {
  let [time, opened] = [0, 0];
  const api = await renewedApi(async () => {
    opened += 1;
    if (opened === 2) throw new Error('no token now');
    return modelKubernetes();
  }, { forMs: 10, now: () => time });
  time = 11;
  await expect(api.read(namespace)).rejects.toThrow('no token now');
  await api.read(namespace);
  expect(opened).toBe(3);
});

it('pods that do nothing bring nodes where there are none, and nothing is made where there are', async () => {
  const api = modelKubernetes();
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'one' } };
  const made: string[] = [];
  await warmUp(api, async (object) => {
    made.push(object.kind);
    if (object.kind === 'Deployment') await api.apply(node, { dryRun: false });
  }, 'pause');
  expect(made).toEqual(['Namespace', 'Deployment']);
  await warmUp(api, async ({ kind }) => void made.push(kind), 'pause');
  expect(made).toHaveLength(2);
});
