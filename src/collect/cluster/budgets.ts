import { z } from 'zod';
import { own } from '../../evidence/own.ts';
import type { KubernetesObject } from '../../tools/kubernetes.ts';
import type { Pod } from './pod.ts';

const expression = z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).nullish() });

const budget = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ selector: z.object({ matchLabels: z.record(z.string(), z.string()).nullish(), matchExpressions: z.array(expression).nullish() }).nullish() }),
  status: z.object({ disruptionsAllowed: z.int().default(0) }).prefault({}),
});
export type Budget = z.infer<typeof budget>;

/** Those that have a say in a pod's eviction. */
export const budgetsOf = (objects: readonly KubernetesObject[], { metadata: { labels } }: Pod): readonly Budget[] => objects.map((object) => budget.parse(object)).filter((of) => covers(of, labels));

/** An empty selector selects every pod, an absent one none: https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
export function covers({ spec: { selector } }: Pick<Budget, 'spec'>, labels: Readonly<Record<string, string>>): boolean {
  if (selector === undefined || selector === null) return false;
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return equal && (selector.matchExpressions ?? []).every((asked) => holds(asked, own(labels, asked.key)));
}

function holds({ operator, values }: z.infer<typeof expression>, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && (values ?? []).includes(value);
    case 'NotIn':
      return value === undefined || !(values ?? []).includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
