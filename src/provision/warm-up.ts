import { randomBytes } from 'node:crypto';
import type { Make } from '../collect/cluster/standin/install.ts';
import type { KubernetesApi } from '../tools/kubernetes.ts';

const nodes = { apiVersion: 'v1', kind: 'Node' };

/** Auto Mode starts a machine in a minute or two, and takes longer where a zone has none to give. */
const patienceMs = 8 * 60_000;

/** Auto Mode has no nodes until pods wait for some: two that do nothing, in two zones, bring them and hold them until all is removed. */
export async function warmUp(api: KubernetesApi, make: Make, image: string): Promise<void> {
  if ((await api.list(nodes)).length > 0) return;
  const namespace = `docc-warm-${randomBytes(4).toString('hex')}`;
  await make({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await make(idleIn(namespace, image));
  const come = await api.wait(nodes, (all) => (all.length > 0 ? true : undefined), patienceMs);
  if (come === undefined) throw new Error(`no node came within ${patienceMs / 60_000} minutes: \`kubectl get nodeclaims\` and the quota of EC2 name what keeps them`);
}

function idleIn(namespace: string, image: string) {
  const labels = { 'docc.dev/role': 'warm' };
  const spread = [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels } }];
  const container = { name: 'idle', image, resources: { requests: { cpu: '500m', memory: '256Mi' } }, securityContext: { runAsNonRoot: true, runAsUser: 65532, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } };
  const spec = { automountServiceAccountToken: false, terminationGracePeriodSeconds: 0, topologySpreadConstraints: spread, containers: [container] };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'docc-warm', namespace }, spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } };
}
