import type { ClusterUpgradeFacts } from '../../src/collect/cluster/upgrade/section.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { atWorkload, deployedTitle, inServer, inWorkload, type Live, serverOf } from './live-app.ts';
import { becomesReady, type Deployed, named } from './live-commands.ts';
import { slowness } from './late-readiness.ts';
import { underLoad } from './live-requests.ts';
import { allAtOnce, type Cause, oneByOne, readinessFix, unreadyPublished } from './lost-requests.ts';
import { placed } from './snippets.ts';

/** What goes wrong with a version that never becomes ready, or with the one after it. */
export function upgradeTrouble({ workload, broken, rollback, good }: ClusterUpgradeFacts, live: Live): (Cause & { readonly observed: string }) | undefined {
  const title = deployedTitle(workload);
  if (broken.tookTraffic) return { observed: `a version of ${title} that never becomes ready takes traffic`, ...takingTraffic(live) };
  if (!broken.keptServing || broken.load.lost !== 'none') return { observed: `a version of ${title} that never becomes ready takes the place of pods that serve`, ...replacing(live) };
  if (rollback === 'stuck') return { observed: `${title} does not come back from a version that never becomes ready`, ...stuck(live) };
  return good.completed ? undefined : { observed: `a good version of ${title} is not rolled out`, ...(slowness(live) ?? stuck(live)) };
}

const takingTraffic = (live: Live): Cause => unreadyPublished(live) ?? { at: inServer(live, 'readinessProbe'), fix: readinessFix(live, inServer(live, 'readinessProbe')) };

function replacing(live: Live): Cause {
  const at = inWorkload(live, 'strategy', 'rollingUpdate');
  return allAtOnce(live) ?? { at, fix: live.workload.kind === 'Deployment' ? oneByOne(live, at) : deploymentFix(live) };
}

/** A StatefulSet waits for its broken pod to be ready before it takes it back. https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback */
const deploymentFix = (live: Live): string =>
  `Make ${deployedTitle(live.workload)} (${placed(atWorkload(live))}) a \`kind: Deployment\` with the same pod template, and with \`maxUnavailable: 0\` and \`maxSurge: 1\` in its \`strategy.rollingUpdate\`: the server keeps no state, and a Deployment goes back whatever the broken pods do.`;

/** Only what is replaced in order waits for the broken pod: tried on Kubernetes 1.34. */
const inParallel = ({ workload }: Live): string => (workload.kind === 'StatefulSet' ? '\nWhere it has to be a StatefulSet, `podManagementPolicy: Parallel` lets it go back by itself; in order, somebody has to delete the broken pod.' : '');

function stuck(live: Live): Cause {
  if (live.workload.kind !== 'Deployment') return { at: atWorkload(live), fix: `${deploymentFix(live)}${inParallel(live)}` };
  const at = inWorkload(live, 'strategy');
  return allAtOnce(live) ?? { at, fix: `${oneByOne(live, at)}\nand leave room in the namespace's ResourceQuota, and on the nodes, for one pod more than there are replicas.` };
}

/** A version whose image is nowhere, and back, while requests go on. */
export function upgradeTest(facts: Deployed, live: Live): string {
  const workload = named(facts.deploy);
  const container = serverOf(live)?.name ?? '*';
  const broken = `kubectl set image ${workload} ${shellWord(`${container}=docc-try:broken`)} && sleep 20 && kubectl rollout undo ${workload} && ${becomesReady(facts.deploy)} && kubectl rollout restart ${workload}`;
  return underLoad(facts, live, broken);
}
