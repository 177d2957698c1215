import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { Observation } from '../../evidence/observation.ts';
import type { SectionDefinition } from '../../evidence/section.ts';
import { type Docker, dockerPort } from '../../tools/docker.ts';
import { type KubernetesObject, openKubernetes } from '../../tools/kubernetes.ts';
import { kubernetesObject } from '../../tools/kubernetes-object.ts';
import { temporaryFolder } from '../../tools/temporary.ts';
import type { Record as Recorder } from '../record.ts';
import { everybodyAdmitted } from './admitted.ts';
import { answered } from './answered.ts';
import { openBeside } from './beside.ts';
import type { Cluster, Deployment, OnNode } from './cluster.ts';
import { controlOf } from './load/control.ts';
import type { Disturbed } from './load/during.ts';
import type { Asking } from './load/steady.ts';
import { calm, rolledOut } from './workload.ts';

const run = promisify(execFile);
const reference = join(import.meta.dirname, '../../../test/submissions/reference');

/** A cluster of this machine's that tests may make namespaces in, by DOCC_TEST_KUBECONFIG; or why there is none. */
export async function clusterOf(signal: AbortSignal = new AbortController().signal): Promise<Cluster | string> {
  const { DOCC_TEST_KUBECONFIG: path } = process.env;
  if (path === undefined) return 'DOCC_TEST_KUBECONFIG names no kubeconfig of a kind cluster';
  const opened = await dockerPort(process.env, signal, []).open();
  if (opened.kind !== 'open') return 'no Docker daemon answers';
  const api = await openKubernetes(await readFile(path, 'utf8'), signal);
  const nodes = (await api.list({ apiVersion: 'v1', kind: 'Node' })).map((object) => node.parse(object));
  const onNode = onNodeBy(opened.docker);
  const first = nodes[0]?.metadata.name ?? '';
  const images = await onNode(first, ['ctr', '--namespace', 'k8s.io', 'images', 'ls', '--quiet'], 20_000);
  const idleImage = images.kind === 'exited' ? /^\S+\/pause:\S+$/m.exec(images.stdout.toString('utf8'))?.[0] : undefined;
  const [http, https] = await Promise.all([80, 443].map((port) => entryOf(opened.docker, nodes.map(({ metadata }) => metadata.name), port)));
  if (idleImage === undefined || http === undefined || https === undefined) return 'the cluster has no pause image, or no ports 80 and 443 are mapped';
  return {
    kubernetes: '1.34.4',
    made: 'for-this-grade',
    nodes: nodes.map(({ metadata: { name, labels }, spec }) => ({ name, zone: labels['topology.kubernetes.io/zone'], takesPods: !spec.taints.some(({ effect }) => effect !== 'PreferNoSchedule') })),
    api,
    onNode,
    entry: { http, https },
    controller: { namespace: 'traefik', labels: { app: 'traefik' }, ingressClass: 'traefik' },
    idleImage,
    signal,
  };
}

/** Milliseconds: on a machine with much else to do, pods take long to start. */
export const long = 400_000;

/** The same for a suite: `missing` says why it is skipped, and is empty where it isn't; `here` is for its tests alone. */
export async function clusterHere(): Promise<{ readonly cluster: Cluster | undefined; readonly missing: string; readonly here: () => Cluster }> {
  const found = await clusterOf();
  const here = (): Cluster => {
    if (typeof found === 'string') throw new Error(found);
    return found;
  };
  return typeof found === 'string' ? { cluster: undefined, missing: found, here } : { cluster: found, missing: '', here };
}

const node = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.object({ taints: z.array(z.object({ effect: z.string() })).default([]) }),
});

const onNodeBy = (docker: Docker): OnNode => (node, args, timeoutMs) => docker.run(['exec', node, ...args], { timeoutMs, maxOutputBytes: 4 * 1024 * 1024 });

