import { randomBytes } from 'node:crypto';
import { granted } from './answer.ts';
import type { Deployment } from './cluster.ts';
import { calm, nameOf, patience, rolledOut } from './workload.ts';

/** What `kubectl rollout restart` does, by a mark of docc's own. */
const mark = 'docc.dev/rolled-out';

/** Changes the app's template in nothing that matters, and waits until all its pods are new and the last old one has ended. */
export async function rollOutAnew(deployment: Deployment): Promise<boolean> {
  const { name, kind } = nameOf(deployment);
  const template = { metadata: { annotations: { [mark]: randomBytes(4).toString('hex') } } };
  granted(await deployment.cluster.api.patch(nameOf(deployment), { spec: { template } }), `roll ${kind} ${name} out`);
  const completed = await rolledOut(deployment, patience);
  if (completed) await calm(deployment, deployment.workload.replicas, patience);
  return completed;
}
