import type { Tags } from '../cloud/marks.ts';
import type { KubernetesApi, KubernetesObject } from '../tools/kubernetes.ts';

/** Kinds that serve all submissions of a cluster: they stay, and are nobody's. */
const shared: ReadonlySet<string> = new Set(['CustomResourceDefinition']);

/** An API whose every new object bears docc's marks from the call on that makes it. What the submission's own deployer applies is in a marked namespace. */
export const markedApi = (api: KubernetesApi, tags: Tags): KubernetesApi => ({
  ...api,
  afterwards: () => markedApi(api.afterwards(), tags),
  apply: (object, how) => api.apply(shared.has(object.kind) ? object : marked(object, tags), how),
});

const marked = (object: KubernetesObject, tags: Tags): KubernetesObject => ({ ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...tags } } });

/** An API that is opened anew before its token ends: one of EKS lasts 15 minutes, and a grade may take longer. */
export async function renewedApi(open: () => Promise<KubernetesApi>, { forMs, now }: { readonly forMs: number; readonly now: () => number }): Promise<KubernetesApi> {
  let current = { api: open(), at: now() };
  await current.api;
  return through(async () => {
    if (now() - current.at <= forMs) return await current.api;
    const asked = { api: open(), at: now() };
    current = asked;
    // One that could not be opened is not kept: the next call asks for another.
    return await asked.api.catch((cause: unknown) => {
      if (current === asked) current = { ...asked, at: -Infinity };
      throw cause;
    });
  });
}

function through(fresh: () => Promise<KubernetesApi>): KubernetesApi {
  return {
    rights: async (namespace) => (await fresh()).rights(namespace),
    afterwards: () => through(async () => (await fresh()).afterwards()),
    apply: async (object, how) => (await fresh()).apply(object, how),
    read: async (name) => (await fresh()).read(name),
    list: async (kind) => (await fresh()).list(kind),
    remove: async (name, how) => (await fresh()).remove(name, how),
    patch: async (name, patch) => (await fresh()).patch(name, patch),
    evict: async (pod) => (await fresh()).evict(pod),
    wait: async (kind, until, timeoutMs) => (await fresh()).wait(kind, until, timeoutMs),
    log: async (pod, how) => (await fresh()).log(pod, how),
    as: async (account) => (await fresh()).as(account),
  };
}
