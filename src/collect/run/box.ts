import { setTimeout as wait } from 'node:timers/promises';
import type { Confinement, Container, ContainerState } from '../../tools/docker-run.ts';
import { ask, type Target } from './prober.ts';

/** Nothing that a server needs is there but memory and the way to whoever asks. The user id is nobody's. */
export const hermetic: Confinement = {
  memoryBytes: 64 * 1024 * 1024,
  processors: 0.5,
  processes: 128,
  root: 'read-only',
  capabilities: 'none',
  privileges: 'no-new',
  user: '64321:64321',
  network: 'prober',
};

export const limitsOf = ({ memoryBytes, processors, processes }: Confinement) => ({ memoryBytes, processors, processes });

/**
 * Whether somebody else ended a server: its kernel, for want of memory that the server did not take, or a daemon that restarts. It is asked
 * once more then, in a container of its own; one that ends itself like this does so again.
 */
export const isEndedByOthers = ({ exitCode, outOfMemory }: Pick<ContainerState, 'exitCode' | 'outOfMemory'>): boolean => exitCode === 137 && !outOfMemory;

/** How long a server may take until it answers: half a processor is little for a large one. */
const patience = 20_000;

export type Awaited =
  | { readonly kind: 'serving'; readonly target: Target }
  | { readonly kind: 'ended' }
  | { readonly kind: 'silent' };

/** Until something speaks HTTP on one of the ports, or the container ends, or patience does. Any answer will do here. */
export async function untilServing(container: Container, ports: readonly number[], signal: AbortSignal): Promise<Awaited> {
  const giveUp = performance.now() + patience;
  while (performance.now() < giveUp && !signal.aborted) {
    const host = await container.address();
    if (host === undefined) {
      const { running } = await container.state();
      if (!running) return { kind: 'ended' };
    } else {
      const target = await answering(host, ports);
      if (target !== undefined) return { kind: 'serving', target };
    }
    await wait(150);
  }
  return (await container.state()).running ? { kind: 'silent' } : { kind: 'ended' };
}

async function answering(host: string, ports: readonly number[]): Promise<Target | undefined> {
  for (const port of ports) {
    const answer = await ask({ host, port }, { method: 'GET', path: '/healthz' }, 1_000);
    if (answer.kind === 'answered') return { host, port };
  }
  return undefined;
}

/** Those that the image names, and the given server's own. */
export function portsOf(exposed: readonly string[]): readonly number[] {
  const named = exposed.map((port) => Number.parseInt(port, 10)).filter((port) => port > 0 && port < 65_536);
  return [...new Set([...named.slice(0, 5), 8080])];
}
