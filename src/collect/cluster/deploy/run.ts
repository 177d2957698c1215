import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { KubernetesApi, KubernetesObject } from '../../../tools/kubernetes.ts';
import type { Tell } from '../../record.ts';
import type { Cluster, Deployment } from '../cluster.ts';
import { gatewayClassOf, ingressClassOf } from '../standin/objects.ts';
import type { Make } from '../standin/install.ts';
import { deployer, guardsOf, namespaceOf, onlyOwnImage } from './guard.ts';
import { type Given, type Plan, type Planned, planOf, sourceOf } from './plan.ts';
import { patienceMs, readinessOf } from './readiness.ts';
import type { ClusterDeployFacts } from './section.ts';
import { probeRouteOf, secretsFor } from './supplies.ts';
import { lasting } from './words.ts';

/** What is to be deployed, by plain values. */
export type ToDeploy = {
  readonly environment: string | undefined;
  /** As the submission calls it. */
  readonly declared: string | undefined;
  /** Labels that its code gives the namespace. */
  readonly labels: Readonly<Record<string, string>>;
  readonly host: string;
  /** The app's own workload first. */
  readonly objects: readonly Given[];
  readonly server: Deployment['server'];
  readonly service: Deployment['service'];
  readonly route: { readonly kind: string; readonly name: string } | undefined;
  /** `pull`: from a registry, by digest; without it, it is in every node's store. */
  readonly image: { readonly reference: string; readonly manifest: string; readonly pull?: 'IfNotPresent' };
  /** Where it is put, whatever the submission calls that: on a cluster that others are on too. */
  readonly landing?: string;
  readonly isOwnImage: (image: string) => boolean;
  readonly architecture: string;
};

export type Deploying = { readonly facts: ClusterDeployFacts; readonly deployment?: Deployment };

/** A namespace that is the cluster's or nobody's. */
const otherwise = 'docc-submission';

export const landingOf = (declared: string | undefined): string => (declared === undefined || declared === 'default' || declared.startsWith('kube-') ? otherwise : declared);

/** Puts the submission into the cluster with rights in its own namespace alone, and waits until it is ready or can't become so. */
export async function deploy(cluster: Cluster, what: ToDeploy, make: Make, tell: Tell): Promise<Deploying> {
  const namespace = what.landing ?? landingOf(what.declared);
  const nodes = cluster.nodes.filter(({ takesPods }) => takesPods).length;
  const place = { namespace, declared: what.declared, host: what.host, image: what.image.reference, isOwnImage: what.isOwnImage, architecture: what.architecture, nodes, ...(what.image.pull !== undefined && { pull: what.image.pull }) };
  const plan = planOf(what.objects, place);
  const facts = factsOf(cluster, what, namespace, plan);
  const [own] = what.objects;
  if (own === undefined || !plan.applied.some(({ source }) => source.kind === own.kind && source.name === own.name)) return { facts: { ...facts, outcome: { kind: 'refused' } } };
  tell('fencing the namespace');
  const supplied = await prepared({ cluster, namespace, what, plan, make });
  tell('applying the submission');
  const denied = await appliedBy(await cluster.api.as({ namespace, name: deployer }), plan.applied);
  if (denied !== undefined) return { facts: { ...facts, supplied, outcome: denied } };
  tell('waiting until it is ready');
  return await settled({ cluster, namespace, what, plan, make }, { ...facts, supplied });
}

type Setting = { readonly cluster: Cluster; readonly namespace: string; readonly what: ToDeploy; readonly plan: Plan; readonly make: Make };

function factsOf(cluster: Cluster, { environment, image, objects }: ToDeploy, namespace: string, { applied, setAside, refused, rewritten }: Plan): ClusterDeployFacts {
  const [own] = objects;
  return {
    cluster: { kubernetes: cluster.kubernetes, nodes: cluster.nodes.length, zones: [...new Set(cluster.nodes.flatMap(({ zone }) => zone ?? []))].sort(), made: cluster.made },
    ...(environment !== undefined && { environment }),
    namespace,
    image: image.manifest,
    workload: own === undefined ? { kind: '', name: '', path: '' } : sourceOf(own),
    applied: applied.map(({ source }) => source),
    setAside,
    refused,
    supplied: [],
    rewritten: [...rewritten],
    outcome: { kind: 'ready' },
    measured: {},
  };
}

