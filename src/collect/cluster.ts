import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Chosen, chosenApp, type Settings } from '../manifests/deployment.ts';
import { controllerPlace } from '../manifests/stand-in.ts';
import { shellPath } from '../evidence/shell-word.ts';
import { faulted, notExercised, type Observation, observed, refused } from '../evidence/observation.ts';
import type { Docker, DockerPort } from '../tools/docker.ts';
import type { Environment } from '../tools/find-program.ts';
import { type KindCluster, type KindPort, removeLeftClusters } from '../tools/kind.ts';
import { packedLayout } from '../tools/image-archive.ts';
import { entryLabel, entryPorts } from '../tools/kind-config.ts';
import { areKindNodes, imageOn, loadImage, referenceOf, unloadImage } from '../tools/kind-nodes.ts';
import type { KubernetesApi } from '../tools/kubernetes.ts';
import { removeLeftFolders, temporaryFolder } from '../tools/temporary.ts';
import type { ChartFacts } from './chart/section.ts';
import type { Cluster, Deployment } from './cluster/cluster.ts';
import { deploy, type Deploying, type ToDeploy } from './cluster/deploy/run.ts';
import { missingOwnImage } from './cluster/deploy/own-image.ts';
import { type ClusterDeployFacts, clusterDeploy } from './cluster/deploy/section.ts';
import { runExperiments } from './cluster/experiments.ts';
import { marked, removeLeftInCluster, takenAway } from './cluster/leftovers.ts';
import { installMetricsServer } from './cluster/metrics-server/install.ts';
import { anyImage, pinnedImage } from './cluster/metrics-server/objects.ts';
import { addressOf, entryAt, entryOf, onNode, openCluster, type Opened } from './cluster/open.ts';
import { ofADeployment } from './cluster/sections.ts';
import { installKinds, installStandIn, type Make } from './cluster/standin/install.ts';
import { standInClass } from './cluster/standin/objects.ts';
import { whatToDeploy } from './cluster/deploy/what.ts';
import { notDeployed, withoutApp } from './cluster/not-deployed.ts';
import type { ManifestsFacts } from './manifests/section.ts';
import type { Record, Tell } from './record.ts';
import type { TerraformFacts } from './terraform/section.ts';
import type { WorkflowFacts } from './workflow/section.ts';

type Labels = { readonly [name: string]: string };

export type ClusterPorts = {
  readonly docker: DockerPort;
  readonly kind: KindPort;
  readonly env: Environment;
  readonly signal: AbortSignal;
  readonly settings: Settings;
  /** A running cluster that is used in place of one of docc's own, by the path of its kubeconfig. */
  readonly kubeconfig: string | undefined;
  /** Leave the cluster and all in it, and say how to look. */
  readonly keep: ((how: string) => void) | undefined;
};

/** An image that was built, while the image tier looks at it. */
export type ImageLayout = { readonly layout: string; readonly manifest: string };

/** What other tiers bring; each is waited for only where it is needed. */
export type SeenElsewhere = {
  readonly manifests: Promise<Observation<ManifestsFacts>>;
  readonly chart: Promise<Observation<ChartFacts>>;
  readonly terraform: Promise<Observation<TerraformFacts>>;
  readonly workflow: Promise<Observation<WorkflowFacts>>;
  /** Aborted once it is known that there is no image. */
  readonly imageMissing: AbortSignal;
  /** Gives the image to `use` and waits for it, or tells why there is none. */
  readonly image: <T>(use: (image: ImageLayout) => Promise<T>) => Promise<{ readonly kind: 'used'; readonly value: T } | { readonly kind: 'none'; readonly because: Observation<never> }>;
};

/**
 * The cluster tier: makes a cluster while the image is built, deploys the submission with rights in its namespace alone, and tries
 * what it does. Nothing is left but what `keep` asks for.
 */
export async function collectCluster(seen: SeenElsewhere, ports: ClusterPorts, record: Record): Promise<void> {
  await using made = new AsyncDisposableStack();
  const held: { deployment?: Deployment } = {};
  const deployed = await record(clusterDeploy, async (tell) => {
    const { observation, deployment } = await deployedBy(seen, ports, made, tell);
    if (deployment !== undefined) held.deployment = deployment;
    return observation;
  });
  if (held.deployment !== undefined) return await runExperiments(held.deployment, record);
  const because = deployed.status === 'observed' ? refused(notDeployed(deployed.facts)) : deployed;
  for (const section of ofADeployment) await record<unknown>(section, async () => because);
}

type Deployed = { readonly observation: Observation<ClusterDeployFacts>; readonly deployment?: Deployment };