async function entryOf(docker: Docker, nodes: readonly string[], port: number): Promise<{ readonly host: string; readonly port: number } | undefined> {
  for (const name of nodes) {
    const told = await docker.run(['port', name, `${port}/tcp`], { timeoutMs: 20_000, maxOutputBytes: 10_000 });
    const [, at] = told.kind === 'exited' ? (/^127\.0\.0\.1:(\d+)$/m.exec(told.stdout.toString('utf8')) ?? []) : [];
    if (at !== undefined) return { host: '127.0.0.1', port: Number(at) };
  }
  return undefined;
}

export const image = 'docc-tests/sample:1';

/** The reference's server, from this machine's own base images, in every node's store. */
export async function loadedImage({ nodes }: Cluster): Promise<void> {
  await using folder = await temporaryFolder('sample');
  await cp(join(reference, 'assets/sample'), folder.path, { recursive: true });
  const file = join(folder.path, 'Dockerfile');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replaceAll(/@sha256:[0-9a-f]{64}/g, '').replace('--platform=$BUILDPLATFORM ', '').replace(/--mount=\S+ \\\n\s*/, ''));
  await run('docker', ['build', '--quiet', '--tag', image, folder.path], { env: { ...process.env, DOCKER_BUILDKIT: '0', BUILDX_BUILDER: 'default' } });
  const [first = ''] = nodes.map(({ name }) => name);
  await run('kind', ['load', 'docker-image', '--name', first.replace(/-(control-plane|worker\d*)$/, ''), image]);
}

let loading: Promise<void> | undefined;

export type Deployed = AsyncDisposable & { readonly deployment: Deployment };

/** How a deployment differs from the reference's: its objects are changed one by one, or left out. */
export type Change = (object: KubernetesObject) => KubernetesObject | undefined;

