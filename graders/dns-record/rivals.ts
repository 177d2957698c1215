import { asText } from '../../src/terraform/value.ts';
import { isKnownName } from './host.ts';
import type { DnsRecord } from './records.ts';

/** `certain`: they go into one zone, whatever is applied. */
export type Rival = { readonly other: DnsRecord; readonly certain: boolean };

/** Another record that Route 53 would not let stand beside this one. */
export function rivalOf(record: DnsRecord, all: readonly DnsRecord[]): Rival | undefined {
  const later = all.slice(all.indexOf(record) + 1);
  for (const other of later) {
    if (!clashes(record, other)) continue;
    const zone = sameZone(record, other);
    if (zone !== 'no') return { other, certain: zone === 'yes' };
  }
  return undefined;
}

function clashes(one: DnsRecord, other: DnsRecord): boolean {
  if (one.set !== undefined || other.set !== undefined) return false;
  const [type, otherType] = [asText(one.type), asText(other.type)];
  if (type.kind !== 'known' || otherType.kind !== 'known') return false;
  if (type.is !== otherType.is && type.is !== 'CNAME' && otherType.is !== 'CNAME') return false;
  // With an unknown domain each environment has its own name.
  const known = one.names.filter(isKnownName);
  return known.some((name) => other.names.includes(name)) || (one.by.root === other.by.root && one.names.some((name) => other.names.includes(name)));
}

/** Split horizon: a public and a private zone may hold the same name. */
function sameZone(one: DnsRecord, other: DnsRecord): 'yes' | 'no' | 'maybe' {
  const [id, otherId] = [asText(one.zoneId), asText(other.zoneId)];
  if (id.kind === 'known' && otherId.kind === 'known' && one.zones.length === 0 && other.zones.length === 0) return id.is === otherId.is ? 'yes' : 'no';
  const [zone] = one.zones;
  const [otherZone] = other.zones;
  if (zone === undefined || otherZone === undefined) return 'maybe';
  if (zone.isPrivate !== otherZone.isPrivate) return 'no';
  return one.by.root === other.by.root && zone.by.block.address === otherZone.by.block.address && zone.by.key === otherZone.by.key ? 'yes' : 'maybe';
}
