import type { ClusterReplacementFacts } from '../../src/collect/cluster/replacement/section.ts';
import type { Loaded } from '../../src/collect/cluster/load/section.ts';
import { deployedTitle, inWorkload, type Live } from '../secure-pod/live-app.ts';
import type { Deployed } from '../secure-pod/live-commands.ts';
import { deleting, restarting } from '../secure-pod/live-requests.ts';
import { slowness, sooner } from '../secure-pod/late-readiness.ts';
import { type Cause, causeOf, oneByOne } from '../secure-pod/lost-requests.ts';

type Trouble = Cause & { readonly observed: string; readonly happening: string };

export function replacementTrouble({ restart, deletion }: ClusterReplacementFacts, live: Live, facts: Deployed): Trouble | undefined {
  const title = deployedTitle(live.workload);
  const [restarts, deletes] = [restarting(facts), deleting];
  if (restart.load.lost !== 'none') return { observed: `${lost(restart.load)} while ${title} is restarted, one pod after the other`, ...causeOf(live, 'roll-out'), happening: restarts };
  if (!restart.completed) return { observed: `a rolling restart of ${title} does not come to its end`, ...unfinished(live), happening: restarts };
  if (deletion.load.lost !== 'none') return { observed: `${lost(deletion.load)} while a pod of ${title} is deleted with its grace`, ...causeOf(live, 'pod-goes'), happening: deletes };
  return deletion.replaced ? undefined : { observed: `a deleted pod of ${title} is not replaced in time`, ...sooner(live), happening: deletes };
}

const lost = ({ lost: how }: Loaded): string => (how === 'all' ? 'every request is lost' : 'requests are lost');

function unfinished(live: Live): Cause {
  const at = inWorkload(live, 'strategy');
  return slowness(live) ?? { at, fix: `${oneByOne(live, at)}\nand leave room in the namespace's ResourceQuota, and on the nodes, for one pod more than there are replicas.` };
}
