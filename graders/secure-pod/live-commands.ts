import type { ClusterDeployFacts } from '../../src/collect/cluster/deploy/section.ts';
import type { App as ImageApp, DockerfileFacts } from '../../src/collect/dockerfile/section.ts';
import type { ManifestsFacts } from '../../src/collect/manifests/section.ts';
import type { Settings } from '../../src/grade/settings.ts';
import { shellPath, shellWord } from '../../src/evidence/shell-word.ts';
import type { App } from '../../src/manifests/app.ts';
import { liveOf } from './live-app.ts';

/** What a command that deploys the submission is made of. */
export type Deployed = { readonly deploy: ClusterDeployFacts; readonly manifests: ManifestsFacts; readonly dockerfile: DockerfileFacts };

export type Steps = {
  /** Before the submission: what it is to find. */
  readonly before?: readonly string[];
  /** The test itself: it fails until the trouble is gone. */
  readonly test: string;
};

/** Of kind's own names, so that a person's other clusters are left alone. */
export const clusterName = 'docc-try';
const image = 'docc-try:1';

/**
 * A command that makes a cluster of two workers, deploys the submission to it as docc does and runs a test there, in which the
 * submission's namespace is the current one. Nothing of it is left, and the person's own kubeconfig is not touched.
 */
export function deployed(facts: Deployed, settings: Settings, { before = [], test }: Steps): string {
  const { deploy } = facts;
  const steps = [
    'export KUBECONFIG="$(mktemp)"',
    `trap 'kill $(jobs -p) 2> /dev/null; kind delete cluster --name ${clusterName}' EXIT`,
    madeCluster,
    builtImage(facts.dockerfile.app),
    `kind load docker-image ${image} --name ${clusterName}`,
    `kubectl create namespace ${shellWord(deploy.namespace)}`,
    `kubectl config set-context --current --namespace=${shellWord(deploy.namespace)}`,
    ...before,
    applied(deploy, liveOf(facts.manifests, settings, deploy.workload).app),
    test,
  ];
  return `(${steps.join(' && ')})`;
}

const nodes = ['kind: Cluster', 'apiVersion: kind.x-k8s.io/v1alpha4', 'nodes: [{role: control-plane}, {role: worker}, {role: worker}]'];
const madeCluster = `printf '%s\\n' ${nodes.map((line) => `'${line}'`).join(' ')} | kind create cluster --name ${clusterName} --config - --wait 2m`;

function builtImage(app: ImageApp | undefined): string {
  if (app === undefined) return `docker build -q --load -t ${image} .`;
  const given = app.buildArgs.flatMap(({ name, value }) => (value === undefined ? [] : [`--build-arg=${shellWord(`${name}=${value}`)}`]));
  const aimed = app.target === undefined ? [] : [`--target=${shellWord(app.target)}`];
  return ['docker build -q --load', `-t ${image}`, ...given, ...aimed, `-f ${shellPath(app.path)}`, shellPath(app.context)].join(' ');
}

/** What a bare cluster has no kind for is left out by kubectl with a message: what matters must become ready. */
function applied(deploy: ClusterDeployFacts, app: App | undefined): string {
  const workload = named(deploy);
  const [server] = app?.servers ?? [];
  const runsIt = `kubectl set image ${workload} ${shellWord(`${server?.name ?? '*'}=${image}`)}`;
  return `{ ${rendered(deploy, app)}; ${runsIt}; } && ${becomesReady(deploy)}`;
}

/** `deployment/docc-sample`, as kubectl takes it. */
export const named = ({ workload: { kind, name } }: Pick<ClusterDeployFacts, 'workload'>): string => shellWord(`${kind.toLowerCase()}/${name}`);

const rolls = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

export const becomesReady = (deploy: Pick<ClusterDeployFacts, 'workload'>, seconds = 180): string =>
  rolls.has(deploy.workload.kind) ? `kubectl rollout status ${named(deploy)} --timeout=${seconds}s` : `kubectl wait --for=condition=Ready pods --all --timeout=${seconds}s`;

/** As much as anybody's submission has, and as fits a command. */
const mostFiles = 40;

function rendered({ namespace, workload }: ClusterDeployFacts, app: App | undefined): string {
  const apply = 'kubectl apply -f -';
  if (app === undefined) return `kubectl apply -f ${shellPath(workload.path)}`;
  const { origin } = app.workload.manifest;
  switch (origin.kind) {
    case 'chart': {
      const values = (origin.valueFiles ?? []).map((file) => ` --values ${shellPath(file)}`).join('');
      return `helm template docc-sample ${shellPath(origin.path)} --namespace ${shellWord(namespace)}${values} | ${apply}`;
    }
    case 'kustomize':
      return `kubectl kustomize ${shellPath(origin.path)} | ${apply}`;
    case 'terraform':
      return `KUBE_CONFIG_PATH="$KUBECONFIG" terraform -chdir=${shellWord(origin.root)} apply -auto-approve ${addressesOf(app).map((address) => `-target=${shellWord(address)}`).join(' ')}`;
    case 'files':
      return `kubectl apply ${pathsOf(app).map((path) => `-f ${shellPath(path)}`).join(' ')}`;
  }
}

const beside = ({ around, workload }: App) => around.filter(({ object }) => object.origin === workload.manifest.object.origin);

const pathsOf = (app: App): readonly string[] => [...new Set(beside(app).map(({ object }) => object.path))].slice(0, mostFiles);

const addressesOf = (app: App): readonly string[] => [...new Set(beside(app).flatMap(({ object: { address } }) => address ?? []))].slice(0, mostFiles);