/** All that stands there before the submission comes. Tells what of it the submission counts on. */
async function prepared({ cluster: { api, idleImage, nodes, made }, namespace, what, plan, make }: Setting): Promise<string[]> {
  const guarded = { namespace, id: randomBytes(4).toString('hex'), labels: what.labels, images: [what.image.reference, idleImage] };
  const present = await api.read({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  if (present.kind === 'done') throw new Error(`the cluster has a namespace ${namespace} already: docc touches none that it didn't make; remove it, or grade on another cluster`);
  await make(namespaceOf(guarded));
  const secrets = secretsFor(plan.needs, namespace, new Date());
  const classes = [...plan.needs.ingressClasses.map((name) => ingressClassOf(name, false)), ...plan.needs.gatewayClasses.map(gatewayClassOf)];
  const absent = await absentOf(api, classes);
  await Promise.all([...guardsOf(guarded), ...secrets.map(({ object }) => object), ...absent].map(make));
  const labels = Object.keys(plan.needs.nodeLabels).length > 0 && made === 'for-this-grade' ? plan.needs.nodeLabels : {};
  if (Object.keys(labels).length > 0) await Promise.all(nodes.map(({ name }) => api.patch({ apiVersion: 'v1', kind: 'Node', name }, { metadata: { labels } })));
  const told = [`namespace ${namespace}, enforcing baseline`, ...secrets.map((each) => each.told), ...absent.map(({ kind, metadata }) => `${kind} ${metadata.name}, of the stand-in controller`), ...Object.entries(labels).map(([name, value]) => `node label ${name}=${value}`)];
  await untilAccountIsThere(api, namespace);
  await untilGuarded(api, namespace);
  return told.sort();
}

/** An API server heeds a new policy after a moment: nothing of the submission's is applied before. */
async function untilGuarded(api: KubernetesApi, namespace: string): Promise<void> {
  const stranger = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'docc-stranger', namespace }, spec: { containers: [{ name: 'stranger', image: 'docc.invalid/stranger' }] } };
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await api.apply(stranger, { dryRun: true });
    if (answer.kind === 'refused' && answer.message.includes(onlyOwnImage)) return;
    await pause(200);
  }
  throw new Error('the cluster does not heed a ValidatingAdmissionPolicy within 20 s: docc needs Kubernetes 1.30 or newer');
}

async function absentOf(api: KubernetesApi, objects: readonly KubernetesObject[]): Promise<readonly KubernetesObject[]> {
  const found = await Promise.all(objects.map(({ apiVersion, kind, metadata: { name } }) => api.read({ apiVersion, kind, name })));
  return objects.filter((_, place) => found[place]?.kind !== 'done');
}

/** Every namespace gets one, a moment after it is made; pods that come before are refused. */
const untilAccountIsThere = (api: KubernetesApi, namespace: string): Promise<true | undefined> =>
  api.wait({ apiVersion: 'v1', kind: 'ServiceAccount', namespace }, (all) => (all.some(({ metadata }) => metadata.name === 'default') ? true : undefined), 30_000);

/** What others refer to comes first, as Helm does it. */
const order = ['ServiceAccount', 'Secret', 'ConfigMap', 'PersistentVolumeClaim', 'ResourceQuota', 'LimitRange', 'Role', 'RoleBinding', 'NetworkPolicy', 'Service'];
const rank = ({ object: { kind } }: Planned): number => (order.includes(kind) ? order.indexOf(kind) : order.length);

async function appliedBy(api: KubernetesApi, planned: readonly Planned[]): Promise<ClusterDeployFacts['outcome'] | undefined> {
  for (const { object, source } of [...planned].sort((one, other) => rank(one) - rank(other))) {
    const answer = await api.apply(object, { dryRun: false });
    if (answer.kind === 'refused') return { kind: 'denied', object: source, ...denialOf(answer.status, answer.message) };
  }
  return undefined;
}

