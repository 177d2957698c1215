import { failureOf, type ProgramResult } from '../../tools/program.ts';
import type { OnNode } from './cluster.ts';

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

/** Whether a TCP connection comes about from the network namespace of a process of the node. */
export async function connects(onNode: OnNode, from: { readonly node: string; readonly process: number }, to: { readonly address: string; readonly port: number }): Promise<boolean> {
  const host = to.address.includes(':') ? `[${to.address}]` : to.address;
  const curl = ['curl', '--silent', '--output', '/dev/null', '--noproxy', '*', '--connect-timeout', String(patience), '--max-time', String(2 * patience), '--write-out', 'connected %{time_connect}', `http://${host}:${to.port}/`];
  const result = await onNode(from.node, ['nsenter', '--target', String(from.process), '--net', ...curl], quick);
  const [, seconds] = result.kind === 'exited' ? (/^connected ([\d.]+)$/.exec(result.stdout.toString('utf8').trim()) ?? []) : [];
  if (seconds === undefined) throw new Error(failureOf('curl in the network of a pod', result)?.message ?? 'curl in the network of a pod says nothing');
  return Number(seconds) > 0;
}

function outputOf(name: string, result: ProgramResult): string {
  const failure = failureOf(`${name} on a node`, result);
  if (failure !== undefined || result.kind !== 'exited') throw new Error(failure?.message ?? name);
  return result.stdout.toString('utf8');
}
