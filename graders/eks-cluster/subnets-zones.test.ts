import { expect, test } from 'vitest';
import type { Value } from '../../src/collect/terraform/section.ts';
import { spanSeveral, type Zones, zonesOf } from './subnets-zones.ts';

const zoneOfRegion = (path: string): Value => ({ unknown: true, refs: [{ to: 'module.network.data.aws_availability_zones.here', path }] });
const address = 'module.network.data.aws_availability_zones.here';

test.each<[string, Value, string | number | undefined, boolean, Zones]>([
  ['a name', { known: 'eu-west-1a' }, undefined, false, ['eu-west-1a']],
  ['an index', zoneOfRegion('names[1]'), 1, false, [`${address}.names[1]`]],
  ['each of a row', zoneOfRegion('names'), 2, false, [`${address}.names[2]`]],
  ['each of who knows how many', zoneOfRegion('names'), undefined, true, 'several'],
  ['a slice of one', zoneOfRegion('names[0:1]'), 0, true, [`${address}.names[0:1]`]],
  ['a variable', { unknown: true, refs: [{ to: 'var.zone' }] }, 0, false, undefined],
])('the zone of %s', (_, value, key, many, zones) => expect(zonesOf(value, key, many)).toEqual(zones));

test.each<[readonly Zones[], boolean | undefined]>([
  [[['a'], ['b']], true],
  [[['a'], ['a']], false],
  [['several'], true],
  [[['a'], undefined], undefined],
  [[['a'], ['x.data.aws_availability_zones.here.names[0]']], undefined],
  [[['x.data.aws_availability_zones.here.names[0]'], ['x.data.aws_availability_zones.here.names[1]']], true],
  [[], false],
])('%j spans several: %s', (zones, spans) => expect(spanSeveral(zones)).toBe(spans));