async function deployedBy(seen: SeenElsewhere, ports: ClusterPorts, made: AsyncDisposableStack, tell: Tell): Promise<Deployed> {
  const opened = await ports.docker.open();
  if (opened.kind === 'fault') return { observation: faulted(opened.fault) };
  if (opened.kind === 'absent') return { observation: notExercised(opened.absence) };
  const { docker } = opened;
  const had = await clusterFor(docker, ports, { made, tell, needless: seen.imageMissing });
  if (had !== 'needless' && 'status' in had) return { observation: had };
  const manifests = await seen.manifests;
  if (manifests.status !== 'observed') return { observation: manifests };
  const chosen = chosenApp(manifests.facts, ports.settings);
  if (chosen === undefined) return { observation: refused(withoutApp(ports.settings.image)) };
  if (had === 'needless') return { observation: await withoutImage(seen) };
  const furnishing = furnished({ docker, ports, made, had, tell }, seen, manifests.facts, chosen);
  // Told where it is waited for: the image comes to the nodes meanwhile.
  furnishing.catch(() => undefined);
  const { make } = had;
  const used = await seen.image(async ({ layout, manifest }): Promise<Deploying | Observation<never>> => {
    tell('loading the image into the nodes');
    await using folder = await temporaryFolder('archive');
    const nodes = had.opened.nodes.map(({ name }) => name);
    if (had.own === undefined && ports.keep === undefined) made.defer(() => unloadImage(docker, nodes, manifest));
    const fault = await loadImage(docker, nodes, await packedLayout(layout, join(folder.path, 'image.tar')));
    if (fault !== undefined) return faulted(fault);
    return await deploy(await furnishing, await wantedOf(chosen, manifests.facts, { seen, docker, ports, manifest }), make, tell);
  });
  // Nothing is made any more once what was made is taken away.
  await furnishing;
  if (used.kind === 'none') return { observation: used.because };
  if ('status' in used.value) return { observation: used.value };
  const { facts, deployment } = used.value;
  const fault = missingOwnImage(facts);
  if (fault !== undefined) return { observation: faulted(fault) };
  return { observation: observed(facts), ...(deployment !== undefined && { deployment }) };
}

/** Of a cluster that was given up because there is no image, that is to blame. */
async function withoutImage({ image }: SeenElsewhere): Promise<Observation<never>> {
  const used = await image(async () => undefined);
  if (used.kind === 'used') throw new Error('a cluster was given up for want of an image that is there');
  return used.because;
}

type Had = { readonly opened: Opened; readonly own: KindCluster | undefined; readonly make: Make };

type Making = { readonly made: AsyncDisposableStack; readonly tell: Tell; readonly needless: AbortSignal };

/** docc's own, or the one that is given. Nobody waits for a cluster of docc's own to be made, a minute and more, when there is nothing to deploy. */
async function clusterFor(docker: Docker, ports: ClusterPorts, { made, tell, needless }: Making): Promise<Had | Observation<never> | 'needless'> {
  tell('tidying up');
  await Promise.all([removeLeftFolders(), removeLeftClusters(docker)]);
  if (ports.kubeconfig !== undefined) return await givenCluster(docker, ports.kubeconfig, ports, made);
  const kind = await ports.kind.open();
  if (kind.kind === 'fault') return faulted(kind.fault);
  if (kind.kind === 'absent') return notExercised(kind.absence);
  tell('creating a cluster');
  const call = { kubernetes: ports.settings.kubernetes, keep: ports.keep !== undefined };
  const created = await (call.keep ? kind.program.create(docker, call) : kind.program.createUnless(needless, docker, call));
  if (created.kind === 'fault') return faulted(created.fault);
  if (created.kind === 'needless') return 'needless';
  const { cluster } = created;
  made.defer(cluster.dispose);
  ports.keep?.(`kind export kubeconfig --name ${cluster.name} && kubectl get all --all-namespaces; kind delete cluster --name ${cluster.name} removes it`);
  const opened = await openCluster(docker, cluster.kubeconfig, cluster.nodes, ports.signal);
  return { opened, own: cluster, make: maker(opened, undefined) };
}

async function givenCluster(docker: Docker, path: string, { signal, keep }: ClusterPorts, made: AsyncDisposableStack): Promise<Had | Observation<never>> {
  const opened = await openCluster(docker, await readFile(path, 'utf8'), undefined, signal);
  await removeLeftInCluster(opened.api);
  const isOurs = await areKindNodes(docker, opened.nodes.map(({ name }) => name));
  if (!isOurs) return notExercised({ reason: `the nodes of ${path} are no containers of this machine's Docker, so that the image can't be brought to them`, remedy: 'Give the kubeconfig of a kind cluster of this machine, or leave --cluster out.' });
  keep?.(`kubectl --kubeconfig=${shellPath(path)} get all --all-namespaces shows it; the namespaces, classes and kinds that docc made there are left to you`);
  return { opened, own: undefined, make: maker(opened, keep === undefined ? made : undefined) };
}

