import type { Root, Value } from '../../src/collect/terraform/section.ts';
import { originsOf } from '../../src/terraform/declared.ts';
import { matchesText } from '../../src/terraform/text.ts';
import { asText, partsOf, refsIn } from '../../src/terraform/value.ts';
import type { Cluster } from './clusters.ts';

export type Attachment = 'yes' | 'maybe' | 'no';

/** Whether a text, such as a node group's `cluster_name` or the user data of an instance, is made of this cluster. */
export function isMadeOf(value: Value | undefined, from: Root, cluster: Cluster): boolean {
  if (from !== cluster.root) return false;
  const { block, key } = cluster.declared;
  const direct = refsIn(value).filter(({ to }) => to === block.address);
  if (direct.length > 0) return direct.some((ref) => ref.key === undefined || key === undefined || ref.key === key);
  return originsOf(from, value).some((origin) => origin.block === block && (origin.key === undefined || origin.key === key));
}

/** Whether something that names a cluster, in any root, names this one. */
export function attachment(name: Value | undefined, from: Root, cluster: Cluster, clusters: readonly Cluster[]): Attachment {
  if (name === undefined) return 'no';
  if (isMadeOf(name, from, cluster)) return 'yes';
  const own = clusters.filter(({ root }) => root === from);
  if (own.some((other) => isMadeOf(name, from, other))) return 'no';
  if (from !== cluster.root && (own.length > 0 || !mayMeet(from, cluster.root))) return 'no';
  return sameText(name, cluster.settings.name.value);
}

/** Roots that are applied for different environments have nothing in common. */
const mayMeet = (one: Root, other: Root): boolean =>
  one.environment === undefined || other.environment === undefined || one.environment === other.environment;

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
