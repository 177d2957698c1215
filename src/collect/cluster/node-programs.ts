import { notExercised, type Observation } from '../../evidence/observation.ts';
import { failureOf, type ProgramResult } from '../../tools/program.ts';
import type { OnNode } from './cluster.ts';

/** A cluster whose nodes docc has no way to: one that it was given, or EKS. `sees`: what it needs them for. */
export const withoutNodes = (sees: string): Observation<never> =>
  notExercised({
    reason: `docc did not make this cluster's nodes, and ${sees}`,
    remedy: "Grade in a cluster of docc's own: `docc grade --tier cluster` without --cluster; on a pull request, the grade without a label for EKS.",
  });

/** For programs that only look. */
const quick = 15_000;

/** Ids of a container's processes as its node counts them; none where it has ended. */
export async function processesOf(onNode: OnNode, node: string, container: string): Promise<readonly number[]> {
  const result = await onNode(node, ['ctr', '--namespace', 'k8s.io', 'tasks', 'ps', container], quick);
  if (result.kind === 'exited' && result.code !== 0 && result.stderr.includes('not found')) return [];
  return processIds(outputOf('ctr tasks ps', result));
}

/** `PID     INFO`, and a line for each. */
export const processIds = (text: string): readonly number[] =>
  text.split('\n').flatMap((line) => {
    const [, id] = /^(\d+)\b/.exec(line.trim()) ?? [];
    return id === undefined ? [] : [Number(id)];
  });

/** Files of the node; those that are gone by then are left out, as processes end at any time. */
export async function filesOf(onNode: OnNode, node: string, paths: readonly string[]): Promise<string> {
  const result = await onNode(node, ['cat', '--', ...paths], quick);
  if (result.kind === 'exited' && result.code === 1) return result.stdout.toString('utf8');
  return outputOf('cat', result);
}

/** Seconds for a connection: what a policy refuses is dropped, and never answered. */
const patience = 2;

export type Within = { readonly node: string; readonly process: number };
export type Place = { readonly address: string; readonly port: number };

/** Whether a TCP connection comes about from the network namespace of a process of the node. */
export async function connects(onNode: OnNode, from: Within, to: Place): Promise<boolean> {
  const said = textOf(await curled(onNode, from, { ...to, path: '/' }, ['--output', '/dev/null', '--write-out', 'connected %{time_connect}']));
  const [, seconds] = /^connected ([\d.]+)$/.exec(said.trim()) ?? [];
  if (seconds === undefined) throw new Error('curl in the network of a pod says nothing of its connection');
  return Number(seconds) > 0;
}

/** What is answered to a GET; more than docc keeps is no body. */
export type Fetched = { readonly status: number; readonly body: string };

/** Undefined where nothing is answered, or not in time. */
export async function fetched(onNode: OnNode, from: Within, to: Place & { readonly path: `/${string}` }): Promise<Fetched | undefined> {
  const result = await curled(onNode, from, to, ['--write-out', '\n%{http_code}']);
  if (result.kind === 'output-too-large') return { status: 200, body: '' };
  const [, body = '', status = '000'] = /^([^]*)\n(\d{3})$/.exec(textOf(result)) ?? [];
  return status === '000' ? undefined : { status: Number(status), body };
}

async function curled(onNode: OnNode, from: Within, { address, port, path }: Place & { readonly path: `/${string}` }, more: readonly string[]): Promise<ProgramResult> {
  const host = address.includes(':') ? `[${address}]` : address;
  const curl = ['curl', '--silent', '--globoff', '--noproxy', '*', '--connect-timeout', String(patience), '--max-time', String(2 * patience), ...more, `http://${host}:${port}${path}`];
  return await onNode(from.node, ['nsenter', '--target', String(from.process), '--net', ...curl], quick);
}

/** Whatever the exit code: curl's tells of the answer too. */
function textOf(result: ProgramResult): string {
  if (result.kind === 'exited') return result.stdout.toString('utf8');
  throw new Error(failureOf('curl in the network of a pod', result)?.message ?? 'curl in the network of a pod did not end');
}

function outputOf(name: string, result: ProgramResult): string {
  const failure = failureOf(`${name} on a node`, result);
  if (failure !== undefined || result.kind !== 'exited') throw new Error(failure?.message ?? name);
  return result.stdout.toString('utf8');
}
