import { z } from 'zod';
import type { Fault } from '../evidence/observation.ts';
import { type Docker, quick } from './docker.ts';
import { jsonOf } from './json.ts';
import { failureOf, type ProgramResult } from './program.ts';

/** What kind labels its nodes' containers with. */
export const clusterLabel = 'io.x-k8s.kind.cluster';

/** Of kind's clusters on this Docker, the names; those that are half made or stopped too. */
export async function kindClusters(docker: Docker): Promise<readonly string[]> {
  const result = await docker.run(['container', 'ls', '--all', `--filter=label=${clusterLabel}`, '--format', `{{.Label "${clusterLabel}"}}`], quick);
  return result.kind === 'exited' && result.code === 0 ? [...new Set(linesOf(result))] : [];
}

/** Its containers and what they hold. kind's network stays: other clusters are on it. */
export async function removeCluster(docker: Docker, name: string): Promise<void> {
  const late = { ...quick, timeoutMs: 60_000, signal: AbortSignal.timeout(60_000) };
  const found = await docker.run(['container', 'ls', '--all', '--quiet', `--filter=label=${clusterLabel}=${name}`], late);
  const ids = found.kind === 'exited' ? linesOf(found) : [];
  if (ids.length > 0) await docker.run(['container', 'rm', '--force', '--volumes', ...ids], late);
}

/** Whether containers of these names on this Docker are kind's nodes. */
export async function areKindNodes(docker: Docker, names: readonly string[]): Promise<boolean> {
  const result = await docker.run(['container', 'inspect', '--format', `{{index .Config.Labels "${clusterLabel}"}}`, ...names], quick);
  return result.kind === 'exited' && result.code === 0 && linesOf(result).length === names.length;
}

const linesOf = (result: ProgramResult & { readonly kind: 'exited' }): readonly string[] => result.stdout.toString('utf8').split('\n').filter((line) => line.trim() !== '');

/** A program of the node's own on the node, as root. There is no shell. */
export const onNodeOf =
  (docker: Docker) =>
  (node: string, args: readonly string[], timeoutMs: number): Promise<ProgramResult> =>
    docker.run(['container', 'exec', '--privileged', node, ...args], { ...quick, timeoutMs });

const bindings = z.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable());

export type Endpoint = { readonly host: string; readonly port: number };

/** Where this machine reaches a port of a node; undefined where it is not mapped. */
export async function mappedPort(docker: Docker, node: string, port: number): Promise<Endpoint | undefined> {
  const result = await docker.run(['container', 'inspect', '--format', '{{json .NetworkSettings.Ports}}', node], quick);
  const read = result.kind === 'exited' ? bindings.safeParse(jsonOf(result.stdout)) : undefined;
  const [first] = read?.data?.[`${port}/tcp`] ?? [];
  return first === undefined ? undefined : { host: first.HostIp === '0.0.0.0' || first.HostIp === '' ? '127.0.0.1' : first.HostIp, port: Number(first.HostPort) };
}

/** Nobody can pull from it: what is there, docc brought there. `.invalid` resolves nowhere: https://www.rfc-editor.org/rfc/rfc2606 */
export const imagesOfDocc = 'docc.invalid';

/** The name by which nodes know an image that was brought to them. */
export const referenceOf = (manifest: string): string => `${imagesOfDocc}/submission@${manifest}`;

/** Not /tmp: that is a tmpfs in the node, which docker cp doesn't see. */
const archiveOnNode = '/kind/docc-image.tar';

/** Brings an OCI archive into the store of every node: it is known there as `referenceOf` its manifest. */
export async function loadImage(docker: Docker, nodes: readonly string[], archive: string): Promise<Fault | undefined> {
  const faults = await Promise.all(nodes.map((node) => loadInto(docker, node, archive)));
  return faults.find((fault) => fault !== undefined);
}

async function loadInto(docker: Docker, node: string, archive: string): Promise<Fault | undefined> {
  const long = { ...quick, timeoutMs: 180_000 };
  const copied = await docker.run(['container', 'cp', archive, `${node}:${archiveOnNode}`], long);
  const failure = failureOf('docker cp', copied);
  if (failure !== undefined) return failure;
  const imported = await docker.run(['container', 'exec', node, 'ctr', '--namespace=k8s.io', 'images', 'import', '--digests', `--base-name=${imagesOfDocc}/submission`, archiveOnNode], long);
  await docker.run(['container', 'exec', node, 'rm', '-f', archiveOnNode], quick);
  return failureOf('ctr images import', imported);
}

/** Of a cluster of others: what was brought to its nodes, under every name that it got. */
export async function unloadImage(docker: Docker, nodes: readonly string[], manifest: string): Promise<void> {
  const names = [referenceOf(manifest), `${imagesOfDocc}/submission:latest`];
  const late = { ...quick, signal: AbortSignal.timeout(quick.timeoutMs) };
  await Promise.all(nodes.map((node) => docker.run(['container', 'exec', node, 'ctr', '--namespace=k8s.io', 'images', 'rm', ...names], late)));
}

/** The pause image of a node, which every kubelet has: it does nothing. */
export const idleImageOn = (docker: Docker, node: string): Promise<string | undefined> => imageOn(docker, node, /\/pause:[\w.-]+$/);

/** What is in a node's store by a name of that form; the first, where there are several. */
export async function imageOn(docker: Docker, node: string, form: RegExp): Promise<string | undefined> {
  const result = await docker.run(['container', 'exec', node, 'ctr', '--namespace=k8s.io', 'images', 'ls', '--quiet'], quick);
  return result.kind === 'exited' && result.code === 0 ? linesOf(result).find((name) => form.test(name)) : undefined;
}
