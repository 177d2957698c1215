import type { Answered, KubernetesApi } from '../../tools/kubernetes.ts';

/** For what docc does with all rights: a refusal is our fault, since nothing of the submission can cause it. */
export function granted<T>(answer: Answered<T>, what: string): T {
  if (answer.kind === 'done') return answer.value;
  throw new Error(`the API server would not ${what}: ${answer.reason}: ${answer.message}`);
}

/** Of what is removed: that it was gone already is as good. */
export function removed(answer: Answered<undefined>, what: string): void {
  if (answer.kind === 'refused' && answer.status !== 404) granted(answer, `remove ${what}`);
}

/** For what has to come about by docc's own doing: where it doesn't in time, that is our fault. */
export function inTime<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} did not come about in time`);
  return value;
}

const goneMs = 75_000;

/** Until a namespace and all in it are gone: the next grade on the same cluster may want its name. */
export async function namespaceGone(api: KubernetesApi, name: string): Promise<void> {
  const kind = { apiVersion: 'v1', kind: 'Namespace' };
  removed(await api.remove({ ...kind, name }, {}), `namespace ${name}`);
  await api.wait(kind, (all) => (all.some(({ metadata }) => metadata.name === name) ? undefined : true), goneMs);
}
