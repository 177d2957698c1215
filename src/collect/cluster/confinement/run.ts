import { type Observation, observed } from '../../../evidence/observation.ts';
import { inTime } from '../answer.ts';
import type { Deployment, OnNode } from '../cluster.ts';
import { filesOf, processesOf } from '../node-programs.ts';
import { isReady, runningContainers } from '../pod.ts';
import { podsOf } from '../workload.ts';
import { type ContainerSeen, leastConfined, type ProcessSeen } from './least.ts';
import { rootOf } from './mounts.ts';
import type { ClusterConfinementFacts } from './section.ts';
import { processesIn, processStatus } from './status.ts';

/** Where a container runs. */
type Running = { readonly node: string; readonly name: string; readonly id: string };

export async function collectConfinement(deployment: Deployment): Promise<Observation<ClusterConfinementFacts>> {
  const workload = deployment.workload.object;
  const { onNode } = deployment.cluster;
  if (onNode === undefined) return observed({ workload, seen: { kind: 'hidden', because: "docc did not make this cluster's nodes and can't look at their processes" } });
  const running = (await podsOf(deployment)).filter(isReady).flatMap((pod) => runningContainers(pod).map((container) => ({ ...container, node: pod.spec.nodeName ?? '' })));
  const looked = await Promise.all(running.map(async (container) => ({ name: container.name, processes: await seenIn(onNode, container) })));
  const containers = [...new Set(looked.map(({ name }) => name))].sort().map((name): ContainerSeen => leastConfined(name, looked.flatMap((of) => (of.name === name ? of.processes : []))));
  inTime(containers[0], 'a running container of the app');
  return observed({ workload, seen: { kind: 'processes', containers } });
}

/** Processes come and go: where one ends between being listed and being read, all of its container are listed anew. */
async function seenIn(onNode: OnNode, container: Running): Promise<readonly ProcessSeen[]> {
  for (let turn = 0; turn < 3; turn += 1) {
    const processes = (await processesOf(onNode, container.node, container.id)).slice(0, mostProcesses);
    const paths = processes.flatMap((process) => [`/proc/${process}/status`, `/proc/${process}/mountinfo`]);
    const seen = paths.length === 0 ? [] : processesIn(await filesOf(onNode, container.node, paths)).map(processOf);
    const read = seen.filter((of) => of !== undefined);
    if (read.length > 0 && read.length === processes.length) return read;
  }
  throw new Error(`the processes of container ${container.name} could not be read on its node`);
}

/** The app has one. What has more than a command line holds is judged by the first of them. */
const mostProcesses = 500;

function processOf(text: string): ProcessSeen | undefined {
  const status = processStatus(text);
  const root = rootOf(text);
  return status === undefined || root === undefined ? undefined : { ...status, root };
}
