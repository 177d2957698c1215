import { z } from 'zod';
import { type Observation, observed } from '../../../evidence/observation.ts';
import type { Right, Rights } from '../../../tools/kubernetes.ts';
import { granted, inTime } from '../answer.ts';
import type { Beside } from '../beside.ts';
import type { Deployment, OnNode } from '../cluster.ts';
import { filesOf, processesOf } from '../node-programs.ts';
import { isReady, runningContainers } from '../pod.ts';
import { podsOf } from '../workload.ts';
import { rightsBeyond } from './own-rights.ts';
import type { ClusterAccountFacts } from './section.ts';
import { tokenPlacesIn } from './tokens.ts';

const asking = z.object({ spec: z.object({ serviceAccountName: z.string().default('default') }) });

export async function collectAccount(deployment: Deployment, beside: Beside): Promise<Observation<ClusterAccountFacts>> {
  const { cluster, namespace, workload } = deployment;
  const [pod] = await cluster.api.list({ apiVersion: 'v1', kind: 'Pod', namespace, labels: workload.labels });
  const account = asking.parse(inTime(pod, 'a pod of the app')).spec.serviceAccountName;
  const [token, rights, everybodys] = await Promise.all([tokenOf(deployment), rightsOf(deployment, { namespace, name: account }), rightsOf(deployment, { namespace: beside.namespace, name: 'default' })]);
  const own = rightsBeyond(rights.rights, everybodys.rights);
  return observed({ workload: workload.object, account, token, rights: { complete: rights.complete && own.length <= mostRights, own: own.slice(0, mostRights) } });
}

const mostRights = 50;

/** Of the app's namespace, whichever namespace the account is of. */
async function rightsOf({ cluster: { api }, namespace }: Deployment, account: { readonly namespace: string; readonly name: string }): Promise<Rights> {
  const narrowed = await api.as(account);
  const rights = granted(await narrowed.rights(namespace), `tell the rights of ${account.name}`);
  // Every account may ask this much: an empty answer is none.
  if (!rights.rights.some(mayAskItself)) throw new Error(`the API server tells no rights of ${account.namespace}/${account.name}, not even those that every account has`);
  return rights;
}

const mayAskItself = ({ resources }: Right): boolean => resources.some((resource) => resource === '*' || resource.startsWith('selfsubject'));

async function tokenOf(deployment: Deployment): Promise<ClusterAccountFacts['token']> {
  const { onNode } = deployment.cluster;
  if (onNode === undefined) return 'hidden';
  const containers = (await podsOf(deployment)).filter(isReady).flatMap((pod) => runningContainers(pod).map(({ id }) => ({ id, node: pod.spec.nodeName ?? '' })));
  inTime(containers[0], 'a running container of the app');
  const carried = await Promise.all(containers.map(({ node, id }) => carriesToken(onNode, node, id)));
  return carried.includes(true) ? 'carried' : 'none';
}

/** By the mounts of its first process, which all of a container's share. */
async function carriesToken(onNode: OnNode, node: string, container: string): Promise<boolean> {
  const process = inTime((await processesOf(onNode, node, container))[0], 'a process of the app');
  const mounts = await filesOf(onNode, node, [`/proc/${process}/mountinfo`]);
  // Each process has mounts: nothing read is nothing seen.
  if (mounts.trim() === '') throw new Error('the mounts of a process of the app could not be read on its node');
  return tokenPlacesIn(mounts).length > 0;
}
