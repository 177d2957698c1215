import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { listAt, type Members, membersAt } from '../deploy/json.ts';

export type Scraper = { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };

/** As the charts of Prometheus call themselves, where no policy names another. */
const usual: Scraper = { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } };

const nameLabel = 'kubernetes.io/metadata.name';

/**
 * Who scrapes: the first pod that the submission's policies let in by the name of its namespace, other than the controller's own
 * and the app's. A policy that lets in none such keeps every scraper out.
 */
export function scraperOf(objects: readonly KubernetesObject[], not: ReadonlySet<string>): Scraper {
  const peers = objects.filter(({ kind }) => kind === 'NetworkPolicy').flatMap((policy) => listAt(policy as unknown as Members, 'spec', 'ingress').flatMap((rule) => listAt(rule, 'from'))); // JSON of the submission's own
  for (const peer of peers) {
    const { [nameLabel]: namespace, ...others } = membersAt(peer, 'namespaceSelector', 'matchLabels') ?? {};
    const labels = textsIn(membersAt(peer, 'podSelector', 'matchLabels') ?? {});
    if (typeof namespace === 'string' && /^[a-z0-9-]{1,63}$/.test(namespace) && !not.has(namespace) && !namespace.startsWith('kube-') && Object.keys(others).length === 0) return { namespace, labels };
  }
  return usual;
}

const textsIn = (members: Members): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])));
