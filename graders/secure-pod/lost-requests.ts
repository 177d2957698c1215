import type { Location } from '../../src/evidence/observation.ts';
import { code } from '../../src/grade/markdown.ts';
import { settingOf } from '../../src/manifests/environment.ts';
import { placeIn, shownValue, titleOf } from '../../src/manifests/objects.ts';
import { asNumber, asText, asTruth, valueIn } from '../../src/terraform/value.ts';
import { deployedTitle, inServer, inWorkload, type Live, serverOf, within } from './live-app.ts';
import { type Fields, placed, written, yaml } from './snippets.ts';

/** Why requests are lost while pods come and go, as far as files show it: where, and what to write. */
export type Cause = { readonly at: Location; readonly fix: string };

/** `all-at-once`: only where a roll-out is what happens. */
export type Happening = 'roll-out' | 'pod-goes';

/** The most telling first; where nothing shows, what a stopping pod does is what is left. */
export function causeOf(live: Live, happening: Happening): Cause {
  const atOnce = happening === 'roll-out' ? allAtOnce(live) : undefined;
  return atOnce ?? unreadyPublished(live) ?? unprobed(live) ?? alone(live) ?? gracelessly(live);
}

const fields = ({ app }: Live, of: Fields): string => (app === undefined ? yaml(of) : written(app.workload.manifest, of));

/** A strategy that takes all pods down before others are there. https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy */
export function allAtOnce(live: Live): Cause | undefined {
  const strategy = valueIn(live.app?.workload.manifest.body, 'spec', 'strategy');
  const [type, unavailable] = [asText(valueIn(strategy, 'type')), asText(valueIn(strategy, 'rollingUpdate', 'maxUnavailable'))];
  const recreates = type.kind === 'known' && type.is === 'Recreate';
  if (!recreates && (unavailable.kind !== 'known' || /^0%?$/.test(unavailable.is))) return undefined;
  const at = inWorkload(live, ...(recreates ? ['strategy', 'type'] : ['strategy', 'rollingUpdate', 'maxUnavailable']));
  return { at, fix: oneByOne(live, at) };
}

export const oneByOne = (live: Live, at: Location): string =>
  `In ${deployedTitle(live.workload)} (${placed(at)}) let new pods be ready before old ones go; write, in place of what it says of that now:${fields(live, { strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } })}`;

/** A Service that sends requests to pods that are not ready. */
export function unreadyPublished({ app }: Live): Cause | undefined {
  const service = app?.services.find(({ service: { manifest } }) => {
    const truth = asTruth(valueIn(manifest.body, 'spec', 'publishNotReadyAddresses'));
    return truth.kind === 'known' && truth.is;
  })?.service.manifest;
  if (service === undefined) return undefined;
  const at = within(service, service.body, 'spec', 'publishNotReadyAddresses');
  return { at, fix: `In ${code(titleOf(service))} (${placed(at)}) take \`publishNotReadyAddresses\` away: it sends requests to pods that are not ready.` };
}

export function unprobed(live: Live): Cause | undefined {
  const server = serverOf(live);
  if (server === undefined || valueIn(server.value, 'readinessProbe') !== undefined) return undefined;
  const at = inServer(live);
  return { at, fix: readinessFix(live, at) };
}

export const readinessFix = (live: Live, at: Location): string =>
  `In ${deployedTitle(live.workload)} (${placed(at)}) let readiness be asked where it is told; write, in place of what it says of that now:${fields(live, { readinessProbe: { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 2, failureThreshold: 2 } })}`;

export function alone(live: Live): Cause | undefined {
  const replicas = asNumber(valueIn(live.app?.workload.manifest.body, 'spec', 'replicas'));
  if (replicas.kind !== 'known' || replicas.is > 1) return undefined;
  const at = inWorkload(live, 'replicas');
  return { at, fix: `In ${deployedTitle(live.workload)} (${placed(at)}) write under \`spec\`, in place of its \`replicas\` if it has any:${fields(live, { replicas: 2 })}` };
}

/** Proxies go on sending for a second or more after a pod is told to stop: the pod must outlast them. */
function gracelessly(live: Live): Cause {
  const server = serverOf(live);
  const delay = live.app && server && settingOf(live.app, server, 'SHUTDOWN_DELAY');
  const at = delay?.line !== undefined && server !== undefined ? placeIn(server.workload.manifest, delay) : inServer(live, 'lifecycle');
  const set = delay === undefined || 'unknown' in delay ? '' : `, which is ${code(shownValue(delay))} now`;
  return {
    at,
    fix: `Let a pod that stops go on serving until nobody sends it requests any more: set \`SHUTDOWN_DELAY: 5s\` in the environment of the server${set} (${placed(at)}), or write in its container, in place of its \`lifecycle\` if it has one:${fields(live, { lifecycle: { preStop: { sleep: { seconds: 5 } } } })}\nand leave \`terminationGracePeriodSeconds\` above 15.`,
  };
}
