import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { type Observation, observed } from '../../../evidence/observation.ts';
import type { KubernetesObject } from '../../../tools/kubernetes.ts';
import { granted, removed } from '../answer.ts';
import type { Deployment } from '../cluster.ts';
import { lasting } from '../deploy/words.ts';
import type { Disturbed } from '../load/during.ts';
import { perSecond, steadyLoad } from '../load/steady.ts';
import { apiService } from '../metrics-server/objects.ts';
import { calm, nameOf, patience, readWorkload } from '../workload.ts';
import { type Autoscaler, autoscalerOf, autoscalers, lowered, scales, seesIn, untoldOf } from './autoscaler.ts';
import type { ClusterScalingFacts } from './section.ts';

type Outcome = ClusterScalingFacts['outcome'];

/** Metrics are read every 15 s, the first after two of them; an autoscaler looks every 15 s. */
const seesMs = 120_000;
const reactsMs = 75_000;

export async function collectScaling({ deployment, asking }: Disturbed): Promise<Observation<ClusterScalingFacts>> {
  const workload = deployment.workload.object;
  const object = deployment.objects.find((each) => scales(each, nameOf(deployment)));
  if (object === undefined) return observed({ workload, outcome: { kind: 'not-declared' }, measured: {} });
  const autoscaler = deployment.sourceOf(object);
  const untold = untoldOf(autoscalerOf(object)) ?? ((await hasMetrics(deployment)) ? undefined : 'this cluster serves no metrics');
  if (untold !== undefined) return observed({ workload, outcome: { kind: 'untold', autoscaler, because: untold }, measured: {} });
  const began = performance.now();
  const seen = await becomesSeeing(deployment, object);
  if (!seen.sees) return observed({ workload, outcome: { kind: 'blind', autoscaler, says: lasting(seen.says) }, measured: {} });
  const seesAfterSeconds = secondsSince(began);
  const load = steadyLoad(asking, { perSecond, seed: randomInt(2 ** 32) });
  const lowering = performance.now();
  try {
    const reacts = await reactsTo(deployment, object);
    const outcome: Outcome = { kind: 'seeing', autoscaler, reacts };
    return observed({ workload, outcome, measured: { seesAfterSeconds, ...(reacts && { reactsAfterSeconds: secondsSince(lowering) }) } });
  } finally {
    await load.end();
    await asBefore(deployment, object);
  }
}

const secondsSince = (began: number): number => Math.round((performance.now() - began) / 100) / 10;

/** Control: where the API is not served, no autoscaler can be blamed. One that is just starting is waited for. */
async function hasMetrics({ cluster: { api } }: Deployment): Promise<boolean> {
  const kind = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService' };
  const named = (services: readonly KubernetesObject[]): KubernetesObject | undefined => services.find(({ metadata }) => metadata.name === apiService);
  if (named(await api.list(kind)) === undefined) return false;
  const isServed = (services: readonly KubernetesObject[]): true | undefined => (isAvailable(named(services)) ? true : undefined);
  return (await api.wait(kind, isServed, 2 * patience)) === true;
}

const conditions = z.object({ status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })) }) });

const isAvailable = (service: KubernetesObject | undefined): boolean => conditions.safeParse(service).data?.status.conditions.some(({ type, status }) => type === 'Available' && status === 'True') ?? false;

async function becomesSeeing(deployment: Deployment, { metadata: { name } }: KubernetesObject): Promise<{ readonly sees: boolean; readonly says: string }> {
  let last = { sees: false, says: 'it was not looked at' };
  await deployment.cluster.api.wait({ ...autoscalers, namespace: deployment.namespace }, (found) => {
    const read = found.filter(({ metadata }) => metadata.name === name).map(autoscalerOf).map(seesIn)[0];
    last = read ?? last;
    return read?.sees === true ? true : undefined;
  }, seesMs);
  return last;
}

/** Whether it asks for more pods than it did as it was declared. */
async function reactsTo(deployment: Deployment, { metadata: { name } }: KubernetesObject): Promise<boolean> {
  const { api } = deployment.cluster;
  const named = { ...autoscalers, name, namespace: deployment.namespace };
  const before = autoscalerOf(granted(await api.read(named), `show the autoscaler ${name}`));
  if (before.status.desiredReplicas >= before.spec.maxReplicas) return true;
  granted(await api.patch(named, { spec: { metrics: lowered(before), behavior: null } }), `lower the target of ${name}`);
  const asksForMore = ({ status }: Autoscaler): boolean => status.desiredReplicas > before.status.desiredReplicas;
  const found = await api.wait({ ...autoscalers, namespace: deployment.namespace }, (all) => (all.some((each) => each.metadata.name === name && asksForMore(autoscalerOf(each))) ? true : undefined), reactsMs);
  return found === true;
}

/** An autoscaler remembers for minutes what it asked for: one that is made anew does not. */
async function asBefore(deployment: Deployment, object: KubernetesObject): Promise<void> {
  const { cluster: { api }, namespace, workload } = deployment;
  const late = api.afterwards();
  removed(await late.remove({ ...autoscalers, name: object.metadata.name, namespace }, {}), `the autoscaler ${object.metadata.name}`);
  const { spec } = await readWorkload(deployment);
  const least = Math.max(workload.replicas, autoscalerOf(object).spec.minReplicas);
  if (spec.replicas !== least) granted(await late.patch(nameOf(deployment), { spec: { replicas: least } }), `scale ${nameOf(deployment).name}`);
  granted(await late.apply(object, { dryRun: false }), `put the autoscaler ${object.metadata.name} back`);
  await calm(deployment, least, patience);
}
