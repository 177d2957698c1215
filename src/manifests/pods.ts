import type { Value } from '../collect/terraform/section.ts';
import type { Location } from '../evidence/observation.ts';
import { once } from '../grade/once.ts';
import { asList, asText, valueIn } from '../terraform/value.ts';
import { placeIn, shownValue } from './objects.ts';
import type { Workload } from './workloads.ts';

/** `sidecar` is an init container that is kept running (`restartPolicy: Always`). */
export type Role = 'app' | 'init' | 'sidecar' | 'ephemeral';

export type Container = {
  readonly workload: Workload;
  readonly role: Role;
  readonly name: string;
  readonly value: Value;
  readonly at: Location;
};

export type Containers = {
  readonly containers: readonly Container[];
  /** A list of them that files don't tell: there may be more than these. */
  readonly unread: Value | undefined;
};

const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** Every container of a workload's pods, in the order in which they start. */
export const containersOf = once((workload: Workload): Containers => {
  const { podSpec } = workload;
  const read = lists.map((list) => ({ list, all: asList(valueIn(podSpec, list)) }));
  const containers = read.flatMap(({ list, all }) => (all.kind === 'known' ? all.is.map((value) => containerFrom(workload, list, value)) : []));
  const unread = read.flatMap(({ all }) => (all.kind === 'unknown' ? [all.value] : []))[0];
  return { containers, unread };
});

function containerFrom(workload: Workload, list: (typeof lists)[number], value: Value): Container {
  const name = shownValue(valueIn(value, 'name')) || '(without a name)';
  return { workload, role: roleIn(list, value), name, value, at: placeIn(workload.manifest, value) };
}

function roleIn(list: (typeof lists)[number], value: Value): Role {
  if (list !== 'initContainers') return list === 'containers' ? 'app' : 'ephemeral';
  const restarts = asText(valueIn(value, 'restartPolicy'));
  return restarts.kind === 'known' && restarts.is === 'Always' ? 'sidecar' : 'init';
}

/** What holds for a container, and where that is written. Nothing is written of what has no value. */
export type Setting = { readonly value: Value | undefined; readonly at: Location; readonly from: 'container' | 'pod' };

/** What confines a container's process, as Kubernetes computes it for Linux. */
export type Confinement = {
  readonly runAsNonRoot: Setting;
  readonly runAsUser: Setting;
  readonly seccompType: Setting;
  readonly seccompProfile: Setting;
  readonly allowPrivilegeEscalation: Setting;
  readonly privileged: Setting;
  readonly dropped: Setting;
  readonly added: Setting;
  readonly readOnlyRootFilesystem: Setting;
  readonly procMount: Setting;
};

/**
 * The user, whether it may be root, and the seccomp profile are inherited from the pod, each unless the container says
 * otherwise; everything else is the container's own. https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
export const confinementOf = once((container: Container): Confinement => {
  const own = (...path: readonly string[]): Setting => settingIn(container, 'container', valueIn(container.value, 'securityContext', ...path));
  const inherited = (...path: readonly string[]): Setting => {
    const mine = own(...path);
    return mine.value === undefined ? settingIn(container, 'pod', valueIn(container.workload.podSpec, 'securityContext', ...path)) : mine;
  };
  return {
    runAsNonRoot: inherited('runAsNonRoot'),
    runAsUser: inherited('runAsUser'),
    ...seccompOf(container),
    allowPrivilegeEscalation: own('allowPrivilegeEscalation'),
    privileged: own('privileged'),
    dropped: own('capabilities', 'drop'),
    added: own('capabilities', 'add'),
    readOnlyRootFilesystem: own('readOnlyRootFilesystem'),
    procMount: own('procMount'),
  };
});

/** The profile is one: a container that names a type takes no file from the pod. */
function seccompOf(container: Container): Pick<Confinement, 'seccompType' | 'seccompProfile'> {
  const own = valueIn(container.value, 'securityContext', 'seccompProfile');
  const from = own === undefined ? 'pod' : 'container';
  const profile = own ?? valueIn(container.workload.podSpec, 'securityContext', 'seccompProfile');
  return { seccompType: settingIn(container, from, valueIn(profile, 'type')), seccompProfile: settingIn(container, from, valueIn(profile, 'localhostProfile')) };
}

const settingIn = ({ workload, at }: Container, from: Setting['from'], value: Value | undefined): Setting => ({
  value,
  at: value === undefined ? at : placeIn(workload.manifest, value),
  from: value === undefined ? 'container' : from,
});
