import { randomBytes } from 'node:crypto';
import type { ObjectName } from '../../tools/kubernetes.ts';
import { granted, removed } from './answer.ts';
import type { Deployment } from './cluster.ts';

/**
 * Lets everybody in to the app's pods while it is held: a submission whose policy keeps its own controller out loses the policy's
 * points, and is still judged by what its route and its rollouts do. Policies add up, so none of its own is changed.
 */
export async function everybodyAdmitted({ cluster: { api }, namespace, workload }: Deployment): Promise<AsyncDisposable> {
  const name: ObjectName = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: `docc-prober-${randomBytes(4).toString('hex')}`, namespace };
  const spec = { podSelector: { matchLabels: workload.labels }, policyTypes: ['Ingress'], ingress: [{}] };
  granted(await api.apply({ apiVersion: name.apiVersion, kind: name.kind, metadata: { name: name.name, namespace }, spec }, { dryRun: false }), 'admit the prober');
  return { [Symbol.asyncDispose]: async () => removed(await api.afterwards().remove(name, {}), name.name) };
}
