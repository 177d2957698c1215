import { readFile } from 'node:fs/promises';
import type { Waiting } from '../tools/aws-changes.ts';
import type { Aws } from '../tools/aws.ts';
import { ecrChanges } from '../tools/ecr-changes.ts';
import { eksChanges, type EksChanges } from '../tools/eks-changes.ts';
import { eksToken, kubeconfigFor, tokenMinutes } from '../tools/eks-token.ts';
import { type KubernetesApi, openKubernetes } from '../tools/kubernetes.ts';
import { route53Changes } from '../tools/route53-changes.ts';
import type { AccountPorts } from './aws-account.ts';
import { renewedApi } from './marked-api.ts';

/** Nine minutes are usual for a cluster to come, and as many for it to go. */
const clusterMs = 25 * 60_000;
/** Route 53 promises a minute. */
const recordMs = 3 * 60_000;

/** `kubeconfig`: of a cluster that stands for every one of EKS's, where EKS is a stand-in too. */
export async function accountPorts(aws: Aws, kubeconfig: string | undefined): Promise<AccountPorts> {
  const eks = await eksChanges(aws);
  const waiting = (forMs: number, everyMs: number): Waiting => ({ forMs, everyMs, signal: aws.signal });
  return {
    ecr: await ecrChanges(aws),
    eks,
    route53: await route53Changes(aws),
    openCluster: async (name) => (kubeconfig === undefined ? await openOnEks(aws, eks, name) : await openKubernetes(await readFile(kubeconfig, 'utf8'), aws.signal)),
    now: () => new Date(),
    waiting: { cluster: waiting(clusterMs, 10_000), record: waiting(recordMs, 3_000) },
  };
}

async function openOnEks(aws: Aws, eks: EksChanges, name: string): Promise<KubernetesApi> {
  const cluster = await eks.describe(name);
  const { endpoint, authority } = cluster ?? {};
  if (endpoint === undefined || authority === undefined) throw new Error(`EKS cluster ${name} has no API to ask: it is ${cluster?.status ?? 'not there'}`);
  const open = async (): Promise<KubernetesApi> => await openKubernetes(kubeconfigFor({ name, endpoint, authority }, await eksToken(aws, name)), aws.signal);
  // Two thirds of its life: what begins before has time to end.
  return await renewedApi(open, { forMs: (tokenMinutes * 60_000 * 2) / 3, now: () => performance.now() });
}
