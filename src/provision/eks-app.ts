import { randomBytes } from 'node:crypto';
import type { Tags } from '../cloud/marks.ts';
import type { Of } from '../cloud/resource.ts';
import type { ChartFacts } from '../collect/chart/section.ts';
import type { Cluster, Deployment } from '../collect/cluster/cluster.ts';
import { deploy } from '../collect/cluster/deploy/run.ts';
import { type ClusterDeployFacts, clusterDeploy } from '../collect/cluster/deploy/section.ts';
import { whatToDeploy } from '../collect/cluster/deploy/what.ts';
import { runExperiments } from '../collect/cluster/experiments.ts';
import { notDeployed, withoutApp } from '../collect/cluster/not-deployed.ts';
import { type ReadyNodes, readyNodes } from '../collect/cluster/open.ts';
import { ofADeployment } from '../collect/cluster/sections.ts';
import { installKinds, installStandIn, type Make } from '../collect/cluster/standin/install.ts';
import { standInClass } from '../collect/cluster/standin/objects.ts';
import type { ManifestsFacts } from '../collect/manifests/section.ts';
import type { Record, Tell } from '../collect/record.ts';
import type { TerraformFacts } from '../collect/terraform/section.ts';
import type { WorkflowFacts } from '../collect/workflow/section.ts';
import { type Observation, observed, refused } from '../evidence/observation.ts';
import { chosenApp, type Settings } from '../manifests/deployment.ts';
import { controllerPlace } from '../manifests/stand-in.ts';
import type { KubernetesApi } from '../tools/kubernetes.ts';
import type { Deployed } from './account.ts';
import { type Entry, type EntryKind, nodePorts, openEntry } from './entry.ts';
import { markedApi } from './marked-api.ts';
import { warmUp } from './warm-up.ts';

/** What the files say: read by a job without rights, and taken as data. */
export type Read = {
  readonly manifests: Observation<ManifestsFacts>;
  readonly chart: Observation<ChartFacts>;
  readonly terraform: Observation<TerraformFacts>;
  readonly workflow: Observation<WorkflowFacts>;
};

export type AppSettings = {
  readonly settings: Settings;
  readonly entry: EntryKind;
  /** Images that the nodes can pull: of the stand-in controller, and of a program that does nothing. */
  readonly images: { readonly controller: string; readonly idle: string };
  readonly signal: AbortSignal;
};

export type AppOnEks = { readonly api: KubernetesApi; readonly tags: Tags; readonly resource: Of<'namespace'>; readonly image: { readonly reference: string; readonly manifest: string } };

export type OnEks =
  | (Extract<Deployed, { readonly kind: 'ready' }> & { /** Where it is answered for, as reached from this machine. */ readonly at: Cluster['entry'] })
  | { readonly kind: 'not-ready'; readonly because: Observation<never> };

type Held = { readonly facts: ClusterDeployFacts; readonly deployment?: Deployment; readonly entry: Entry };

/**
 * The submission on EKS, by the same code that tries it in a kind cluster: all that docc itself makes bears its marks. The
 * experiments are run by whoever gets the answer; what they see, and what the deployment came to, is recorded.
 */
export async function deployOnEks(app: AppOnEks, read: Read, settings: AppSettings, record: Record): Promise<OnEks> {
  const held: { value?: Held } = {};
  const seen = await record(clusterDeploy, async (tell) => {
    const answer = await deployedBy(app, read, settings, tell);
    if ('status' in answer) return answer;
    held.value = answer;
    return observed(answer.facts);
  });
  if (seen.status === 'fault') throw new Error(`${seen.fault.message}: ${seen.fault.repair}`);
  const { deployment, entry } = held.value ?? {};
  if (deployment !== undefined && entry !== undefined) return { kind: 'ready', target: entry.target, at: entry.at, experiment: () => runExperiments(deployment, record) };
  const because = seen.status === 'observed' ? refused(notDeployed(seen.facts)) : seen;
  for (const section of ofADeployment) await record<unknown>(section, async () => because);
  return { kind: 'not-ready', because };
}

async function deployedBy({ api: whole, tags, resource, image }: AppOnEks, read: Read, { settings, entry, images, signal }: AppSettings, tell: Tell): Promise<Held | Observation<never>> {
  const { manifests } = read;
  if (manifests.status !== 'observed') return manifests;
  const chosen = chosenApp(manifests.facts, settings);
  if (chosen === undefined) return refused(withoutApp(settings.image));
  const api = markedApi(whole, tags);
  const make = maker(api);
  tell('waiting for nodes');
  await warmUp(api, make, images.idle);
  const nodes = await readyNodes(api, 1);
  const place = controllerOf(read, manifests.facts);
  const ports = nodePorts();
  tell('installing the stand-in controller');
  await installKinds(api, make);
  await installStandIn(api, { ...place, image: images.controller, ports, nodeLabels: { 'kubernetes.io/hostname': nodes.entryNode }, id: randomBytes(4).toString('hex') }, make);
  tell('opening the way in');
  const opened = await openEntry({ api, make, kind: entry, entryNode: nodes.entryNode, ports, controller: place, tags, signal });
  const cluster: Cluster = { ...clusterOf(nodes), api, entry: opened.at, controller: { ...place, ingressClass: standInClass }, idleImage: images.idle, signal };
  const what = whatToDeploy(chosen, codeIn(read), { settings, image: { ...image, pull: 'IfNotPresent' }, architecture: nodes.architecture, landing: resource.name });
  return { ...(await deploy(cluster, what, make, tell)), entry: opened };
}

const clusterOf = ({ kubernetes, nodes }: ReadyNodes) => ({ kubernetes, nodes, made: 'given', onNode: undefined }) as const;

/** What fails halfway is found by its marks: nothing is remembered here. */
const maker = (api: KubernetesApi): Make => async (object) => {
  const answer = await api.apply(object, { dryRun: false });
  if (answer.kind === 'refused') throw new Error(`the cluster refuses docc's ${object.kind} ${object.metadata.name}: ${answer.message}`);
};

const usual = { namespace: 'ingress', labels: { 'app.kubernetes.io/name': 'ingress' } };

const controllerOf = ({ terraform, chart }: Read, manifests: ManifestsFacts) =>
  terraform.status === 'observed' && chart.status === 'observed' ? controllerPlace({ terraform: terraform.facts, chart: chart.facts, manifests }) : usual;

function codeIn({ manifests, chart, terraform, workflow }: Read): Parameters<typeof whatToDeploy>[1] {
  const isAll = manifests.status === 'observed' && chart.status === 'observed' && terraform.status === 'observed' && workflow.status === 'observed';
  return isAll ? { manifests: manifests.facts, chart: chart.facts, terraform: terraform.facts, workflow: workflow.facts } : undefined;
}
