import { randomBytes } from 'node:crypto';
import type { KubernetesObject, ObjectName } from '../../tools/kubernetes.ts';
import { granted, inTime, namespaceGone, removed } from './answer.ts';
import type { Deployment } from './cluster.ts';
import type { Asking } from './load/steady.ts';
import { isReady, type Pod, podOf } from './pod.ts';

/** docc's own things beside the submission's: what controls are made against, and who is a stranger to it. */
export type Beside = AsyncDisposable & {
  /** Enforces `restricted`. */
  readonly namespace: string;
  /** Answers 200 to `/ping`, on a port that no policy of the submission's is about. */
  readonly server: { readonly address: string; readonly port: number; readonly labels: Readonly<Record<string, string>> };
  /** How that server is asked by the stand-in. */
  readonly asking: Asking;
  readonly strangers: readonly { readonly from: 'other-namespace' | 'same-namespace'; readonly pod: Pod }[];
  /** A pod of the stand-in's. */
  readonly controller: Pod;
};

const port = 8080;
const serverLabels = { 'docc.dev/role': 'server' };
const strangerLabels = { 'docc.dev/role': 'stranger' };
const patience = 60_000;

/** Names are random, so that two grades on one cluster have each their own. They are in no section. */
export async function openBeside(deployment: Deployment): Promise<Beside> {
  const { api, controller } = deployment.cluster;
  const suffix = randomBytes(4).toString('hex');
  const namespace = `docc-beside-${suffix}`;
  const made = new AsyncDisposableStack();
  const make = async (object: KubernetesObject): Promise<void> => {
    const { apiVersion, kind, metadata } = object;
    const name: ObjectName = { apiVersion, kind, name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) };
    made.defer(async () => {
      // A cluster of docc's own goes whole, and is not waited for.
      if (kind === 'Namespace' && deployment.cluster.made === 'given') return await namespaceGone(api.afterwards(), name.name);
      removed(await api.afterwards().remove(name, { graceSeconds: 0 }), `${kind} ${name.name}`);
    });
    granted(await api.apply(object, { dryRun: false }), `make ${kind} ${name.name}`);
  };
  try {
    const standIn = inTime(await oneReady(deployment, controller.namespace, controller.labels), 'a ready pod of the stand-in controller');
    await make({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: enforcing } });
    inTime(await api.wait({ apiVersion: 'v1', kind: 'ServiceAccount', namespace }, (found) => (found.length > 0 ? true : undefined), patience), `the service account of ${namespace}`);
    const stranger = (at: string): KubernetesObject => strangerIn(at, `docc-stranger-${suffix}`, deployment.cluster.idleImage);
    const host = `${suffix}.docc-beside.test`;
    const all = [server(namespace, standIn), service(namespace), route(namespace, host, controller.ingressClass), mayCall(deployment.namespace, suffix), stranger(namespace), stranger(deployment.namespace)];
    await Promise.all(all.map(make));
    const ready = async (at: string, labels: Readonly<Record<string, string>>): Promise<Pod> => inTime(await oneReady(deployment, at, labels), `docc's own pod in ${at}`);
    const [serving, other, same] = await Promise.all([ready(namespace, serverLabels), ready(namespace, strangerLabels), ready(deployment.namespace, strangerLabels)]);
    return {
      namespace,
      server: { address: inTime(serving.status.podIP, "an address of docc's own server"), port, labels: serverLabels },
      asking: { entry: deployment.cluster.entry.http, host, path: '/ping', signal: deployment.cluster.signal },
      strangers: [{ from: 'other-namespace', pod: other }, { from: 'same-namespace', pod: same }],
      controller: standIn,
      [Symbol.asyncDispose]: () => made.disposeAsync(),
    };
  } catch (error) {
    await made.disposeAsync();
    throw error;
  }
}

const enforcing = { 'pod-security.kubernetes.io/enforce': 'restricted', 'pod-security.kubernetes.io/enforce-version': 'latest' };

const oneReady = ({ cluster: { api } }: Deployment, namespace: string, labels: Readonly<Record<string, string>>): Promise<Pod | undefined> =>
  api.wait({ apiVersion: 'v1', kind: 'Pod', namespace, labels }, (pods) => pods.map(podOf).find(isReady), patience);

const restrictedPod = { runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, seccompProfile: { type: 'RuntimeDefault' } };
const restrictedContainer = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } };

/** The stand-in's own program, which is a server too, where its image is for certain. */
function server(namespace: string, standIn: Pod): KubernetesObject {
  const image = inTime(standIn.spec.containers[0]?.image, 'the image of the stand-in controller');
  const container = {
    name: 'server',
    image,
    imagePullPolicy: 'Never',
    args: ['--ping=true', '--ping.entrypoint=ping', `--entrypoints.ping.address=:${port}`, '--global.checknewversion=false', '--global.sendanonymoususage=false'],
    ports: [{ name: 'http', containerPort: port }],
    readinessProbe: { httpGet: { path: '/ping', port }, periodSeconds: 1 },
    resources: { requests: { cpu: '5m', memory: '32Mi' }, limits: { memory: '128Mi' } },
    securityContext: restrictedContainer,
  };
  const spec = { nodeName: standIn.spec.nodeName, automountServiceAccountToken: false, terminationGracePeriodSeconds: 0, securityContext: restrictedPod, containers: [container] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'server', namespace, labels: serverLabels }, spec };
}

const service = (namespace: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'server', namespace }, spec: { selector: serverLabels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] } });

const route = (namespace: string, host: string, ingressClassName: string): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'server', namespace },
  spec: { ingressClassName, rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'server', port: { name: 'http' } } } }] } }] },
});

const strangerIn = (namespace: string, name: string, image: string): KubernetesObject => idlePodIn(namespace, name, image, strangerLabels);

/** A pod of docc's own that does nothing: who it is, its namespace and labels tell. */
export function idlePodIn(namespace: string, name: string, image: string, labels: Readonly<Record<string, string>>): KubernetesObject {
  const container = { name: 'idle', image, imagePullPolicy: 'IfNotPresent', resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { cpu: '50m', memory: '16Mi' } }, securityContext: restrictedContainer };
  const spec = { automountServiceAccountToken: false, enableServiceLinks: false, terminationGracePeriodSeconds: 0, securityContext: restrictedPod, containers: [container] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec };
}

/** A policy of the submission's that lets nobody out would keep the stranger in, and hide whether the app lets it in. */
const mayCall = (namespace: string, suffix: string): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: `docc-stranger-${suffix}`, namespace },
  spec: { podSelector: { matchLabels: strangerLabels }, policyTypes: ['Egress'], egress: [{}] },
});
