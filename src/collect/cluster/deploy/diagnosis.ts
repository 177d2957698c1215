import { own } from '../../../evidence/own.ts';
import type { ContainerStatus, SeenEvent, SeenPod } from './seen.ts';
import type { DeployedObject, NotReady } from './section.ts';
import { lasting } from './words.ts';

/** What was seen of one workload that did not become ready. */
export type Seen = {
  readonly of: DeployedObject;
  readonly pods: readonly SeenPod[];
  /** Of the workload, its sets, pods and claims: warnings. */
  readonly events: readonly SeenEvent[];
  /** Messages of conditions that something failed: `ReplicaFailure` and the like. */
  readonly failures: readonly string[];
};

/** `certain`: waiting longer changes nothing. */
export type Diagnosis = Pick<NotReady, 'cause' | 'observed' | 'fix'> & { readonly container?: string; readonly certain: boolean; readonly log?: 'current' | 'previous' };

const said = (cause: NotReady['cause'], observed: string, fix: string, more: Partial<Diagnosis> = {}): Diagnosis => ({ cause, observed: lasting(observed), fix, certain: false, ...more });

/** The likeliest cause: what keeps pods from being made, then from being placed, then their containers from running, then from being ready. */
export function diagnosed(seen: Seen): Diagnosis {
  return fromRefusals(seen) ?? fromPlacing(seen) ?? fromContainers(seen) ?? unknownCause(seen);
}

type Rule = readonly [RegExp, (message: string) => Diagnosis];

const first = (rules: readonly Rule[], messages: readonly string[]): Diagnosis | undefined => {
  for (const message of messages) for (const [pattern, make] of rules) if (pattern.test(message)) return make(message);
  return undefined;
};

/** Pods that the API server would not take. */
const refusals: readonly Rule[] = [
  [/violates PodSecurity/, (message) => said('pod-security', message, "Set what the message names in the container's securityContext: the namespace refuses pods without it.", { certain: true })],
  [/exceeded quota|must specify (?:limits|requests)/, (message) => said('quota', message, 'Lower the requests and limits (or the replicas) until all pods fit into the quota, surge of a rolling update included.', { certain: true })],
  [/only the image built from the submission/, (message) => said('image-refused', message, 'Run nothing but the image that is built from this submission: docc pulls no other.', { certain: true })],
  [/error looking up service account|serviceaccount "[^"]*" not found/i, (message) => said('account-missing', message, 'Create the ServiceAccount that serviceAccountName names in the same chart, or correct the name.', { certain: true })],
  [/(?:minimum|maximum) .* usage per|must be less than or equal to .* limit/, (message) => said('quota', message, 'Keep requests and limits within the LimitRange of the namespace.', { certain: true })],
];

function fromRefusals({ events, failures }: Seen): Diagnosis | undefined {
  return first(refusals, [...failures, ...events.filter(({ reason }) => reason === 'FailedCreate').map(({ message }) => message)]);
}

const ownClass = 'Name a StorageClass that the cluster has, or none for its default; the sample server needs no volume at all.';

const placings: readonly Rule[] = [
  [/(?:storageclass\S*|persistentvolumeclaim) "[^"]*" not found/i, (message) => said('volume-pending', message, ownClass, { certain: true })],
  [/unbound immediate PersistentVolumeClaims/, (message) => said('volume-pending', message, ownClass)],
  [/Insufficient (?:cpu|memory|ephemeral-storage)|Too many pods/, (message) => said('unschedulable', message, 'Lower resources.requests to what the server uses: 50m of CPU and 32Mi are plenty.', { certain: true })],
  [/didn't match Pod's node affinity|node\(s\) didn't match|untolerated taint|didn't have free ports/, (message) => said('unschedulable', message, 'Correct nodeSelector, affinity, tolerations or spread, so that some node of the cluster fits.', { certain: true })],
];

