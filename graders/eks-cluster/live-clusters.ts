import type { CloudClusterFacts, CloudClusterFound } from '../../src/collect/cloud/cluster/section.ts';
import type { Value } from '../../src/collect/terraform/section.ts';
import { shellWord } from '../../src/evidence/shell-word.ts';
import { piecesOf } from '../../src/terraform/text.ts';
import { refsIn } from '../../src/terraform/value.ts';
import { canBe, hole } from '../hermetic-image/text.ts';
import type { Cluster } from './clusters.ts';

/** A cluster that Terraform declares, and one that is there by its name. */
export type Pair = { readonly declared: Cluster; readonly found: CloudClusterFound };

/**
 * By the names that files tell, a gap standing for what they don't. A name that rests on a variable was given when applying: where
 * none has its default, the only cluster there is the one.
 */
export function pairsOf(declared: readonly Cluster[], { clusters, names }: CloudClusterFacts): readonly Pair[] {
  const pairs = declared.flatMap((each) => clusters.filter(({ name }) => mayBeCalled(each.settings.name.value, name)).map((found) => ({ declared: each, found })));
  const [only] = clusters;
  if (pairs.length > 0 || only === undefined || names.length > 1) return pairs;
  return declared.filter(({ settings }) => isGiven(settings.name.value)).map((each) => ({ declared: each, found: only }));
}

export function mayBeCalled(value: Value | undefined, name: string): boolean {
  const pieces = piecesOf(value) ?? [undefined];
  return canBe({ text: pieces.map((piece) => piece ?? hole).join(''), holes: [] }, name);
}

/** It may be another with every `terraform apply`. */
export const isGiven = (value: Value | undefined): boolean => refsIn(value).some(({ to }) => to.startsWith('var.'));

/** In a command: the region that the file names by then, else where docc looked. */
export const regionSaid = (region: string): string => `"$(sed -n 's/^region: *["'"'"']\\{0,1\\}\\([a-z0-9-]*\\).*/\\1/p' docc.cloud.yml 2>/dev/null | grep . || echo ${shellWord(region)})"`;
