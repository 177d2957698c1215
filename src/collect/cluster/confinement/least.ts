import type { ClusterConfinementFacts } from './section.ts';
import type { ProcessStatus } from './status.ts';

type Processes = Extract<ClusterConfinementFacts['seen'], { kind: 'processes' }>;
export type ContainerSeen = Processes['containers'][number];

export type ProcessSeen = ProcessStatus & { readonly root: ContainerSeen['root'] };

const seccomps = ['none', 'strict', 'filter'] as const;

/** What the least confined of a container's processes may, in all pods that have such a container. */
export function leastConfined(container: string, processes: readonly ProcessSeen[]): ContainerSeen {
  return {
    container,
    userId: Math.min(...processes.map(({ userId }) => userId)),
    capabilities: [...new Set(processes.flatMap(({ capabilities }) => capabilities))].sort(),
    noNewPrivileges: processes.every(({ noNewPrivileges }) => noNewPrivileges),
    seccomp: seccomps.find((mode) => processes.some(({ seccomp }) => seccomp === mode)) ?? 'none',
    root: processes.every(({ root }) => root === 'read-only') ? 'read-only' : 'writable',
  };
}