function fromPlacing({ pods, events }: Seen): Diagnosis | undefined {
  const waiting = pods.flatMap(({ status }) => status.conditions).filter(({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable').map(({ message }) => message);
  if (waiting.length === 0) return undefined;
  const provisioning = events.filter(({ reason }) => reason === 'ProvisioningFailed').map(({ message }) => message);
  return first(placings, [...provisioning, ...waiting]) ?? said('unschedulable', waiting[0] ?? '', 'Let the pod fit on a node of the cluster: see what the scheduler says.');
}

function fromContainers(seen: Seen): Diagnosis | undefined {
  for (const { status } of seen.pods) {
    const init = status.initContainerStatuses.find((each) => isTroubled(each) && each.state.running === undefined);
    if (init !== undefined) return ofInit(init, seen);
    const [worst] = status.containerStatuses.filter((each) => !each.ready);
    if (worst !== undefined) return ofContainer(worst, seen);
  }
  return fromVolumes(seen);
}

const isTroubled = ({ state, lastState, restartCount }: ContainerStatus): boolean => (state.waiting !== undefined && state.waiting.reason !== 'PodInitializing') || ((state.terminated ?? lastState.terminated) !== undefined && restartCount > 0);

function ofInit(status: ContainerStatus, seen: Seen): Diagnosis {
  const found = ofWaiting(status, seen) ?? said('init-container', `init container ${status.name} ended with exit code ${status.lastState.terminated?.exitCode ?? 1}`, 'See what it prints: the pod starts no other container before this one ends with 0.', { log: 'previous' });
  return found.cause === 'crash' ? { ...found, cause: 'init-container', container: status.name } : { ...found, container: status.name };
}

const ofContainer = (status: ContainerStatus, seen: Seen): Diagnosis => ({ ...(ofWaiting(status, seen) ?? ofEnded(status, seen) ?? ofProbe(status, seen)), container: status.name });

const waitings: Readonly<Record<string, (message: string) => Diagnosis>> = {
  ErrImageNeverPull: (message) => said('image-missing', message, 'Name the image that this submission builds: docc puts it into the nodes under its own name, and pulls no other.', { certain: true }),
  ErrImagePull: (message) => said('image-missing', message, 'Correct the name and tag of the image, and see that it was pushed where the cluster can pull it.', { certain: true }),
  ImagePullBackOff: (message) => said('image-missing', message, 'Correct the name and tag of the image, and see that it was pushed where the cluster can pull it.', { certain: true }),
  InvalidImageName: (message) => said('image-missing', message, 'Write the image as repository:tag or repository@sha256:digest.', { certain: true }),
  CreateContainerError: (message) => said('crash', message, 'Name a program that the image has in command, or leave command out so that the image starts its own.', { certain: true }),
  RunContainerError: (message) => said('crash', message, 'Name a program that the image has in command, or leave command out so that the image starts its own.', { certain: true }),
};

function ofWaiting({ state: { waiting }, lastState }: ContainerStatus, seen: Seen): Diagnosis | undefined {
  if (waiting === undefined) return undefined;
  const { reason, message } = waiting;
  if (reason === 'CreateContainerConfigError') return ofConfiguration(message);
  const unstarted = [message, lastState.terminated?.message ?? ''].find((text) => beforeItRan.test(text));
  if (unstarted !== undefined) return said('out-of-memory', `${unstarted}: its memory limit leaves no room to start it`, moreMemory, { certain: true });
  if (reason === 'CrashLoopBackOff' && /executable file not found|no such file or directory|permission denied|exec format/.test(lastState.terminated?.message ?? '')) {
    return said('crash', lastState.terminated?.message ?? reason, 'Name a program that the image has in command, or leave command out so that the image starts its own.', { certain: true });
  }
  const made = own(waitings, reason);
  if (made !== undefined) return made(message === '' ? reason : message);
  return reason === 'ContainerCreating' ? fromVolumes(seen) : undefined;
}

/**
 * What starts a container is counted with it: https://github.com/opencontainers/runc/blob/main/libcontainer/process_linux.go.
 * runc notices where it is ended while it prepares; ended a moment later, containerd finds it stopped when it is to begin.
 */
const beforeItRan = /OOM-killed|memory limit too low|cannot start a stopped process/;
const moreMemory = 'Raise resources.limits.memory above what the server uses: 64Mi serve the sample.';

function ofConfiguration(message: string): Diagnosis {
  if (/non-root|runAsNonRoot/i.test(message)) return said('runs-as-root', message, 'Give the image a numeric, non-zero USER, or the container runAsUser: 65532.', { certain: true });
  return said('configuration-missing', message, 'Create the ConfigMap or Secret with that key in the same namespace, or correct the name by which it is referred to.', { certain: true });
}

/** Restarts after which nobody believes in a good end. */
const hopeless = 3;

function ofEnded(status: ContainerStatus, { events }: Seen): Diagnosis | undefined {
  const last = status.state.terminated ?? status.lastState.terminated;
  if (last === undefined || status.restartCount === 0) return undefined;
  const certain = status.restartCount >= hopeless;
  if (last.reason === 'OOMKilled') return said('out-of-memory', `the kernel ended it: it needs more memory than its limit allows (exit code ${last.exitCode})`, moreMemory, { certain, log: 'previous' });
  const killed = events.find(({ reason, message }) => reason === 'Unhealthy' && /^(?:Liveness|Startup) probe/.test(message));
  if (killed !== undefined) return said('killed-by-probe', `${killed.message}; it was ended and started again`, 'Let the probe ask a path and port on which the server answers 200 (GET /healthz on 8080), and give it time to start.', { certain, log: 'previous' });
  return said('crash', `it ended with exit code ${last.exitCode} each time it was started`, 'See what it prints: mend its settings, arguments or files until it keeps running.', { certain, log: 'previous' });
}

function ofProbe(status: ContainerStatus, { events }: Seen): Diagnosis {
  const failed = events.find(({ reason, message }) => reason === 'Unhealthy' && message.startsWith('Readiness probe'));
  if (failed === undefined) return said('stuck', `container ${status.name} runs and is not ready`, 'See whether its readiness or startup probe can ever succeed.', { log: 'current' });
  const isRefused = /connection refused|connect:/.test(failed.message);
  const fix = isRefused ? 'Let the probe ask the port on which the server listens (8080 of the sample), and the server listen on all addresses.' : 'Let the probe ask a path that the server answers with 200: GET /readyz of the sample.';
  return said('not-ready-probe', failed.message, fix, { log: 'current' });
}

const volumes: readonly Rule[] = [
  [/(?:configmap|secret) "[^"]*" not found|references non-existent (?:config|secret) key/, (message) => said('configuration-missing', message, 'Create the ConfigMap or Secret with that key in the same namespace, or correct the name by which it is referred to.', { certain: true })],
  [/./, (message) => said('volume-pending', message, 'See why the volume can not be mounted; the sample server needs none.')],
];

const fromVolumes = ({ events }: Seen): Diagnosis | undefined => first(volumes, events.filter(({ reason }) => reason === 'FailedMount' || reason === 'FailedAttachVolume').map(({ message }) => message));

function unknownCause({ pods, events, failures }: Seen): Diagnosis {
  const [failure] = failures;
  const last = failure ?? events.at(-1)?.message;
  if (last !== undefined) return said('unknown', last, 'See what the cluster says of it, and mend that.');
  return pods.length === 0 ? said('stuck', 'no pod was made of it', 'See the conditions of the workload: a replica count of 0 or a paused rollout makes none.') : said('stuck', 'its pods stay as they are', 'See whether its probes and minReadySeconds allow it to become available within three minutes.');
}
