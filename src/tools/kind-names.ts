import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { isAlive } from './temporary.ts';

/** A daemon may serve several machines, whose processes have the same ids. */
const machine = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 4);

/** A name that tells which process of which machine made the cluster. One that is kept tells neither: no later run removes it. */
export const clusterName = (keep: boolean): string => (keep ? `docc-kept-${randomBytes(4).toString('hex')}` : `docc-${process.pid}-${machine()}${randomBytes(4).toString('hex')}`);

const ours = /^docc-(\d+)-([0-9a-f]{4})[0-9a-f]{8}$/;

/** Whether a cluster of that name was made here by a process that is no more. */
export function isLeftCluster(name: string): boolean {
  const [, pid, where] = ours.exec(name) ?? [];
  return pid !== undefined && where === machine() && !isAlive(Number(pid));
}
