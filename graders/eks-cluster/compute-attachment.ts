import type { Attributes, Block, Root, TerraformFacts, Value } from '../../src/collect/terraform/section.ts';
import { mayMeet, throughState } from '../../src/terraform/remote-state.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asText, partsOf, refsIn } from '../../src/terraform/value.ts';
import type { Cluster } from './clusters.ts';
import { once } from '../../src/grade/once.ts';

export type Attachment = 'yes' | 'maybe' | 'no';

/** Whether something that names a cluster, in any root, names this one. */
export function attachment(facts: TerraformFacts, written: Value | undefined, reader: Root, cluster: Cluster, clusters: readonly Cluster[]): Attachment {
  if (written === undefined) return 'no';
  const { root: from, value: name } = throughState(facts, reader, written);
  if (isMadeOf(name, from, cluster)) return 'yes';
  const own = clusters.some(({ root }) => root === from);
  if (own && isMadeOfAnother(name, from, clusters)) return 'no';
  if (from !== cluster.root && (own || !mayMeet(from, cluster.root))) return 'no';
  return sameText(name, cluster.settings.name.value);
}

/** Whether a text, such as a node group's `cluster_name` or the user data of an instance, is made of this cluster. */
export function isMadeOf(value: Value | undefined, from: Root, { root, declared: { block, key } }: Cluster): boolean {
  if (from !== root) return false;
  const refs = refsIn(value);
  const direct = refs.filter(({ to }) => to === block.address);
  if (direct.length > 0) return direct.some((ref) => ref.key === undefined || key === undefined || ref.key === key);
  return refs.some(({ to }) => dependentsOf(block, root).has(to));
}

const isMadeOfAnother = (value: Value, from: Root, clusters: readonly Cluster[]): boolean =>
  clusters.some((other) => isMadeOf(value, from, other));

/** Addresses of the blocks that are made of a block, through however many others: \`data.aws_eks_cluster.this\`, \`time_sleep.ready\`. */
const dependentsOf = (block: Block, root: Root): ReadonlySet<string> => dependents(root)(block);

const dependents = once((root: Root) =>
  once((block: Block): ReadonlySet<string> => {
    const found = new Set<string>();
    let edge: readonly string[] = [block.address];
    while (edge.length > 0) {
      edge = edge.flatMap((address) => readers(root).get(address) ?? []).filter((address) => !found.has(address) && found.add(address));
    }
    return found;
  }),
);

/** By the address of a block: those whose attributes mention it. What only waits for it is not made of it. */
const readers = once((root: Root): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const { address, instances } of root.blocks) {
    for (const to of new Set(instances.flatMap(({ attributes }) => mentionedIn(attributes)))) {
      const known = found.get(to);
      if (known === undefined) found.set(to, [address]);
      else known.push(address);
    }
  }
  return found;
});

const mentionedIn = (attributes: Attributes): readonly string[] =>
  Object.entries(attributes).flatMap(([name, value]) => (name === 'depends_on' ? [] : refsIn(value).map(({ to }) => to)));

function sameText(name: Value, wanted: Value | undefined): Attachment {
  const known = asText(wanted);
  if (known.kind === 'known') return known.is.includes('*') ? 'maybe' : matchesText(name, known.is);
  const text = asText(name);
  if (text.kind === 'known' && wanted !== undefined && !text.is.includes('*')) return matchesText(wanted, text.is) === 'no' ? 'no' : 'maybe';
  return wanted !== undefined && expressionOf(name) === expressionOf(wanted) ? 'yes' : 'maybe';
}

/** The same expression of the same things comes to the same text, whatever that is. */
const expressionOf = (value: Value): string => JSON.stringify(madeOf(value));

function madeOf(value: Value): unknown {
  return { known: 'known' in value ? value.known : undefined, refs: value.refs, calls: value.calls, parts: partsOf(value).map(madeOf) };
}
