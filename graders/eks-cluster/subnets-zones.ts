import type { Ref, Value } from '../../src/collect/terraform/section.ts';
import type { Declared } from '../../src/terraform/declared.ts';
import { asText, refsIn, valueOf } from '../../src/terraform/value.ts';

/** Names that differ where zones do; `several` of a data source, who knows which; undefined: files can't tell. */
export type Zones = readonly string[] | 'several' | undefined;

/** Of a subnet. AWS chooses the zone of one that names none. */
export function zonesIn(subnet: Declared): Zones {
  const value = valueOf(subnet, 'availability_zone') ?? valueOf(subnet, 'availability_zone_id');
  return value === undefined ? undefined : zonesOf(value, subnet.key, subnet.block.repetition.kind === 'unknown');
}

/** `key` tells apart those that are made in a row from one expression; `many`: it stands for who knows how many. */
export function zonesOf(value: Value, key: string | number | undefined, many: boolean): Zones {
  const text = asText(value);
  if (text.kind === 'known') return [text.is];
  const [ref, other] = refsIn(value).filter(isZoneOfRegion);
  if (ref === undefined || other !== undefined) return undefined;
  const name = `${ref.to}.${ref.path ?? ''}`;
  if (/\[\d+\]$/.test(name)) return [name];
  if (partOf(name) === 1) return [name];
  if (many) return 'several';
  return key === undefined ? undefined : [`${name}[${key}]`];
}

/** How many of the region's zones a slice of them takes: `…names[0:2]`. */
const partOf = (name: string): number | undefined => {
  const [, from, to] = /\[(\d+):(\d+)\]$/.exec(name) ?? [];
  return from === undefined || to === undefined ? undefined : Number(to) - Number(from);
};

export const isZoneOfRegion = ({ to }: Ref): boolean => /(^|\.)data\.aws_availability_zones\.[^.]+$/.test(to);

/** Whether these are two zones or more; undefined: files can't tell. */
export function spanSeveral(all: readonly Zones[]): boolean | undefined {
  if (all.includes('several')) return true;
  const names = new Set(all.flatMap((zones) => (zones === undefined || zones === 'several' ? [] : zones)));
  // A name and an index of the region's zones may mean the same one.
  const indexed = [...names].filter((name) => name.includes('data.')).length;
  if (Math.max(indexed, names.size - indexed) >= 2) return true;
  return all.includes(undefined) || names.size > 1 ? undefined : false;
}
