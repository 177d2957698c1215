import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Tags } from '../cloud/marks.ts';
import { addressOf, entryAt } from '../collect/cluster/open.ts';
import type { Cluster } from '../collect/cluster/cluster.ts';
import type { Make } from '../collect/cluster/standin/install.ts';
import type { KubernetesApi, KubernetesObject } from '../tools/kubernetes.ts';
import type { Target } from '../tools/route53-changes.ts';

/** How the world comes to the stand-in controller. */
export type EntryKind =
  /** By a balancer of AWS's, which its Service has made: `eks.amazonaws.com/nlb` in Auto Mode, `service.k8s.aws/nlb` with the controller of one's own. */
  | { readonly kind: 'balancer'; readonly balancerClass: string }
  /** By a node's own address, where there is no cloud. */
  | { readonly kind: 'node' };

export type Entry = { readonly target: Target; readonly at: Cluster['entry'] };

/** Ports of a node; any, since another controller may hold the usual ones. */
export function nodePorts(): { readonly http: number; readonly https: number } {
  const http = 20_000 + (randomBytes(2).readUInt16BE() % 10_000) * 2;
  return { http, https: http + 1 };
}

export type Opening = {
  readonly api: KubernetesApi;
  readonly make: Make;
  readonly kind: EntryKind;
  readonly entryNode: string;
  readonly ports: { readonly http: number; readonly https: number };
  readonly controller: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly tags: Tags;
  readonly signal: AbortSignal;
};

export async function openEntry(opening: Opening): Promise<Entry> {
  if (opening.kind.kind === 'balancer') return await byBalancer(opening, opening.kind.balancerClass);
  const address = await addressOf(opening);
  if (address === undefined) throw new Error(`node ${opening.entryNode} has no address`);
  return { target: { kind: 'address', address }, at: entryAt(address, opening.ports) };
}

const serviceName = 'docc-entry';

/** https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/: tagged as it is made, like all that docc makes. */
function serviceOf({ controller, tags }: Opening, balancerClass: string): KubernetesObject {
  const annotations = {
    'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing',
    'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type': 'ip',
    'service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags': Object.entries(tags).map(([key, value]) => `${key}=${value}`).join(','),
  };
  const ports = [{ name: 'web', port: 80, targetPort: 'web' }, { name: 'websecure', port: 443, targetPort: 'websecure' }];
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: serviceName, namespace: controller.namespace, annotations }, spec: { type: 'LoadBalancer', loadBalancerClass: balancerClass, selector: controller.labels, ports } };
}

const balanced = z.object({ status: z.object({ loadBalancer: z.object({ ingress: z.array(z.object({ hostname: z.string().optional(), ip: z.string().optional() })).default([]) }).prefault({}) }).prefault({}) });

/** A Network Load Balancer takes three minutes until it lets anybody in. */
const patienceMs = 8 * 60_000;

async function byBalancer(opening: Opening, balancerClass: string): Promise<Entry> {
  const { api, make, controller, signal } = opening;
  await make(serviceOf(opening, balancerClass));
  const found = await api.wait({ apiVersion: 'v1', kind: 'Service', namespace: controller.namespace }, (all) => {
    const own = all.find(({ metadata }) => metadata.name === serviceName);
    return balanced.safeParse(own).data?.status.loadBalancer.ingress[0];
  }, patienceMs);
  const host = found?.hostname ?? found?.ip;
  if (host === undefined) throw new Error(`no load balancer came within ${patienceMs / 60_000} minutes: \`kubectl --namespace=${controller.namespace} describe service ${serviceName}\` names what keeps it (subnets without the tag kubernetes.io/role/elb, a quota)`);
  if (!(await letsIn(host, 80, signal))) throw new Error(`the load balancer ${host} lets nobody in within ${patienceMs / 60_000} minutes`);
  return { target: found?.hostname === undefined ? { kind: 'address', address: host } : { kind: 'name', name: host }, at: entryAt(host, { http: 80, https: 443 }) };
}

async function letsIn(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  const end = performance.now() + patienceMs;
  while (performance.now() < end) {
    signal.throwIfAborted();
    if (await connects(host, port)) return true;
    await pause(3_000, undefined, { signal });
  }
  return false;
}

async function connects(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: 3_000 });
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false)).once('timeout', () => resolve(false));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}
