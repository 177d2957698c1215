import type { Answered, KubernetesApi, KubernetesObject } from '../tools/kubernetes.ts';

/** An API server in memory: as much of one as is asked for namespaces. */
export function modelKubernetes(): KubernetesApi {
  const objects = new Map<string, KubernetesObject>();
  const key = ({ apiVersion, kind, name }: { readonly apiVersion: string; readonly kind: string; readonly name: string }): string => `${apiVersion} ${kind} ${name}`;
  const absent = { kind: 'refused', status: 404, reason: 'NotFound', message: 'not found' } as const;
  const never = (): never => {
    throw new Error('not of this model');
  };
  const api: KubernetesApi = {
    apply: async (object) => {
      const made = { ...object, metadata: { ...object.metadata, creationTimestamp: new Date().toISOString() } };
      objects.set(key({ ...object, name: object.metadata.name }), made);
      return { kind: 'done', value: made };
    },
    read: async (name): Promise<Answered<KubernetesObject>> => {
      const found = objects.get(key(name));
      return found === undefined ? absent : { kind: 'done', value: found };
    },
    list: async ({ apiVersion, kind, labels = {} }) =>
      [...objects.values()].filter((each) => each.apiVersion === apiVersion && each.kind === kind && Object.entries(labels).every(([name, value]) => each.metadata.labels?.[name] === value)),
    remove: async (name) => (objects.delete(key(name)) ? { kind: 'done', value: undefined } : absent),
    wait: async (kind, until) => until(await api.list(kind)),
    patch: never,
    evict: never,
    log: never,
    as: never,
    rights: never,
    afterwards: () => api,
  };
  return api;
}
