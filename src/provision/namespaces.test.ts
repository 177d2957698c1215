import { describe, expect, it } from 'vitest';
import { tagsOf } from '../cloud/marks.ts';
import { nameFor } from '../cloud/resource.ts';
import type { KubernetesApi, KubernetesObject } from '../tools/kubernetes.ts';
import { modelKubernetes } from './kubernetes-model.fixture.ts';
import { markedApi } from './marked-api.ts';
import { namespacesIn, removeNamespace } from './namespaces.ts';

const submission = { repositoryId: 12, sha: 'a'.repeat(40) };
const marks = { submission, expires: new Date('2026-11-21T18:00:00Z') };
const resource = { kind: 'namespace', cluster: 'grading', name: nameFor(submission) } as const;

const objects: readonly KubernetesObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: resource.name } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'docc-beside-1' } },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'docc-entry', namespace: 'kube-system' } },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'docc-stand-in-1', namespace: 'kube-system' } },
  { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'docc-images-1' } },
  { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'gateways.gateway.networking.k8s.io' } },
];

async function standing(api: KubernetesApi): Promise<readonly string[]> {
  const found = await Promise.all(objects.map(({ apiVersion, kind, metadata: { name } }) => api.read({ apiVersion, kind, name })));
  return found.flatMap((answer) => (answer.kind === 'done' ? [answer.value.metadata.name] : []));
}

describe('what stands in a cluster', () => {
  it('is one thing by its marks, wherever it lies, and goes as one', async () => {
    const api = modelKubernetes();
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'team' } }, { dryRun: false });
    for (const object of objects) await markedApi(api, tagsOf(marks)).apply(object, { dryRun: false });
    expect(await namespacesIn(api, 'grading')).toEqual([{ resource, tags: tagsOf(marks), since: expect.any(Date) }]);
    expect(await removeNamespace(api, { resource, marks, since: undefined })).toBe('removed');
    expect(await namespacesIn(api, 'grading')).toEqual([]);
    // Kinds serve all submissions of a cluster.
    expect(await standing(api)).toEqual(['gateways.gateway.networking.k8s.io']);
    expect(await api.read({ apiVersion: 'v1', kind: 'Namespace', name: 'team' })).toMatchObject({ kind: 'done' });
    expect(await removeNamespace(api, { resource, marks, since: undefined })).toBe('was-gone');
  });
  it('is left where its marks are of another time', async () => {
    const api = modelKubernetes();
    await markedApi(api, tagsOf(marks)).apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: resource.name } }, { dryRun: false });
    const earlier = { ...marks, expires: new Date('2026-11-21T17:00:00Z') };
    expect(await removeNamespace(api, { resource, marks: earlier, since: undefined })).toBe('was-gone');
    expect(await namespacesIn(api, 'grading')).toHaveLength(1);
  });
  it('is not there while something of it will not go', async () => {
    const api = modelKubernetes();
    await markedApi(api, tagsOf(marks)).apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: resource.name } }, { dryRun: false });
    const stuck: KubernetesApi = { ...api, remove: async () => ({ kind: 'done', value: undefined }) };
    await expect(removeNamespace(stuck, { resource, marks, since: undefined })).rejects.toThrow('kubectl get namespace --all-namespaces');
  });
});
