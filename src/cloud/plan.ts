import type { SubmissionId } from './marks.ts';
import { type Holding, keyOf, nameFor, repositoryNameFor, type Resource, type ResourceKind } from './resource.ts';

/** Where a submission is deployed. */
export type Place = {
  readonly cluster: { readonly kind: 'standing'; readonly name: string } | { readonly kind: 'ephemeral' };
  /** The hosted zone's id, and the name in it that the challenge asks for. */
  readonly record: { readonly zone: string; readonly name: string };
};

/** What a deployment makes, each after what it needs. */
export function deployPlan(submission: SubmissionId, { cluster, record }: Place): readonly Resource[] {
  const name = nameFor(submission);
  const own = cluster.kind === 'ephemeral';
  return [
    { kind: 'repository', name: repositoryNameFor(submission) },
    ...(own ? [{ kind: 'cluster', name } as const] : []),
    { kind: 'namespace', cluster: own ? name : cluster.name, name },
    { kind: 'record', ...record },
  ];
}

/**
 * What is removed first: the name, so that nobody is led to what goes; the namespace before its cluster, so that balancers
 * go while there is still a controller that removes them, and leave no network interface that holds the subnets.
 */
const order: readonly ResourceKind[] = ['record', 'namespace', 'cluster', 'repository'];

/** Waves: what is in one may go at the same time. */
export function teardownPlan(holdings: readonly Holding[]): readonly (readonly Holding[])[] {
  const unlike = [...new Map(holdings.map((holding) => [keyOf(holding.resource), holding])).values()];
  return order.map((kind) => unlike.filter(({ resource }) => resource.kind === kind)).filter((wave) => wave.length > 0);
}

/** A cluster whose namespaces can't be removed costs more than what they leave: after this long it goes all the same. In minutes. */
const patience = 60;

/** Whether something may still wait for what has to go before it. */
export const mayWait = ({ marks }: Holding, now: Date): boolean => now.getTime() <= marks.expires.getTime() + patience * 60_000;

/** What has to be gone before this one may go. */
export function heldBy(holding: Holding, left: readonly Holding[], now: Date): Resource | undefined {
  const { resource } = holding;
  if (resource.kind !== 'cluster' || !mayWait(holding, now)) return undefined;
  return left.find((other) => other.resource.kind === 'namespace' && other.resource.cluster === resource.name)?.resource;
}
