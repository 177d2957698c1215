import { z } from 'zod';
import type { Template, Workload } from '../workload.ts';

/** What the image's own program is started and helped with: another image has none of these. */
const ofTheProgram = ['command', 'args', 'lifecycle', 'workingDir'];

/**
 * The template with an image in place of the app's that starts and does nothing: what a release is whose program hangs. Its
 * probes stay, since they are what keeps traffic from it.
 */
export function brokenContainers({ spec }: Template, container: string, image: string): readonly Readonly<Record<string, unknown>>[] {
  return spec.containers.map((of) => {
    if (of.name !== container) return of;
    const kept = Object.entries(of).filter(([member]) => !ofTheProgram.includes(member));
    return { ...Object.fromEntries(kept), image, imagePullPolicy: 'IfNotPresent' };
  });
}

/**
 * How many old pods have to stay ready while new ones don't become so: those asked for less what the strategy lets go, and one
 * at least, since a strategy that lets all go serves nobody.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable
 */
export function fewestReady(kind: string, { spec }: Workload, replicas: number): number {
  const { type, rollingUpdate } = spec.strategy ?? spec.updateStrategy ?? {};
  if (type === 'Recreate') return Math.min(1, replicas);
  const declared = rollingUpdate?.maxUnavailable ?? (kind === 'Deployment' ? '25%' : 1);
  return Math.min(replicas, Math.max(1, replicas - unavailable(declared, kind, replicas)));
}

/** Percentages are rounded down for a Deployment and up for the others. */
function unavailable(declared: number | string, kind: string, replicas: number): number {
  if (typeof declared === 'number') return declared;
  const exact = (replicas * Number.parseInt(declared, 10)) / 100;
  return kind === 'Deployment' ? Math.floor(exact) : Math.ceil(exact);
}

const seconds = z.int().nonnegative().default(0);
const probe = z.looseObject({ initialDelaySeconds: seconds, periodSeconds: z.int().positive().default(10), successThreshold: z.int().positive().default(1) }).optional();
const probed = z.looseObject({ readinessProbe: probe, startupProbe: probe });

/** Until its probes would have taken a container as ready, in seconds, as far as that is waited for. */
export function readyWithin({ spec }: Template, container: string): number {
  const read = probed.safeParse(spec.containers.find(({ name }) => name === container));
  const probes = read.success ? [read.data.readinessProbe, read.data.startupProbe] : [];
  const longest = Math.max(0, ...probes.map((of) => (of === undefined ? 0 : of.initialDelaySeconds + of.periodSeconds * of.successThreshold)));
  return Math.min(15, longest);
}
