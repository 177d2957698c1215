import type { Right } from '../../../tools/kubernetes.ts';
import type { RightSeen } from './section.ts';

/** What an account may that another may not: rules are compared whole, since the cluster gives both the same ones. */
export function rightsBeyond(rights: readonly Right[], everybodys: readonly Right[]): RightSeen[] {
  const common = new Set(everybodys.map(keyOf));
  const own = new Map(rights.map((right) => [keyOf(right), right] as const).filter(([key]) => !common.has(key)));
  return [...own].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, right]) => sorted(right));
}

const keyOf = (right: Right): string => JSON.stringify(sorted(right));

/** RBAC's lists are sets. */
const sorted = ({ verbs, groups, resources, names }: Right): RightSeen => ({ verbs: setOf(verbs), groups: setOf(groups), resources: setOf(resources), names: setOf(names) });

const setOf = (texts: readonly string[]): string[] => [...new Set(texts)].sort();