/** The reference's chart, as a candidate could have written it otherwise, in a namespace of its own; ready. */
export async function deployed(cluster: Cluster, change: Change = (object) => object): Promise<Deployed> {
  loading ??= loadedImage(cluster);
  await loading;
  const suffix = randomBytes(3).toString('hex');
  const namespace = `docc-test-${suffix}`;
  const host = `service.${suffix}.domain.io`;
  const { api } = cluster;
  const objects = (await rendered(namespace, host)).flatMap((object) => change(object) ?? []);
  const deployment = deploymentOf(cluster, namespace, host, objects);
  const all = [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, await certificate(namespace, host), ...objects, ...probeRoute(deployment)];
  const dispose = async (): Promise<void> => void (await api.remove({ apiVersion: 'v1', kind: 'Namespace', name: namespace }, {}));
  try {
    for (const object of all) {
      const answer = await api.apply(object, { dryRun: false });
      if (answer.kind === 'refused') throw new Error(`${object.kind} ${object.metadata.name}: ${answer.message}`);
    }
    if (!(await rolledOut(deployment, 60_000)) || !(await calm(deployment, deployment.workload.replicas, 60_000))) throw new Error('it did not become ready');
    if (deployment.service !== undefined) await answered({ entry: cluster.entry.http, host: deployment.probeHost, path: 'random', signal: cluster.signal });
    return { deployment, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function rendered(namespace: string, host: string): Promise<readonly KubernetesObject[]> {
  const { stdout } = await run('helm', ['template', 'docc-sample', join(reference, 'chart/docc-sample'), '--namespace', namespace, '--set', `host=${host}`]);
  return parseAllDocuments(stdout).flatMap((document) => {
    const text = JSON.stringify(document.toJSON()).replaceAll(/domain\/docc-sample:[^"]*/g, image).replaceAll('"app.kubernetes.io/name":"traefik"', '"app":"traefik"');
    const object = kubernetesObject.parse(JSON.parse(text));
    return object.kind === 'Issuer' ? [] : [{ ...object, metadata: { ...object.metadata, namespace } }];
  });
}

/** A copy with some members otherwise: `where` is a path of names, and numbers for items of lists. */
export function set(object: KubernetesObject, where: readonly (string | number)[], value: unknown): KubernetesObject {
  const copy: unknown = structuredClone(object);
  let within = copy;
  for (const step of where.slice(0, -1)) within = Reflect.get(Object(within), step);
  Reflect.set(Object(within), where.at(-1) ?? '', value);
  return kubernetesObject.parse(copy);
}

/** Changes what is of a kind, and leaves the rest. */
export const changed = (kind: string, change: Change): Change => (object) => (object.kind === kind ? change(object) : object);

const selecting = z.object({ spec: z.object({ replicas: z.int().default(1), selector: z.object({ matchLabels: z.record(z.string(), z.string()) }) }) });
const workloads = ['Deployment', 'StatefulSet'];

function deploymentOf(cluster: Cluster, namespace: string, host: string, objects: readonly KubernetesObject[]): Deployment {
  const sourceOf = ({ kind, metadata }: KubernetesObject) => ({ kind, name: metadata.name, path: `chart/docc-sample/templates/${kind.toLowerCase()}.yaml` });
  const workload = objects.find(({ kind }) => workloads.includes(kind));
  const service = objects.find(({ kind }) => kind === 'Service');
  const route = objects.find(({ kind }) => kind === 'Ingress');
  if (workload === undefined) throw new Error('it has no workload');
  const { replicas, selector } = selecting.parse(workload).spec;
  return {
    cluster,
    namespace,
    host,
    workload: { object: sourceOf(workload), apiVersion: workload.apiVersion, labels: selector.matchLabels, replicas },
    server: { container: 'server', port: 8080 },
    service: service === undefined ? undefined : { name: service.metadata.name, port: 80 },
    route: route === undefined ? undefined : { object: sourceOf(route), secret: JSON.stringify(route).includes('docc-sample-tls') ? 'docc-sample-tls' : undefined, elsewhere: undefined },
    probeHost: `probe.${namespace}.test`,
    objects,
    sourceOf,
    image,
  };
}

function probeRoute({ cluster, namespace, probeHost, service }: Deployment): readonly KubernetesObject[] {
  if (service === undefined) return [];
  const backend = { service: { name: service.name, port: { number: service.port } } };
  const rules = [{ host: probeHost, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
  return [{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'docc-probe', namespace }, spec: { ingressClassName: cluster.controller.ingressClass, rules } }];
}

async function certificate(namespace: string, host: string): Promise<KubernetesObject> {
  await using folder = await temporaryFolder('certificate');
  const [key, crt] = [join(folder.path, 'tls.key'), join(folder.path, 'tls.crt')];
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', crt, '-days', '2', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]);
  const data = { 'tls.key': (await readFile(key)).toString('base64'), 'tls.crt': (await readFile(crt)).toString('base64') };
  return { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name: 'docc-sample-tls', namespace }, data };
}

/** Load on a deployment, as the experiments that disturb it have it. */
export async function disturbing(deployment: Deployment): Promise<AsyncDisposable & { readonly disturbed: Disturbed; readonly service: string }> {
  const made = new AsyncDisposableStack();
  const beside = made.use(await openBeside(deployment));
  made.use(await everybodyAdmitted(deployment));
  const asking: Asking = { entry: deployment.cluster.entry.http, host: deployment.probeHost, path: 'random', signal: deployment.cluster.signal };
  const answers = await Promise.all([answered(asking), answered(beside.asking)]);
  if (deployment.service !== undefined && answers.includes(false)) throw new Error('the stand-in controller leads nobody there: what is lost could not be told');
  const control = controlOf(asking);
  await control.lengthen(50);
  return { disturbed: { deployment, asking, bystander: beside.asking, control }, service: deployment.service?.name ?? '', [Symbol.asyncDispose]: () => made.disposeAsync() };
}

/** What experiments bring, each read by its own schema, as a bundle would. */
export function recording(): { readonly record: Recorder; readonly seen: Map<string, { readonly seconds: number; readonly observation: Observation<unknown> }> } {
  const seen = new Map<string, { readonly seconds: number; readonly observation: Observation<unknown> }>();
  const record: Recorder = async <Facts>(section: SectionDefinition<string, Facts>, collect: (tell: (step: string) => void) => Promise<Observation<Facts>>) => {
    const began = performance.now();
    const observation = await collect(() => undefined);
    if (observation.status === 'observed') section.schema.parse(observation.facts);
    seen.set(section.id, { seconds: Math.round((performance.now() - began) / 100) / 10, observation });
    return observation;
  };
  return { record, seen };
}