/** What is made in a cluster of others is removed again, last first, however the grade ends; of docc's own, all goes with it. */
function maker({ api }: Opened, made: AsyncDisposableStack | undefined): Make {
  // All within one time: a cluster that is gone is not asked for each object anew.
  let late: KubernetesApi | undefined;
  return async (object) => {
    const { kind, metadata } = object;
    // Before it is made: an answer that the end of the grade cuts off may come of an object that is there.
    made?.defer(() => takenAway((late ??= api.afterwards()), object).catch(() => undefined));
    const answer = await api.apply(made === undefined ? object : marked(object), { dryRun: false });
    if (answer.kind === 'refused') throw new Error(`the cluster refuses docc's ${kind} ${metadata.name}: ${answer.message}`);
  };
}

type Furnishing = { readonly docker: Docker; readonly ports: ClusterPorts; readonly made: AsyncDisposableStack; readonly had: Had; readonly tell: Tell };

/** Any of what the machine's own stand-in may use, where the cluster has one that holds the usual ports. */
const givenPorts = (): { readonly http: number; readonly https: number } => {
  const http = 20_000 + (randomBytes(2).readUInt16BE() % 10_000) * 2;
  return { http, https: http + 1 };
};

async function furnished({ docker, ports, had, tell }: Furnishing, seen: SeenElsewhere, manifests: ManifestsFacts, chosen: Chosen): Promise<Cluster> {
  const { opened, own, make } = had;
  tell('installing the stand-in controller');
  const [terraform, chart] = await Promise.all([seen.terraform, seen.chart]);
  const place = terraform.status === 'observed' && chart.status === 'observed' ? controllerPlace({ terraform: terraform.facts, chart: chart.facts, manifests }) : { namespace: 'ingress', labels: { 'app.kubernetes.io/name': 'ingress' } };
  const host = own === undefined ? givenPorts() : entryPorts;
  const id = randomBytes(4).toString('hex');
  await installKinds(opened.api, make);
  const nodeLabels: Labels = own === undefined ? { 'kubernetes.io/hostname': opened.entryNode } : { [entryLabel]: 'yes' };
  await installStandIn(opened.api, { ...place, image: ports.env['DOCC_CONTROLLER_IMAGE'] || 'traefik:v3.7', ports: host, nodeLabels, id }, make);
  if (own !== undefined && isScaled(chosen)) await installMetricsServer(opened.api, await metricsImage(docker, opened, ports.env), make);
  const entry = (await entryOf(docker, opened, own)) ?? entryAt((await addressOf(opened)) ?? '127.0.0.1', host);
  return {
    kubernetes: opened.kubernetes,
    made: own === undefined ? 'given' : 'for-this-grade',
    nodes: opened.nodes,
    api: opened.api,
    onNode: onNode(docker),
    entry,
    controller: { ...place, ingressClass: standInClass },
    idleImage: opened.idleImage,
    signal: ports.signal,
  };
}

/** An autoscaler alone reads metrics. */
const isScaled = ({ objects }: Chosen): boolean => objects.some(({ kind }) => kind === 'HorizontalPodAutoscaler');

/** Of the node's own store where it has one, as machines without a network have it; else pulled, by its digest. */
const metricsImage = async (docker: Docker, { entryNode }: Opened, { DOCC_METRICS_IMAGE: asked = '' }: Environment): Promise<string> => (asked === '' ? ((await imageOn(docker, entryNode, anyImage)) ?? pinnedImage) : asked);

type Told = { readonly seen: SeenElsewhere; readonly docker: Docker; readonly ports: ClusterPorts; readonly manifest: string };

async function wantedOf(chosen: Chosen, manifests: ManifestsFacts, { seen, docker, ports, manifest }: Told): Promise<ToDeploy> {
  const [chart, terraform, workflow] = await Promise.all([seen.chart, seen.terraform, seen.workflow]);
  const read = chart.status === 'observed' && terraform.status === 'observed' && workflow.status === 'observed';
  const code = read ? { manifests, chart: chart.facts, terraform: terraform.facts, workflow: workflow.facts } : undefined;
  return whatToDeploy(chosen, code, { settings: ports.settings, image: { reference: referenceOf(manifest), manifest }, architecture: docker.platform.split('/')[1] ?? 'amd64' });
}
