import type { KubernetesApi } from '../../../tools/kubernetes.ts';
import type { Make } from '../standin/install.ts';
import { apiService, metricsObjects } from './objects.ts';

/** Where the cluster has none. Nobody waits here until it serves: who reads metrics does. */
export async function installMetricsServer(api: KubernetesApi, image: string, make: Make): Promise<void> {
  const present = await api.read({ apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', name: apiService });
  if (present.kind === 'done') return;
  for (const object of metricsObjects(image)) await make(object);
}
