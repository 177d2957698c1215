import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { dockerPort } from '../tools/docker.ts';
import type { Docker } from '../tools/docker.ts';
import { kindPort } from '../tools/kind.ts';
import { removeCluster } from '../tools/kind-nodes.ts';
import { action, type Outside } from './action.ts';

const { signal } = new AbortController();

/** A kind cluster as docc makes it for a grade, for the steps that follow; the post step removes it. */
export const makeCluster = action({
  inputs: z.object({ kubernetes: z.string().regex(/^1\.\d{1,3}$/, 'give a minor version, such as 1.34'), kubeconfig: z.string().min(1) }),
  outputs: z.object({ name: z.string(), kubeconfig: z.string() }),
  remembers: ['name'],
  run: async ({ kubernetes, kubeconfig }, outside) => {
    const docker = await opened(outside);
    const kind = await kindPort(outside.env, signal, []).open();
    if (kind.kind !== 'open') throw new Error(kind.kind === 'absent' ? `${kind.absence.reason}: ${kind.absence.remedy}` : `${kind.fault.message}: ${kind.fault.repair}`);
    // Kept: this process ends long before the cluster is of no more use.
    const made = await kind.program.create(docker, { kubernetes, keep: true });
    if (made.kind === 'fault') throw new Error(`${made.fault.message}: ${made.fault.repair}`);
    const path = resolve(kubeconfig);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, made.cluster.kubeconfig, { mode: 0o600 });
    return { name: made.cluster.name, kubeconfig: path };
  },
});

/** The post step, also after a failure or a cancellation. A runner that is thrown away takes with it what this could not. */
export const removeMadeCluster = action({
  inputs: z.object({}),
  outputs: z.object({}),
  run: async (_, outside) => {
    const name = outside.env['STATE_name'] ?? '';
    if (name !== '') await removeCluster(await opened(outside), name);
    return {};
  },
});

async function opened({ env }: Outside): Promise<Docker> {
  const docker = await dockerPort(env, signal, []).open();
  if (docker.kind === 'open') return docker.docker;
  throw new Error(docker.kind === 'absent' ? `${docker.absence.reason}: ${docker.absence.remedy}` : `${docker.fault.message}: ${docker.fault.repair}`);
}
