import type { Root, TerraformFacts } from '../../src/collect/terraform/section.ts';
import { clustersIn } from './clusters.ts';

/** Folders that may work on the same cluster: one with a cluster and those without any; one without may work on all. */
export function rootsAround({ roots }: TerraformFacts, root: Root): readonly Root[] {
  if (clustersIn(root).length === 0) return roots;
  const others = roots.filter((each) => each !== root && each.environment === root.environment && clustersIn(each).length === 0);
  return [root, ...others];
}
