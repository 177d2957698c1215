import type { ClusterDrainFacts } from '../../src/collect/cluster/drain/section.ts';
import { code } from '../../src/grade/markdown.ts';
import { isOf, titleOf } from '../../src/manifests/objects.ts';
import { membersOf } from '../../src/terraform/members.ts';
import { asText, valueIn } from '../../src/terraform/value.ts';
import { deployedTitle, inPods, type Live, within } from './live-app.ts';
import { type Cause, causeOf } from './lost-requests.ts';
import { placed, written } from './snippets.ts';

type Drained = Exclude<ClusterDrainFacts['outcome'], { kind: 'one-node' }>;

export function drainTrouble(outcome: Drained, live: Live): (Cause & { readonly observed: string }) | undefined {
  const title = deployedTitle(live.workload);
  if (outcome.kind === 'blocked') return blocked(outcome, live);
  if (!outcome.replaced) return { observed: `a pod of ${title} that is evicted is not ready on another node`, ...placelessCause(live) };
  if (outcome.load.lost === 'none') return undefined;
  return { observed: `while the node of a pod of ${title} drains, ${outcome.load.lost === 'all' ? 'every request is lost' : 'requests are lost'}`, ...causeOf(live, 'pod-goes') };
}

/** By its name: with or without its kind. */
function blocked({ blockedBy, seconds }: Extract<Drained, { kind: 'blocked' }>, live: Live): Cause & { readonly observed: string } {
  const title = deployedTitle(live.workload);
  const named = live.app?.around.find((each) => isOf(each, 'PodDisruptionBudget', 'policy') && (blockedBy === each.object.name || blockedBy.endsWith(` ${each.object.name}`)));
  const observed = `${code(named === undefined ? blockedBy : titleOf(named))} allows no eviction of a pod of ${title} within ${seconds} s`;
  if (named === undefined) return { observed, at: inPods(live), fix: `Let ${code(blockedBy)} allow one eviction: \`maxUnavailable: 1\`, with \`replicas: 2\` in ${title}.` };
  const spec = valueIn(named.body, 'spec');
  const field = valueIn(spec, 'maxUnavailable') === undefined ? 'minAvailable' : 'maxUnavailable';
  const at = within(named, spec, field);
  return { observed, at, fix: `In ${code(titleOf(named))} (${placed(at)}) write, in place of \`${field}\`, and keep two replicas of ${title} or more:${written(named, { maxUnavailable: 1 })}` };
}

/** A hard rule that counts the node that is drained leaves no place for its pods. https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/ */
function placelessCause(live: Live): Cause {
  const { app } = live;
  const constraints = membersOf(valueIn(app?.workload.podSpec, 'topologySpreadConstraints'));
  const index = constraints.findIndex((each) => said(valueIn(each, 'whenUnsatisfiable')) !== 'ScheduleAnyway' && said(valueIn(each, 'nodeTaintsPolicy')) !== 'Honor');
  if (app !== undefined && index >= 0) {
    const at = inPods(live, 'topologySpreadConstraints', index);
    return { at, fix: `In the constraint at ${placed(at)} write, in place of its \`nodeTaintsPolicy\` if it has one, so that a node that is cordoned is not counted as a place:${written(app.workload.manifest, { nodeTaintsPolicy: 'Honor' })}` };
  }
  const required = ['affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'];
  if (app !== undefined && valueIn(app.workload.podSpec, ...required) !== undefined) {
    const at = inPods(live, ...required);
    return { at, fix: `At ${placed(at)} keep pods apart as a wish and not as a rule: \`preferredDuringSchedulingIgnoredDuringExecution\`, or \`topologySpreadConstraints\` with \`whenUnsatisfiable: ScheduleAnyway\`.` };
  }
  return { at: inPods(live), fix: `Let a pod of ${deployedTitle(live.workload)} (${placed(inPods(live))}) run on any node: no \`nodeName\` or \`nodeSelector\` for one of them, and \`requests\` that another has room for.` };
}

function said(value: Parameters<typeof asText>[0]): string | undefined {
  const text = asText(value);
  return text.kind === 'known' ? text.is : undefined;
}