function denialOf(status: number, message: string): { readonly by: 'rights' | 'invalid' | 'quota' | 'pod-security' | 'policy'; readonly message: string; readonly fix: string } {
  const told = lasting(message);
  if (/violates PodSecurity/.test(message)) return { by: 'pod-security', message: told, fix: "Set what the message names in the pod's and the containers' securityContext." };
  if (/exceeded quota/.test(message)) return { by: 'quota', message: told, fix: 'Ask for less: fewer replicas, smaller requests, no load balancer or node port.' };
  if (/ValidatingAdmissionPolicy|admission webhook/.test(message)) return { by: 'policy', message: told, fix: 'Run nothing but the image that is built from this submission.' };
  if (status === 403) return { by: 'rights', message: told, fix: 'Deploy with rights in the namespace of the app alone: grant no more than what its own deployer has, and nothing of the whole cluster.' };
  return { by: 'invalid', message: told, fix: 'Correct the member that the message names: `kubectl apply --dry-run=server` says the same.' };
}

async function settled(setting: Setting, facts: ClusterDeployFacts): Promise<Deploying> {
  const { cluster, namespace, plan } = setting;
  const began = performance.now();
  const readiness = await readinessOf(cluster.api, namespace, plan.applied);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  if (readiness.kind === 'ready') return { facts: { ...facts, measured: { readyAfterSeconds: seconds } }, deployment: await deploymentOf(setting) };
  return { facts: { ...facts, measured: { gaveUpAfterSeconds: seconds }, outcome: { kind: 'not-ready', seconds: patienceMs / 1000, troubles: [...readiness.troubles] } } };
}

const selecting = z.object({ spec: z.object({ replicas: z.int().default(1), selector: z.union([z.object({ matchLabels: z.record(z.string(), z.string()) }), z.record(z.string(), z.string())]).optional() }) });

async function deploymentOf({ cluster, namespace, what, plan, make }: Setting): Promise<Deployment> {
  const [own] = what.objects;
  const found = plan.applied.find(({ source }) => source.kind === own?.kind && source.name === own.name);
  if (found === undefined) throw new Error('the app was applied, and is not among what was');
  const { object, source } = found;
  const probeHost = `${randomBytes(4).toString('hex')}.docc-probe.test`;
  const service = what.service !== undefined && plan.applied.some(({ object: { kind, metadata } }) => kind === 'Service' && metadata.name === what.service?.name) ? what.service : undefined;
  if (service !== undefined) await make(probeRouteOf(namespace, probeHost, service, cluster.controller.ingressClass));
  const { labels, replicas } = selectedBy(object);
  const sources = new Map(plan.applied.map((each) => [each.object, each.source]));
  return {
    cluster,
    namespace,
    host: what.host,
    workload: { object: source, apiVersion: object.apiVersion, labels, replicas },
    server: what.server,
    service,
    route: routeOf(what, plan),
    probeHost,
    objects: plan.applied.map((each) => each.object),
    sourceOf: (each) => sources.get(each) ?? { kind: each.kind, name: each.metadata.name, path: source.path },
    image: what.image.reference,
  };
}

function selectedBy(object: KubernetesObject): { readonly labels: Readonly<Record<string, string>>; readonly replicas: number } {
  const read = selecting.safeParse(object).data?.spec;
  const selector = read?.selector;
  const labels = selector === undefined ? (object.metadata.labels ?? {}) : 'matchLabels' in selector && typeof selector.matchLabels === 'object' ? selector.matchLabels : (selector as Readonly<Record<string, string>>);
  return { labels, replicas: read?.replicas ?? 1 };
}

function routeOf({ route, host }: ToDeploy, { applied, needs }: Plan): Deployment['route'] {
  const found = applied.find(({ object }) => object.kind === route?.kind && object.metadata.name === route.name);
  if (found === undefined) return undefined;
  const text = JSON.stringify(found.object);
  const own = applied.filter(({ object }) => object.kind === 'Secret').map(({ object }) => object.metadata.name);
  const supplied = needs.secrets.filter(({ hosts }) => hosts !== undefined);
  const named = [...supplied.filter(({ hosts = [] }) => hosts.some((each) => covers(each, host))).map(({ name }) => name), ...own].find((name) => found.object.kind === 'HTTPRoute' || text.includes(`"secretName":${JSON.stringify(name)}`));
  const elsewhere = /alb\.ingress\.kubernetes\.io\/(?:certificate-arn|listen-ports)|aws-load-balancer-ssl/.test(text) ? 'a load balancer of the cloud holds the certificate (ACM)' : undefined;
  return { object: found.source, secret: named, elsewhere };
}

const covers = (name: string, host: string): boolean => name === host || (name.startsWith('*.') && host.endsWith(name.slice(1)));
